import { afterEach, describe, expect, test } from 'vitest';
import type { PrintDocument } from '../../core/receipt/types.ts';
import { ManualTimers } from '../transport/testing/manual-timers.ts';
import { MemoryLine } from '../transport/testing/memory-line.ts';
import { EscposPrinter } from './escpos-printer.ts';
import { keptLog } from './testing/quiet-log.ts';

const DOCUMENT: PrintDocument = {
  columns: 42,
  openDrawer: false,
  blocks: [{ kind: 'text', text: 'Milk', align: 'left', bold: false, size: 'normal' }],
};

const open: EscposPrinter[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((printer) => printer.close()));
});

/** A printer's end: answers status questions from `state`, and GS r when it has printed. */
function setUp() {
  const line = new MemoryLine();
  const timers = new ManualTimers();
  const state = {
    answers: { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 } as Record<number, number>,
    mute: false,
    prints: true,
    printed: 0x00,
  };
  line.onWrite = (bytes) => {
    if (state.mute) return;
    if (bytes[0] === 0x10 && bytes[1] === 0x04) {
      line.send(Uint8Array.of(state.answers[bytes[2] ?? 0] ?? 0));
    } else if (bytes[0] === 0x1d && bytes[1] === 0x72 && state.prints) {
      line.send(Uint8Array.of(state.printed));
    }
  };
  const printer = new EscposPrinter({
    transport: line.near,
    profile: { columns: 42, codePage: 'cp858', cutter: true },
    timers,
    log: keptLog(),
  });
  open.push(printer);
  const text = (): string => Buffer.from(line.written).toString('latin1');
  return { line, timers, state, printer, text };
}

async function during<T>(timers: ManualTimers, promise: Promise<T>): Promise<T> {
  let over = false;
  const settled = promise.finally(() => {
    over = true;
  });
  for (let second = 0; !over && second < 60; second += 1) await timers.advance(1000);
  return settled;
}

describe('receipt printer', () => {
  test('prints, and says so when the printer says so', async () => {
    const { timers, printer, text } = setUp();
    expect(await during(timers, printer.print(DOCUMENT))).toEqual({ outcome: 'done' });
    expect(text()).toContain('Milk');
    expect(printer.status()).toEqual({ state: 'ready', code: null });
  });

  test.each([
    [2, 0x16, 'coverOpen'],
    [4, 0x72, 'paperOut'],
    [1, 0x1a, 'offline'],
    [3, 0x52, 'printerError'],
  ])('question %i answered %i: nothing is sent', async (question, byte, code) => {
    const { timers, printer, state, text } = setUp();
    state.answers[question] = byte;
    expect(await during(timers, printer.print(DOCUMENT))).toEqual({ outcome: 'none', code });
    expect(text()).not.toContain('Milk');
    expect(printer.status()).toEqual({ state: 'fault', code });
  });

  test('new paper is noticed by itself', async () => {
    const { timers, printer, state } = setUp();
    state.answers[4] = 0x72;
    await timers.advance(100);
    expect(printer.status()).toEqual({ state: 'fault', code: 'paperOut' });
    const changes: string[] = [];
    printer.onStatus((status) => changes.push(status.code ?? status.state));
    state.answers[4] = 0x1e;
    await timers.advance(10_000);
    expect(changes).toEqual(['paperNearEnd']);
    expect(printer.status()).toEqual({ state: 'ready', code: 'paperNearEnd' });
  });

  test('a mute printer: nothing is sent', async () => {
    const { timers, printer, state, text } = setUp();
    state.mute = true;
    expect(await during(timers, printer.print(DOCUMENT))).toEqual({
      outcome: 'none',
      code: 'noAnswer',
    });
    expect(text()).not.toContain('Milk');
  });

  test('paper runs out under way: unknown, and told why', async () => {
    const { timers, printer, state } = setUp();
    await timers.advance(100);
    state.prints = false;
    const printing = printer.print(DOCUMENT);
    await timers.advance(100);
    state.answers[4] = 0x72;
    expect(await during(timers, printing)).toEqual({ outcome: 'unknown', code: 'paperOut' });
  });

  test('unplugged under way: unknown; unplugged before: none', async () => {
    const { timers, printer, state, line } = setUp();
    await timers.advance(100);
    state.prints = false;
    const printing = printer.print(DOCUMENT);
    await timers.advance(100);
    line.openFault = 'portMissing';
    line.pull();
    expect(await during(timers, printing)).toEqual({ outcome: 'unknown', code: 'disconnected' });
    expect(await during(timers, printer.print(DOCUMENT))).toEqual({
      outcome: 'none',
      code: 'portMissing',
    });
    line.openFault = null;
    state.prints = true;
    await timers.advance(10_000);
    expect(await during(timers, printer.print(DOCUMENT))).toEqual({ outcome: 'done' });
  });

  test('jobs wait for each other', async () => {
    const { timers, printer, text } = setUp();
    const both = Promise.all([printer.print(DOCUMENT), printer.openDrawer()]);
    expect(await during(timers, both)).toEqual([{ outcome: 'done' }, { outcome: 'done' }]);
    expect(text().indexOf('Milk')).toBeLessThan(text().indexOf('\x1bp'));
  });

  test('the drawer opens without paper, at once, not later by itself', async () => {
    const { timers, printer, state, text } = setUp();
    state.answers[4] = 0x72;
    expect(await during(timers, printer.openDrawer())).toEqual({ outcome: 'done' });
    expect(text()).toContain('\x10\x14\x01\x00\x01');
    expect(text()).not.toContain('\x1bp');
  });
});

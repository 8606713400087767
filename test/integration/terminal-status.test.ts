import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DisplaySnapshot, TillSnapshot } from '../../contracts/till/snapshot.ts';
import { STATUS_TEXTS } from '../../native/simulators/terminal/context.ts';
import { openTestLane, type TestLane } from './lane-kit.ts';

let lane: TestLane;
const till: TillSnapshot[] = [];
const display: DisplaySnapshot[] = [];

beforeAll(async () => {
  lane = await openTestLane({
    onPublish: (snapshot) => {
      if ('storeName' in snapshot) display.push(snapshot);
      else till.push(snapshot);
    },
  });
  await lane.start();
  await lane.openForSelling();
});
afterAll(() => lane.close());

/** Texts in the order in which they were shown, without repeats beside each other. */
function shown(texts: readonly string[]): string[] {
  return texts.filter((text) => text !== '').filter((text, at, all) => text !== all[at - 1]);
}

/** The words of each 04 FF that the terminal sends from now on. */
function listen(): string[] {
  const texts = new Map(Object.entries(STATUS_TEXTS));
  const said: string[] = [];
  lane.terminal.onLog(({ direction, text }) => {
    const code = /^04ff..(..)/.exec(text)?.[1];
    if (direction !== 'out' || code === undefined) return;
    said.push(texts.get(String(Number.parseInt(code, 16))) ?? '?');
  });
  return said;
}

describe('what the terminal says while a customer pays', () => {
  it('is published to cashier and customer, each word of it, in the terminal’s own', async () => {
    till.length = 0;
    display.length = 0;
    const said = listen();
    lane.terminal.nextOutcome({ kind: 'approve', card: 'visa', cvm: 'pin' });
    const amountMinor = await lane.scanOne();
    await lane.must('pay.card', { amountMinor });
    await lane.until(({ payment, basket }) => payment === null && basket === null);
    const words = shown(till.map(({ payment }) => payment?.terminalText ?? ''));
    expect(words).toEqual(shown(said));
    expect(words.length).toBeGreaterThan(2);
    expect(shown(display.map(({ terminalText }) => terminalText))).toEqual(words);
    const paying = display.filter(({ terminalText }) => terminalText !== '');
    expect(new Set(paying.map(({ phase }) => phase))).toEqual(new Set(['paying']));
    expect(new Set(paying.map(({ paymentWay }) => paymentWay))).toEqual(new Set(['payment']));
    // The code goes with it: where a terminal sends no words the windows have their own.
    expect(paying.map(({ statusCode }) => statusCode)).toContain('0A');
    expect(display.at(-1)).toMatchObject({ phase: 'thanks', terminalText: '', statusCode: '' });
  });
});

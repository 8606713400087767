import { describe, expect, it } from 'vitest';
import type { LineSettings } from '../../../contracts/settings.ts';
import { minor } from '../../../core/money/minor.ts';
import { type CheckableTerminal, type CheckParts, checkTerminal } from './terminal-check.ts';
import { MemoryLine } from '../../transport/testing/memory-line.ts';

/** A terminal that says each thing the test wants. */
function terminal(change: Partial<CheckableTerminal> = {}): CheckableTerminal {
  return {
    connect: () => Promise.resolve(null),
    ask: () => Promise.resolve({ kind: 'none' }),
    ailment: () => null,
    totals: () =>
      Promise.resolve({
        kind: 'totals',
        totals: { totalMinor: minor(1250), count: 2, lines: [], groups: null, items: null },
      }),
    close: () => Promise.resolve(),
    ...change,
  };
}

const BATCH = { count: 2, amountMinor: 1250 };

/** Runs the checks; at each speed of the line a terminal of the test's own. */
function run(
  at: (baud: number) => CheckableTerminal,
  options: { heard?: boolean; registerBatch?: CheckParts['registerBatch'] } = {},
) {
  const line: LineSettings = { kind: 'serial', path: 'COM3', baud: 9600, stopBits: 2 };
  const lines = new Map<unknown, { baud: number; say: () => Promise<void> }>();
  return checkTerminal({
    line,
    registerBatch: options.registerBatch ?? BATCH,
    transportOf: (wanted) => {
      const memory = new MemoryLine();
      const baud = wanted.kind === 'serial' ? wanted.baud : 0;
      lines.set(memory.near, {
        baud,
        say: async () => {
          await memory.near.open();
          memory.send(Uint8Array.of(0xff));
        },
      });
      return memory.near;
    },
    checkable: (transport) => {
      const found = lines.get(transport);
      const made = at(found?.baud ?? 0);
      return {
        ...made,
        connect: async () => {
          if (options.heard === true) await found?.say();
          return made.connect();
        },
      };
    },
  });
}

const fault = (code: string) => terminal({ connect: () => Promise.resolve(code) });
const firstFailed = (result: Awaited<ReturnType<typeof run>>) =>
  result.checks.find(({ state }) => state === 'failed');

describe('the checks of a terminal', () => {
  it('name the speed at which it answers, when bytes come that nobody can read', async () => {
    const result = await run((baud) => (baud === 115_200 ? terminal() : fault('noAnswer')), {
      heard: true,
    });
    expect(firstFailed(result)).toMatchObject({
      n: 3,
      step: 'speed',
      code: 'otherSpeed',
      params: { baud: 115_200 },
    });
  });

  it('say so when no speed helps, and try none when nothing was heard', async () => {
    const heard = await run(() => fault('noAnswer'), { heard: true });
    expect(firstFailed(heard)).toMatchObject({ step: 'speed', code: 'unreadable' });
    const tried: number[] = [];
    const silent = await run((baud) => {
      tried.push(baud);
      return fault('noAnswer');
    });
    expect(firstFailed(silent)).toMatchObject({ step: 'answer', code: 'silent' });
    expect(tried).toEqual([9600]);
  });

  it.each([
    ['portBusy', 'port', 'portBusy'],
    ['wrongCurrency', 'currency', 'wrongCurrency'],
    ['busy', 'registration', 'busy'],
    ['registrationRefused', 'registration', 'wrongPassword'],
  ])('put %s where it belongs', async (code, step, told) => {
    const found = firstFailed(await run(() => fault(code)));
    expect(found).toMatchObject({ step, code: told });
  });

  it('tell an answer that needs the password from a line that went away', async () => {
    const refused = terminal({
      ask: () => Promise.resolve({ kind: 'unreachable', reason: 'refused:9A' }),
    });
    expect(firstFailed(await run(() => refused))).toMatchObject({
      code: 'wrongPassword',
      params: { code: '9A' },
    });
    const gone = terminal({
      ask: () => Promise.resolve({ kind: 'unreachable', reason: 'lineLost' }),
    });
    expect(firstFailed(await run(() => gone))).toMatchObject({ code: 'gaveUp' });
  });

  it('tell what keeps it from taking cards', async () => {
    const found = firstFailed(await run(() => terminal({ ailment: () => 'settlementNeeded' })));
    expect(found).toMatchObject({ n: 6, step: 'status', code: 'settlementNeeded' });
  });

  it('set its batch beside the register’s, which is news and no fault', async () => {
    const same = await run(() => terminal());
    expect(same.ok).toBe(true);
    expect(same.checks.at(-1)).toMatchObject({ n: 7, step: 'batch', code: 'agrees' });
    const other = await run(() => terminal(), { registerBatch: { count: 1, amountMinor: 1250 } });
    expect(other).toMatchObject({ ok: true });
    expect(other.checks.at(-1)).toMatchObject({
      code: 'differs',
      params: { terminalCount: 2, registerCount: 1 },
    });
    const silent = terminal({
      totals: () => Promise.resolve({ kind: 'unreachable', reason: 'refused:83' }),
    });
    expect((await run(() => silent)).checks.at(-1)).toMatchObject({ state: 'skipped' });
  });

  it('let go of every line', async () => {
    let open = 0;
    const counted = (): CheckableTerminal => {
      open += 1;
      let isOpen = true;
      return {
        ...fault('noAnswer'),
        close: () => {
          if (isOpen) open -= 1;
          isOpen = false;
          return Promise.resolve();
        },
      };
    };
    await run(counted, { heard: true });
    expect(open).toBe(0);
    const failing = { ...counted(), connect: () => Promise.reject(new Error('a bug')) };
    await expect(run(() => failing)).rejects.toThrow('a bug');
    expect(open).toBe(0);
  });
});

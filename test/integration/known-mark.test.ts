import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TerminalResult } from '../../core/payment/types.ts';
import { markOf } from '../../till/known-mark.ts';
import { GivingTerminal } from './giving-terminal.ts';
import { handOver } from './hand-over.ts';
import { paymentInDoubtKit } from './payment-in-doubt-kit.ts';
import {
  must,
  openForSelling,
  openTestTill,
  terminalResult,
  type TestTill,
  until,
} from './till-kit.ts';

let till: TestTill;
let terminal: GivingTerminal;
const kit = paymentInDoubtKit(() => ({ till, terminal }));
const { snapshot, payments, goesSilent, pay, resolve, isAsked } = kit;

beforeEach(async () => {
  terminal = new GivingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

/** Asks about what is in doubt once more; the terminal tells of this transaction. */
async function isTold(result: TerminalResult): Promise<void> {
  terminal.last = { kind: 'found', result };
  const { asked } = terminal;
  till.runTimers();
  await until(till, () => terminal.asked > asked && snapshot().payment?.state !== 'asking');
}

describe('a payment that a supervisor settles as paid, while the terminal told of another one', () => {
  /** The answer to a charge of 10.00 is lost; somebody charged 2.00 at the terminal itself. */
  async function settledAsPaid(): Promise<void> {
    await kit.sell(1000, '0007');
    goesSilent();
    terminal.last = { kind: 'unreachable', reason: 'line' };
    await pay();
    await until(till, () => snapshot().payment?.state === 'unknown');
    await isTold(terminalResult(200, '0008', { time: '095900' }));
    await resolve(true);
    await kit.isQuiet();
  }

  /** The next customer pays the same; the command is lost, and the terminal never charged it. */
  async function nextIsLost(): Promise<string | undefined> {
    terminal.last = { kind: 'found', result: terminalResult(1000, '0009') };
    await pay();
    await isAsked(3);
    return payments().at(-1)?.state;
  }

  it('pays no later sale: it may be newer than what was told', async () => {
    await settledAsPaid();
    expect(await nextIsLost()).toBe('unknown');
  });

  it('pays none either when its approval comes late', async () => {
    await settledAsPaid();
    expect(terminal.tellLate(terminalResult(1000, '0009'))).toBe('book');
    expect(await nextIsLost()).toBe('unknown');
  });

  it('leaves a refund of that amount no later sale either', async () => {
    const saleId = await kit.sell(1000, '0007');
    terminal.capabilities = { ...terminal.capabilities, reversal: false };
    terminal.last = { kind: 'unreachable', reason: 'line' };
    terminal.isSilent();
    await kit.begin(saleId);
    await kit.stands('unknown');
    await kit.isQuiet();
    await isTold(terminalResult(200, '0008', { time: '095900' }));
    await resolve(true);
    await kit.isDone();
    goesSilent();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0009') };
    await pay();
    await until(till, () => snapshot().payment?.state === 'unknown' || kit.sales().length === 3);
    expect(kit.sales()).toHaveLength(2);
  });
});

import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LastTransactionOutcome, TerminalOutcome } from '../../till/ports/card-terminal.ts';
import { askTerminal } from '../../till/card/settle-attempt.ts';
import { ATTEMPT_KINDS } from '../../till/handlers/attempt-kinds.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { SUPERVISOR, returnKit } from './return-kit.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  terminalResult,
  type TestTill,
  until,
} from './till-kit.ts';
import { voidPaidKit } from './void-paid-kit.ts';

let till: TestTill;
let terminal: RefundingTerminal;
const kit = returnKit(() => ({ till, terminal }));
const { payPart, voidOpen } = voidPaidKit(() => ({ till, terminal }));
const { snapshot, sales, sell, begin, beginInDoubt, stands, isQuiet, isDone } = kit;

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const payments = () =>
  till.store
    .read((tx) => tx.entries(1, tx.journalHead().seq))
    .filter(({ type }) => type.startsWith('payment.'));
const pendingId = () => snapshot().pendingPayments[0]?.attemptId ?? '';
const resolve = (paid: boolean) =>
  call(till, 'pay.resolve', { attemptId: pendingId(), paid, evidence: 'slip', ...SUPERVISOR });
const onlyRefunds = (isSo: boolean) => {
  terminal.capabilities = { ...terminal.capabilities, reversal: !isSo };
};

/** A refund of 10.00 left, and nobody knows whether it was done. Says which sale. */
async function refundInDoubt(): Promise<string> {
  const saleId = await sell(1000);
  onlyRefunds(true);
  terminal.last = { kind: 'unreachable', reason: 'line' };
  terminal.isSilent();
  await begin(saleId);
  await stands('unknown');
  await isQuiet();
  return saleId;
}

/** Holds the terminal's answer from this question on until it is given. */
function holdAnswer(first: readonly LastTransactionOutcome[] = []) {
  const before = [...first];
  let give: (answer: LastTransactionOutcome) => void = () => undefined;
  const isAsked = new Promise<void>((asked) => {
    terminal.lastTransaction = () => {
      const known = before.shift();
      if (known !== undefined) return Promise.resolve(known);
      asked();
      return new Promise((answer) => {
        give = answer;
      });
    };
  });
  return { isAsked, give: (answer: LastTransactionOutcome) => give(answer) };
}

describe('a refund that a supervisor settles while the terminal is thinking', () => {
  it.each([
    ['has it', '0008'],
    ['does not have it', '0007'],
  ])('stays settled where the terminal %s', async (_, receiptNo) => {
    await refundInDoubt();
    const { give } = holdAnswer();
    const asked = askTerminal(till.ctx, ATTEMPT_KINDS.refund, pendingId());
    expect(await resolve(false)).toMatchObject({ ok: true });
    const before = payments();
    give({ kind: 'found', result: terminalResult(1000, receiptNo) });
    await asked;
    expect(payments()).toEqual(before);
    expect(snapshot().stopped).toBeNull();
  });

  it('stays settled too when only its numbers are asked for', async () => {
    await refundInDoubt();
    const reference = till.store.read((tx) => tx.openAttempts())[0]?.reference ?? '';
    const told = terminalResult(1000, '', { trace: '', extra: { reference } });
    const { isAsked, give } = holdAnswer([{ kind: 'found', result: told }]);
    const asked = askTerminal(till.ctx, ATTEMPT_KINDS.refund, pendingId());
    await isAsked;
    expect(await resolve(false)).toMatchObject({ ok: true });
    const before = payments();
    give({ kind: 'found', result: terminalResult(1000, '0008') });
    await asked;
    expect(payments()).toEqual(before);
    expect(snapshot().notice?.code).not.toBe('refunded');
  });

  it('is remembered by what the terminal told: the next charge begins after it', async () => {
    await refundInDoubt();
    const { give } = holdAnswer();
    const asked = askTerminal(till.ctx, ATTEMPT_KINDS.refund, pendingId());
    await resolve(false);
    give({ kind: 'found', result: terminalResult(200, '0008', { time: '095900' }) });
    await asked;
    expect(await nextBeginsAfter()).toMatchObject({ receiptNo: '0008' });
  });

  it('does not free the void that the terminal is doing when its answer comes', async () => {
    const saleId = await refundInDoubt();
    const { give } = holdAnswer();
    const asked = askTerminal(till.ctx, ATTEMPT_KINDS.refund, pendingId());
    await resolve(false);
    const returnId = snapshot().saleReturn?.returnId ?? '';
    expect(await call(till, 'return.abandon', { returnId })).toMatchObject({ ok: true });
    onlyRefunds(false);
    terminal.isSilent();
    let end: (outcome: TerminalOutcome) => void = () => undefined;
    terminal.answers.push(
      () =>
        new Promise((outcome) => {
          end = outcome;
        }),
    );
    await begin(saleId);
    await until(till, () => terminal.asks.length === 3 && pendingId() !== '');
    give({ kind: 'unreachable', reason: 'line' });
    await asked;
    expect(await resolve(true)).toMatchObject({ error: { code: 'busy' } });
    end({ kind: 'approved', result: terminalResult(1000, '0009') });
    await isDone();
    expect(sales()[0]?.totalMinor).toBe(-1000);
  });
});

/** What the next charge is told to begin after. */
async function nextBeginsAfter(): Promise<unknown> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  terminal.approve('0099');
  await must(till, 'pay.card', { amountMinor: 1000 });
  await isQuiet();
  const intended = payments().findLast(({ type }) => type === 'payment.intended');
  return (intended?.payload as { lastKnown: unknown } | undefined)?.lastKnown;
}

describe('a void that a person has asked for once more', () => {
  it('is newer than what the terminal told of before it', async () => {
    const saleId = await sell(1000);
    terminal.isSilent();
    terminal.refuses('B5');
    // Somebody charged 2.00 at the terminal itself.
    terminal.last = { kind: 'found', result: terminalResult(200, '0008') };
    await begin(saleId);
    await until(till, () => snapshot().notice?.code === 'refundUnknown');
    terminal.nextRefund('0009');
    await must(till, 'pay.ask', { attemptId: pendingId() });
    await isDone();
    expect(await nextBeginsAfter()).toMatchObject({ receiptNo: '0009' });
  });
});

describe('a void of another amount, at a terminal that cannot be made to take it back', () => {
  it('cannot be booked, however little it gave back: it is done whole or not at all', async () => {
    terminal.capabilities = { ...terminal.capabilities, refusesResult: false };
    const saleId = await sell(1000);
    const result = terminalResult(600, '0008');
    terminal.answers.push((observer) => {
      observer.sending();
      observer.result(result);
      return Promise.resolve({ kind: 'approved', result });
    });
    terminal.last = { kind: 'found', result };
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    expect(await resolve(true)).toMatchObject({ error: { code: 'amountDiffers' } });
    expect(await resolve(false)).toMatchObject({ ok: true });
    expect(sales()).toHaveLength(1);
  });
});

describe('a void in doubt', () => {
  it('is asked about every 15 s, and not any more once a person has to decide', async () => {
    await beginInDoubt(await sell(1000));
    const { length } = till.waits;
    terminal.refuses('B5');
    till.runTimers();
    await until(till, () => snapshot().pendingPayments[0]?.reason === 'B5');
    await isQuiet();
    for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
    expect(till.waits.slice(length)).not.toContain(15_000);
  });
});

describe('two cards of which the first is known to be back only later', () => {
  it('leave the second to a person: nobody is at the terminal by then', async () => {
    await payPart([300, '0007'], [200, '0009']);
    terminal.isSilent();
    terminal.isSilent();
    await voidOpen();
    await stands('unknown');
    await isQuiet();
    terminal.nextRefund('0010');
    till.runTimers();
    await stands('done');
    for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
    expect(terminal.asks.map(({ request }) => request.amountMinor)).toEqual([300, 300, 300]);
    expect(snapshot().saleReturn?.steps).toMatchObject([{ state: 'done' }, { state: 'waiting' }]);
    terminal.nextRefund('0011');
    await kit.retry('same');
    await isDone();
    expect(terminal.asks).toHaveLength(4);
  });
});

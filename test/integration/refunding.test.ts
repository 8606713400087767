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

let till: TestTill;
let terminal: RefundingTerminal;
const kit = returnKit(() => ({ till, terminal }));
const { snapshot, sales, sell, begin, beginInDoubt, retry, stands, isQuiet, isDone } = kit;

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
const onlyRefunds = () => {
  terminal.capabilities = { ...terminal.capabilities, reversal: false };
};
const resolve = (paid: boolean) =>
  call(till, 'pay.resolve', { attemptId: pendingId(), paid, evidence: 'slip', ...SUPERVISOR });

async function isIdle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
}

/** The next refund leaves, and ends when the answer is given. */
function holdRefund(): (outcome: TerminalOutcome) => void {
  let end: (outcome: TerminalOutcome) => void = () => undefined;
  terminal.answers.push((observer) => {
    observer.sending();
    return new Promise((outcome) => {
      end = outcome;
    });
  });
  return (outcome) => end(outcome);
}

/** Holds the terminal's answer to the next question until it is given. */
function holdAnswer(): (answer: LastTransactionOutcome) => void {
  let give: (answer: LastTransactionOutcome) => void = () => undefined;
  terminal.lastTransaction = () =>
    new Promise((answer) => {
      give = answer;
    });
  return (answer) => give(answer);
}

/** A refund of 10.00 left, and nobody knows whether it was done. */
async function refundInDoubt(): Promise<void> {
  const saleId = await sell(1000);
  onlyRefunds();
  terminal.last = { kind: 'unreachable', reason: 'line' };
  terminal.isSilent();
  await begin(saleId);
  await stands('unknown');
  await isQuiet();
}

describe('a refund that runs', () => {
  it('is on the screen as new until it is over, and nothing else begins', async () => {
    const saleId = await sell(1000);
    till.clock.now += 5000;
    const end = holdRefund();
    await begin(saleId);
    expect(till.ctx.state.payment).toEqual({
      attemptId: till.store.read((tx) => tx.openAttempts())[0]?.attemptId,
      way: 'void',
      amountMinor: 1000,
      sinceMs: till.clock.now,
      state: 'working',
      terminalText: '',
      statusCode: '',
      cancelRequested: false,
    });
    end({ kind: 'approved', result: terminalResult(1000, '0008') });
    await isDone();
    expect(terminal.asks).toHaveLength(1);
    expect(payments().at(-1)).toMatchObject({ type: 'payment.approved', actor: 'system' });
    expect(terminal.askedForSlips).toBe(0);
    expect(snapshot().payment).toBeNull();
  });

  it('that the power cuts off after its intent never left: the next start closes it', async () => {
    const saleId = await sell(1000);
    Object.assign(till.ctx, {
      faultPoint: (name: string) => {
        if (name === 'afterIntent') throw new Error('the power goes');
      },
    });
    await expect(begin(saleId)).rejects.toThrow('power');
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir, terminal });
    expect(payments().at(-1)).toMatchObject({
      type: 'payment.neverStarted',
      payload: { reason: 'restart' },
    });
    expect(terminal.asks).toEqual([]);
    expect(sales()).toHaveLength(1);
  });

  it('lost at its end owes its slips', async () => {
    const saleId = await sell(1000);
    const end = holdRefund();
    await begin(saleId);
    end({ kind: 'approved', result: terminalResult(1000, '0008'), endLost: true });
    await isDone();
    await isIdle();
    expect(terminal.askedForSlips).toBe(1);
  });

  it('declined says so in the terminal’s words, and the money stays here', async () => {
    const saleId = await sell(1000);
    const end = holdRefund();
    await begin(saleId);
    const result = terminalResult(1000, '', { approved: false, text: 'NOT ALLOWED' });
    end({ kind: 'declined', result, reason: 'B5' });
    await stands('failed');
    expect(payments().at(-1)).toMatchObject({ type: 'payment.declined', actor: 'system' });
    expect(snapshot()).toMatchObject({
      payment: null,
      notice: {
        kind: 'refused',
        code: 'refundDeclined',
        params: { text: 'NOT ALLOWED', reason: 'B5' },
      },
    });
    const endAgain = holdRefund();
    await retry('same');
    endAgain({ kind: 'declined', result: null, reason: '6C' });
    await until(till, () => snapshot().notice?.params['reason'] === '6C');
    expect(snapshot().notice?.params).toEqual({ text: '', reason: '6C', why: 'stopped' });
    expect(sales()).toHaveLength(1);
  });

  it('never begun is closed at once, and may be tried again', async () => {
    const saleId = await sell(1000);
    await begin(saleId);
    await stands('failed');
    expect(payments().at(-1)).toMatchObject({
      type: 'payment.neverStarted',
      actor: 'system',
      payload: { reason: 'portMissing' },
    });
    expect(snapshot()).toMatchObject({
      payment: null,
      notice: {
        kind: 'refused',
        code: 'refundNotStarted',
        params: { reason: 'portMissing' },
      },
    });
    terminal.nextRefund('0008');
    await retry('same');
    await isDone();
    expect(sales()[0]?.totalMinor).toBe(-1000);
  });
});

describe('a question about a refund in doubt', () => {
  it('is one at a time: a second one while the void is repeated asks nothing', async () => {
    await beginInDoubt(await sell(1000));
    const attemptId = pendingId();
    const end = holdRefund();
    const asked = askTerminal(till.ctx, ATTEMPT_KINDS.void, attemptId);
    await askTerminal(till.ctx, ATTEMPT_KINDS.void, attemptId);
    expect(terminal.asks).toHaveLength(3);
    expect(till.ctx.state.repeatingVoid).toBe(attemptId);
    end({ kind: 'approved', result: terminalResult(1000, '0008') });
    await asked;
    expect(till.ctx.state.repeatingVoid).toBeNull();
    expect(snapshot().saleReturn).toBeNull();
    expect(terminal.askedForSlips).toBe(0);
  });

  it('is not asked about what is clear, nor about what is not there', async () => {
    const saleId = await sell(1000);
    terminal.nextRefund('0008');
    await begin(saleId);
    await isDone();
    const [, given] = till.store.read((tx) => tx.batchAttempts('T1'));
    for (const one of [given?.attemptId ?? '', '01900000-0000-7000-8000-000000999999']) {
      await askTerminal(till.ctx, ATTEMPT_KINDS.void, one);
    }
    expect(terminal.asks).toHaveLength(1);
    expect(terminal.asked).toBe(0);
  });

  it('leaves a refund to whoever settles it meanwhile: the answer changes nothing', async () => {
    await refundInDoubt();
    const attemptId = pendingId();
    const give = holdAnswer();
    const asked = askTerminal(till.ctx, ATTEMPT_KINDS.refund, attemptId);
    expect(till.ctx.state.repeatingVoid).toBeNull();
    expect(await resolve(false)).toMatchObject({ ok: true });
    expect(snapshot().notice?.code).not.toBe('cardResolved');
    const before = payments();
    give({ kind: 'found', result: terminalResult(1000, '0008') });
    await asked;
    expect(payments()).toEqual(before);
    expect(sales()).toHaveLength(1);
  });

  it('answered after the end of the register books nothing', async () => {
    await refundInDoubt();
    const give = holdAnswer();
    const asked = askTerminal(till.ctx, ATTEMPT_KINDS.refund, pendingId());
    till.register.stop();
    const before = payments();
    give({ kind: 'found', result: terminalResult(1000, '0008') });
    await asked;
    expect(payments()).toEqual(before);
  });

  it('is not asked any more after the end of the register', async () => {
    await refundInDoubt();
    till.register.stop();
    const { asked } = terminal;
    till.runTimers();
    await isIdle();
    expect(terminal.asked).toBe(asked);
  });

  it('finds a refund, books it by the register itself, and asks for the slips nobody heard of', async () => {
    await refundInDoubt();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008') };
    till.runTimers();
    await isDone();
    await isIdle();
    expect(payments().at(-1)).toMatchObject({ type: 'payment.approved', actor: 'system' });
    expect(terminal.askedForSlips).toBe(1);
  });

  it('finds that it was not done, says so by the register itself, and why', async () => {
    await refundInDoubt();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0007') };
    till.runTimers();
    await stands('failed');
    expect(payments().at(-1)).toMatchObject({
      type: 'payment.declined',
      actor: 'system',
      payload: { result: null, reason: 'notBookedAtTerminal' },
    });
    expect(snapshot().notice).toMatchObject({
      kind: 'attention',
      code: 'refundNotStarted',
      params: { reason: 'notBookedAtTerminal' },
    });
  });

  it('frees the lane while it stays open, and says so aloud once', async () => {
    await beginInDoubt(await sell(1000));
    expect(snapshot()).toMatchObject({
      payment: null,
      notice: { kind: 'attention', code: 'refundUnknown' },
    });
  });
});

/** What the next charge is told to begin after. */
async function nextBeginsAfter(): Promise<unknown> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  terminal.approve('0099');
  await must(till, 'pay.card', { amountMinor: 1000 });
  await isQuiet();
  const intended = payments().findLast(({ type }) => type === 'payment.intended');
  const payload = intended?.payload as { lastKnown: unknown } | undefined;
  return payload?.lastKnown;
}

describe('"already refunded", which comes without numbers', () => {
  const UNKNOWN = { receiptNo: '', trace: '' };
  const refundedBefore = async (last: LastTransactionOutcome) => {
    const saleId = await sell(1000);
    terminal.gaveBackBefore();
    terminal.last = last;
    await begin(saleId);
    await isDone();
    await isIdle();
  };

  it('has them asked for, and owes the slips of what nobody heard of', async () => {
    await refundedBefore({ kind: 'found', result: terminalResult(1000, '0008') });
    expect(sales()[0]?.tenders[0]?.card).toMatchObject({ receiptNo: '0008', trace: '000008' });
    expect(terminal.askedForSlips).toBe(1);
    expect(await nextBeginsAfter()).toMatchObject({ receiptNo: '0008' });
  });

  it.each<[string, LastTransactionOutcome]>([
    ['is away', { kind: 'unreachable', reason: 'line' }],
    ['has nothing', { kind: 'none' }],
    [
      'tells of a decline',
      { kind: 'found', result: terminalResult(1000, '0008', { approved: false }) },
    ],
    [
      'tells of another one without numbers',
      { kind: 'found', result: terminalResult(5, '', { trace: '' }) },
    ],
  ])(
    'lets the next charge begin after something unknown where the terminal %s',
    async (_, last) => {
      await refundedBefore(last);
      expect(sales()[0]?.tenders[0]?.card).toMatchObject({ receiptNo: '', trace: '' });
      expect(await nextBeginsAfter()).toMatchObject(UNKNOWN);
    },
  );

  it('is not what ran at the terminal meanwhile: the next charge begins after that', async () => {
    await refundedBefore({ kind: 'found', result: terminalResult(5, '0009') });
    expect(sales()[0]?.tenders[0]?.card).toMatchObject({ receiptNo: '', trace: '' });
    expect(await nextBeginsAfter()).toMatchObject({ receiptNo: '0009' });
  });

  it('that repeats the number of the payment has none of its own', async () => {
    const saleId = await sell(1000);
    const end = holdRefund();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008') };
    await begin(saleId);
    end({ kind: 'approved', result: terminalResult(1000, '0007') });
    await isDone();
    expect(sales()[0]?.tenders[0]?.card).toMatchObject({ receiptNo: '0008' });
  });

  it('is not asked about where numbers are not compared', async () => {
    terminal.capabilities = { ...terminal.capabilities, lastTransaction: 'exact' };
    await refundedBefore({ kind: 'found', result: terminalResult(1000, '0008') });
    expect(terminal.asked).toBe(0);
    expect(sales()[0]?.totalMinor).toBe(-1000);
  });
});

describe('what the terminal told of while a refund was in doubt', () => {
  it('is older than its end: the next charge begins after the refund', async () => {
    await refundInDoubt();
    // Somebody charged 2.00 at the terminal itself; then it tells of the refund.
    terminal.last = { kind: 'found', result: terminalResult(200, '0008') };
    till.runTimers();
    await isIdle();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0009') };
    till.runTimers();
    await isDone();
    expect(await nextBeginsAfter()).toMatchObject({ receiptNo: '0009' });
  });
});

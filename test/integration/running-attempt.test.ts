import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TerminalResult } from '../../core/payment/types.ts';
import type {
  SignatureCheck,
  TerminalObserver,
  TerminalOutcome,
} from '../../till/ports/card-terminal.ts';
import { runAttempt } from '../../till/card/run-attempt.ts';
import { StoreFault } from '../../till/ports/store.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { returnKit } from './return-kit.ts';
import {
  BREAD,
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
const now = () => ({ till, terminal });
const { snapshot, sell, begin, isDone } = returnKit(now);
const { payPart, voidOpen } = voidPaidKit(now);

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const CHECK: SignatureCheck = {
  picture: { mimeType: 'image/png', bytes: Uint8Array.of(1) },
  text: 'SIGNATURE CORRECT?',
  choices: [{ text: 'YES', meaning: 'matches' }],
};
/** A part of a bread is paid by card, as the test's terminal does it. */
async function payFour(): Promise<void> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.card', { amountMinor: 400 });
  await until(till, () => snapshot().payment === null);
}
const nothing = () => Promise.resolve();
const anAttempt = async (): Promise<string> => {
  await sell(1000);
  return till.store.read((tx) => tx.batchAttempts('T1'))[0]?.attemptId ?? '';
};

describe('what goes wrong while the terminal works', () => {
  it('is a fault of the database: selling stops until the disk is back', async () => {
    const fault = new StoreFault('diskFull', 'no space left');
    await runAttempt(till.ctx, await anAttempt(), () => Promise.reject(fault), nothing);
    expect(till.ctx.state.stopped).toMatchObject({ code: 'diskFull' });
  });

  it('or a fault of the program, which is not taken for one of the database', async () => {
    const fault = new Error('a bug');
    const run = runAttempt(till.ctx, await anAttempt(), () => Promise.reject(fault), nothing);
    await expect(run).rejects.toBe(fault);
    expect(till.ctx.state.stopped).toBeNull();
  });
});

describe('a signature', () => {
  beforeEach(() => {
    terminal.capabilities = { ...terminal.capabilities, signatureCheck: true };
  });

  it('of the next card stays in front of the cashier when the one before is done', async () => {
    await payPart([300, '0007'], [200, '0009']);
    terminal.nextRefund('0010');
    let end: () => void = () => undefined;
    terminal.answers.push((observer, { amountMinor }) => {
      observer.sending();
      observer.signature?.(CHECK, () => undefined);
      return new Promise((outcome) => {
        end = () => outcome({ kind: 'approved', result: terminalResult(amountMinor, '0011') });
      });
    });
    await voidOpen();
    await until(till, () => terminal.asks.length === 2);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
    expect(snapshot().payment?.signature).toMatchObject({ text: 'SIGNATURE CORRECT?' });
    end();
    await isDone();
  });

  it('is over with its payment, also where the terminal never took it back', async () => {
    let wasAsked = false;
    terminal.pays = (observer, amountMinor) => {
      observer.sending();
      observer.signature?.(CHECK, () => undefined);
      wasAsked = till.ctx.state.signature !== null;
      return Promise.resolve({ kind: 'approved', result: terminalResult(amountMinor, '0007') });
    };
    await payFour();
    expect(wasAsked).toBe(true);
    expect(till.ctx.state.signature).toBeNull();
  });
});

describe('the terminal’s word on how far it is', () => {
  it('changes nothing any more when the payment is over', async () => {
    let observer: TerminalObserver | undefined;
    terminal.pays = (told, amountMinor) => {
      observer = told;
      told.sending();
      return Promise.resolve({ kind: 'approved', result: terminalResult(amountMinor, '0007') });
    };
    await payFour();
    expect(observer).toBeDefined();
    const before = snapshot();
    observer?.progress({ code: '0A', text: 'INSERT CARD' });
    expect(snapshot()).toEqual(before);
  });
});

describe('the moments at which the power may go', () => {
  it('are all passed, in this order', async () => {
    const passed: string[] = [];
    Object.assign(till.ctx, { faultPoint: (name: string) => passed.push(name) });
    await sell(1000);
    const ofPayment = passed.filter((name) => !/Receipt|Slip/.test(name));
    expect(ofPayment).toEqual([
      'beforeIntent',
      'afterIntent',
      'afterSending',
      'afterApproval',
      'beforeCommit',
      'afterCommit',
    ]);
  });
});

describe('what is booked of what the terminal did', () => {
  const told = (amountMinor: number, originalTrace: string) =>
    terminalResult(amountMinor, '0008', { extra: { originalTrace } });
  const refused = (result: TerminalResult | null): TerminalOutcome => {
    return { kind: 'declined', result, reason: 'refusedByRegister' };
  };

  /** A void of 10.00 with trace 000007, its outcome, and what is handed on to be booked. */
  async function booked(outcome: TerminalOutcome): Promise<TerminalOutcome | null> {
    terminal.nextRefund('0008');
    await begin(await sell(1000));
    await isDone();
    const attemptId = till.store.read((tx) => tx.batchAttempts('T1'))[1]?.attemptId ?? '';
    let last: TerminalOutcome | null = null;
    await runAttempt(
      till.ctx,
      attemptId,
      () => Promise.resolve(outcome),
      (_ctx, _id, standing) => {
        last = standing;
        return Promise.resolve();
      },
    );
    return last;
  }

  it.each([
    ['refused, and nothing more is known', refused(null)],
    ['refused for its amount', refused(told(600, '000007'))],
    ['refused though it fits', refused(told(1000, '000007'))],
    [
      'declined by the terminal itself',
      { kind: 'declined', result: told(1000, '000006'), reason: 'B5' } as const,
    ],
    ['approved as asked', { kind: 'approved', result: told(1000, '000007') } as const],
  ])('is as it says: %s', async (_, outcome) => {
    expect(await booked(outcome)).toEqual(outcome);
  });

  it('says for what it was refused, where that was another payment', async () => {
    expect(await booked(refused(told(1000, '000006')))).toMatchObject({
      kind: 'declined',
      reason: 'otherOriginal',
    });
  });

  it('is in doubt where something else was approved than asked', async () => {
    const outcome = { kind: 'approved', result: told(600, '000007') } as const;
    expect(await booked(outcome)).toEqual({ kind: 'unknown', reason: 'amountDiffers' });
  });

  it('is told to the terminal at once: book what fits or was declined, refuse what differs', async () => {
    const verdicts: string[] = [];
    terminal.pays = (observer, amountMinor) => {
      observer.sending();
      verdicts.push(
        observer.result(terminalResult(amountMinor + 1, '0007')),
        observer.result(terminalResult(amountMinor, '0007', { approved: false })),
        observer.result(terminalResult(amountMinor, '0007')),
      );
      return Promise.resolve({ kind: 'approved', result: terminalResult(amountMinor, '0007') });
    };
    await payFour();
    expect(verdicts).toEqual(['refuse', 'book', 'book']);
  });
});

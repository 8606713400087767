import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldDay } from '../../core/day/fold.ts';
import { ZERO } from '../../core/money/minor.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { returnKit } from './return-kit.ts';
import {
  call,
  must,
  openForSelling,
  openTestTill,
  terminalResult,
  type TestTill,
} from './till-kit.ts';

let till: TestTill;
let terminal: RefundingTerminal;
const { snapshot, isQuiet, sell, begin, retry, isDone, stands } = returnKit(() => ({
  till,
  terminal,
}));

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => till.close());

const VISA = { cardType: '10', extra: { cardGroup: 'visa' } };
const MASTERCARD = {
  cardName: 'MASTERCARD',
  cardType: '6',
  maskedPan: '************4771',
  extra: { cardGroup: 'mastercard' },
};

/** A bread paid by Visa, at a terminal that can only refund it. */
async function soldByVisa(): Promise<string> {
  const { approve } = terminal;
  terminal.approve = (receiptNo) => approve.call(terminal, receiptNo, VISA);
  terminal.capabilities = { ...terminal.capabilities, reversal: false };
  return sell(1000);
}

/** The next refund goes to this card; a terminal that can is made to reverse what is refused. */
function givesTo(card: Partial<TerminalResult>, receiptNo = '0008'): void {
  terminal.answers.push((observer, request) => {
    observer.sending();
    const result = terminalResult(request.amountMinor, receiptNo, card);
    const verdict = observer.result(result);
    const isBooked = verdict === 'book' || !terminal.capabilities.refusesResult;
    return Promise.resolve(
      isBooked
        ? { kind: 'approved', result }
        : { kind: 'declined', result: { ...result, approved: false }, reason: 'refusedByRegister' },
    );
  });
}

const resolve = (attemptId: string, paid: boolean) =>
  call(till, 'pay.resolve', {
    attemptId,
    paid,
    evidence: 'slip 0008 of the terminal',
    approval: { operatorId: '5', pin: '5555' },
  });
const entry = (type: string) =>
  till.store
    .read((tx) => tx.entries(1, tx.journalHead().seq))
    .findLast((each) => each.type === type)?.payload;

describe('a refund to another card than the one that paid', () => {
  it('is refused before it stands, says which card is needed, and works with that card', async () => {
    const saleId = await soldByVisa();
    givesTo(MASTERCARD);
    await begin(saleId);
    await stands('failed');
    const [step] = snapshot().saleReturn?.steps ?? [];
    expect(step).toMatchObject({
      way: 'refund',
      state: 'failed',
      reason: 'otherCard:VISA ····0119',
    });
    givesTo(VISA, '0009');
    expect(await retry('same')).toMatchObject({ ok: true });
    await isDone();
    expect(terminal.asks).toHaveLength(2);
    expect(snapshot().notice).toMatchObject({ code: 'returnDone' });
  });

  it('is no difference where the terminal leaves the card out', async () => {
    const saleId = await soldByVisa();
    givesTo({ cardName: '', maskedPan: '', cardType: '', extra: {} });
    await begin(saleId);
    await isDone();
    expect(terminal.asks).toHaveLength(1);
  });

  it('that cannot be refused waits for a supervisor, is journaled, and is on the Z', async () => {
    terminal.capabilities = { ...terminal.capabilities, refusesResult: false };
    const saleId = await soldByVisa();
    givesTo(MASTERCARD);
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008', MASTERCARD) };
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    const [pending] = snapshot().pendingPayments;
    expect(pending).toMatchObject({ way: 'refund', reason: 'otherCard' });
    // Asked again the terminal says "refunded": that is no answer to where.
    await must(till, 'pay.ask', { attemptId: pending?.attemptId ?? '' });
    await stands('unknown');
    expect(snapshot().pendingPayments).toHaveLength(1);

    expect(await resolve(pending?.attemptId ?? '', true)).toMatchObject({ ok: true });
    await isDone();
    expect(entry('payment.resolvedPaid')).toMatchObject({ approvedBy: '5', otherCard: true });
    const entries = till.store.read((tx) => tx.entries(1, tx.journalHead().seq));
    const report = foldDay(entries, {
      businessDay: entries.at(-1)?.businessDay ?? '',
      storeId: 'S001',
      registerId: '03',
      zNumber: 1,
      closedAtMs: 0,
      currency: 'CNY',
      grandSalesBefore: ZERO,
      grandReturnsBefore: ZERO,
    });
    expect(report.otherCards).toEqual({ count: 1, amountMinor: 1000 });
  });

  it('that is only found by asking is left to a supervisor as well', async () => {
    const saleId = await soldByVisa();
    terminal.isSilent();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008', MASTERCARD) };
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    expect(snapshot().pendingPayments).toMatchObject([{ way: 'refund', reason: 'otherCard' }]);
  });

  it('that comes late is refused, and named among the late charges', async () => {
    const saleId = await soldByVisa();
    terminal.isSilent();
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    expect(terminal.tellLate(terminalResult(1000, '0008', MASTERCARD))).toBe('refuse');
    expect(entry('payment.lateCharge')).toMatchObject({ stands: false });
    expect(terminal.tellLate(terminalResult(1000, '0009', VISA))).toBe('book');
  });
});

describe('a void whose answer names another payment', () => {
  const voids = (originalTrace: string) =>
    givesTo({ ...VISA, extra: { ...VISA.extra, originalTrace } });

  it('is refused though the amount fits, and can be tried again', async () => {
    const saleId = await sell(1000);
    voids('000006');
    await begin(saleId);
    await stands('failed');
    expect(snapshot().saleReturn?.steps).toMatchObject([{ way: 'void', reason: 'otherOriginal' }]);
    voids('000007');
    await retry('same');
    await isDone();
  });

  it('that cannot be refused waits for a supervisor, and is not sent again by itself', async () => {
    terminal.capabilities = { ...terminal.capabilities, refusesResult: false };
    const saleId = await sell(1000);
    voids('000006');
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    expect(snapshot().pendingPayments).toMatchObject([{ way: 'void', reason: 'otherOriginal' }]);
    expect(terminal.asks).toHaveLength(1);
  });
});

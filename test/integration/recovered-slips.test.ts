import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PrintDocument } from '../../core/receipt/types.ts';
import type { RepeatedSlipsOutcome, TerminalSlip } from '../../till/ports/card-terminal.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { handOver } from './hand-over.ts';
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

const MERCHANT: TerminalSlip = {
  kind: 'merchant',
  lines: ['MERCHANT COPY', 'SIGN ________'],
  mustPrint: true,
  signature: true,
};
const CUSTOMER: TerminalSlip = {
  kind: 'customer',
  lines: ['CUSTOMER COPY'],
  mustPrint: true,
  signature: false,
};
const PAID = terminalResult(1000, '0007');
const repeated = (...slips: TerminalSlip[]): RepeatedSlipsOutcome => {
  return { kind: 'repeated', result: PAID, slips };
};

let till: TestTill;
beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const snapshot = () => till.register.tillSnapshot();
const entries = () => till.store.read((tx) => tx.entries(1, 999));
const kept = () =>
  entries().flatMap(({ type, payload }) => (type === 'terminal.receipt' ? [payload] : []));
const textOf = (document: PrintDocument) =>
  document.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('\n');
const printed = () => till.printer.printed.map(textOf);
const count = (word: string) => printed().filter((text) => text.includes(word)).length;
const paid = () => until(till, () => snapshot().lastSale !== null);
const allPrinted = () => until(till, () => snapshot().receiptsWaiting === 0);
const fetched = () =>
  until(till, () => !till.ctx.state.fetchingSlips && snapshot().payment === null);

/** What is already settled runs to its end: nothing here waits for a device. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** The answer to the payment is lost; `before` came in time. */
function loseTheEnd(...before: TerminalSlip[]): void {
  till.terminal.pays = (observer) => {
    observer.sending();
    for (const slip of before) observer.receipt(slip);
    return Promise.resolve({ kind: 'unknown', reason: 'lineLost' });
  };
}

/** The power goes, and the register comes back on the same disk. */
function restart(): void {
  const { terminal } = till;
  till.register.stop();
  till.store.close();
  till = openTestTill({ dir: till.dir, terminal });
}

describe('a payment that the terminal had booked when it was asked', () => {
  it('gets its slips, stored with it and printed like any', async () => {
    loseTheEnd();
    till.terminal.last = { kind: 'found', result: PAID };
    till.terminal.slips = repeated(MERCHANT, CUSTOMER);
    await must(till, 'pay.card', { amountMinor: 1000 });
    await paid();
    await fetched();
    await allPrinted();
    expect(till.terminal.askedForSlips).toBe(1);
    expect(kept()).toMatchObject([
      { kind: 'merchant', signature: true, print: true, lines: MERCHANT.lines },
      { kind: 'customer', print: true },
    ]);
    expect([count('MERCHANT COPY'), count('CUSTOMER COPY')]).toEqual([1, 1]);
    expect(till.terminal.charges).toEqual([1000]);
  });

  it('of an earlier run gets them too, and after another start not once more', async () => {
    loseTheEnd();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    till.terminal.last = { kind: 'found', result: PAID };
    till.terminal.slips = repeated(MERCHANT, CUSTOMER);
    restart();
    await paid();
    await fetched();
    await allPrinted();
    restart();
    await allPrinted();
    expect(till.terminal.askedForSlips).toBe(1);
    expect(kept()).toHaveLength(2);
  });

  it('gets only what it does not have', async () => {
    loseTheEnd(MERCHANT);
    till.terminal.last = { kind: 'found', result: PAID };
    till.terminal.slips = repeated(MERCHANT, CUSTOMER);
    await must(till, 'pay.card', { amountMinor: 1000 });
    await paid();
    await fetched();
    await allPrinted();
    expect(kept()).toMatchObject([{ kind: 'merchant' }, { kind: 'customer' }]);
    expect([count('MERCHANT COPY'), count('CUSTOMER COPY')]).toEqual([1, 1]);
  });

  it('is complete before the terminal is asked for them, and waits for nothing', async () => {
    loseTheEnd();
    till.terminal.last = { kind: 'found', result: PAID };
    let give: (outcome: RepeatedSlipsOutcome) => void = () => undefined;
    const seen: boolean[] = [];
    till.terminal.repeatSlips = () => {
      seen.push(entries().some(({ type }) => type === 'sale.completed'));
      return new Promise((resolve) => {
        give = resolve;
      });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await paid();
    await allPrinted();
    expect(seen).toEqual([true]);
    expect(printed()).toHaveLength(1);
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    give(repeated(CUSTOMER));
    await fetched();
    await until(till, () => count('CUSTOMER COPY') === 1);
    expect(till.store.read((tx) => tx.recentSales(9))).toHaveLength(2);
  });

  it('is asked about again while the terminal cannot be reached, and after a start', async () => {
    loseTheEnd();
    till.terminal.last = { kind: 'found', result: PAID };
    till.terminal.slips = { kind: 'unreachable', reason: 'notIdle' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await paid();
    await turn();
    expect(till.waits).toContain(15_000);
    till.runTimers();
    await turn();
    expect(till.terminal.askedForSlips).toBe(2);
    till.terminal.slips = repeated(CUSTOMER);
    restart();
    await until(till, () => count('CUSTOMER COPY') === 1);
    expect(kept()).toHaveLength(1);
  });

  it('is not asked about for ever', async () => {
    loseTheEnd();
    till.terminal.last = { kind: 'found', result: PAID };
    till.terminal.slips = { kind: 'unreachable', reason: 'notIdle' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await paid();
    for (let round = 0; round < 20; round += 1) {
      await turn();
      till.runTimers();
    }
    expect(till.terminal.askedForSlips).toBe(8);
  });

  it('never gets the slips of another transaction', async () => {
    loseTheEnd();
    till.terminal.last = { kind: 'found', result: PAID };
    const result = terminalResult(1000, '0008');
    till.terminal.slips = { kind: 'repeated', result, slips: [CUSTOMER] };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await paid();
    await fetched();
    await allPrinted();
    expect(kept()).toEqual([]);
    expect(printed()).toHaveLength(1);
    restart();
    expect(till.terminal.askedForSlips).toBe(1);
  });

  it('of a terminal that counts by zeros alone gets none: they may be anybody’s', async () => {
    const nameless = { ...PAID, receiptNo: '0000', trace: '000000' };
    loseTheEnd();
    till.terminal.last = { kind: 'found', result: nameless };
    till.terminal.slips = { kind: 'repeated', result: nameless, slips: [MERCHANT, CUSTOMER] };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await paid();
    await fetched();
    await allPrinted();
    expect(till.terminal.askedForSlips).toBe(0);
    expect(kept()).toEqual([]);
  });

  it('tells the cashier of a slip that was to be signed and does not come', async () => {
    loseTheEnd();
    const result = { ...PAID, extra: { signatureKind: 'paper' } };
    till.terminal.last = { kind: 'found', result };
    till.terminal.slips = { kind: 'none', reason: '83' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await paid();
    await fetched();
    const params = { receiptNo: '0007' };
    expect(snapshot().notice).toMatchObject({ code: 'signedSlipMissing', params });
    expect(snapshot().lastSale?.totalMinor).toBe(1000);
  });

  it('says nothing where no signature is missing', async () => {
    loseTheEnd();
    till.terminal.last = { kind: 'found', result: PAID };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await paid();
    await fetched();
    expect(till.terminal.askedForSlips).toBe(1);
    expect(snapshot().notice).toMatchObject({ code: 'saleComplete' });
  });

  it('keeps no payment code that its slip repeats', async () => {
    const code = '289012345678901234';
    till.terminal.capabilities = { ...till.terminal.capabilities, walletCodes: ['alipay'] };
    loseTheEnd();
    till.terminal.last = { kind: 'found', result: PAID };
    till.terminal.slips = repeated({ ...CUSTOMER, lines: [`CODE ${code}`, 'ALIPAY'] });
    await must(till, 'pay.card', { amountMinor: 1000, walletCode: code });
    await paid();
    await fetched();
    expect(kept()).toMatchObject([{ lines: [expect.stringMatching(/1234$/), 'ALIPAY'] }]);
    expect(JSON.stringify(entries())).not.toContain(code);
  });
});

describe('a payment that a supervisor settled as paid', () => {
  it('gets its slips when its approval comes late, once the terminal has had its time', async () => {
    loseTheEnd();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    await must(till, 'pay.resolve', {
      attemptId: snapshot().pendingPayments[0]?.attemptId ?? '',
      paid: true,
      evidence: 'display',
      approval: { operatorId: '5', pin: '5555' },
    });
    await paid();
    expect(till.terminal.tellLate(PAID)).toBe('book');
    till.terminal.slips = repeated(CUSTOMER);
    expect(till.terminal.askedForSlips).toBe(0);
    till.runTimers();
    await until(till, () => count('CUSTOMER COPY') === 1);
    expect(kept()).toHaveLength(1);
  });
});

describe('the slips of a payment whose end came after a question', () => {
  it('are asked for; those of one that ended as it should are not', async () => {
    till.terminal.pays = (observer) => {
      observer.sending();
      observer.result(PAID);
      return Promise.resolve({ kind: 'approved', result: PAID, endLost: true });
    };
    till.terminal.slips = repeated(CUSTOMER);
    await must(till, 'pay.card', { amountMinor: 1000 });
    await paid();
    await fetched();
    expect(kept()).toHaveLength(1);

    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    till.terminal.approve('0008');
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().basket === null && snapshot().payment === null);
    expect(till.terminal.askedForSlips).toBe(1);
  });

  it('are not asked for where the protocol cannot give them', async () => {
    till.terminal.capabilities = { ...till.terminal.capabilities, repeatsSlips: false };
    loseTheEnd();
    till.terminal.last = { kind: 'found', result: PAID };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await paid();
    expect(till.terminal.askedForSlips).toBe(0);
  });
});

describe('what is refunded and found done by asking', () => {
  let terminal: RefundingTerminal;
  const kit = returnKit(() => ({ till, terminal }));
  const { sell, begin, isDone, types } = kit;
  beforeEach(async () => {
    till.close();
    terminal = new RefundingTerminal();
    till = openTestTill({ terminal });
    await openForSelling(till);
  });

  const refunded = terminalResult(1000, '0008');
  const slips: RepeatedSlipsOutcome = { kind: 'repeated', result: refunded, slips: [CUSTOMER] };

  it('a void that was done before gets its slips', async () => {
    const saleId = await sell(1000);
    terminal.isSilent();
    terminal.gaveBackBefore();
    terminal.last = { kind: 'found', result: refunded };
    terminal.slips = slips;
    await begin(saleId);
    await isDone();
    await until(till, () => count('CUSTOMER COPY') === 1);
    expect(terminal.askedForSlips).toBe(1);
    expect(kept()).toHaveLength(1);
  });

  it('a void that is done only when it is asked for again has told of itself', async () => {
    const saleId = await sell(1000);
    terminal.isSilent();
    terminal.nextRefund('0008');
    await begin(saleId);
    await isDone();
    expect(terminal.askedForSlips).toBe(0);
  });

  it('a refund that the terminal had booked gets its slips', async () => {
    const saleId = await sell(1000);
    await handOver(till, 'manager');
    await must(till, 'settlement.close', {});
    await handOver(till, 'cashier');
    terminal.isSilent();
    terminal.last = { kind: 'found', result: refunded };
    terminal.slips = slips;
    await begin(saleId);
    await isDone();
    await until(till, () => count('CUSTOMER COPY') === 1);
    expect(terminal.asks.map(({ way }) => way)).toEqual(['refund']);
    expect(terminal.askedForSlips).toBe(1);
    expect(types().filter((type) => type === 'terminal.receipt')).toHaveLength(1);
  });

  it('the slips of a first step are asked for before the second one goes out', async () => {
    const saleId = await sellInTwo();
    const order: string[] = [];
    terminal.repeatSlips = () => {
      order.push(`slips after ${terminal.asks.length}`);
      return Promise.resolve({ kind: 'none', reason: '83' });
    };
    terminal.answers.push((observer, request) => {
      observer.sending();
      const result = terminalResult(request.amountMinor, '0009');
      observer.result(result);
      return Promise.resolve({ kind: 'approved', result, endLost: true });
    });
    terminal.nextRefund('0010');
    await begin(saleId);
    await isDone();
    expect(order).toEqual(['slips after 1']);
    expect(terminal.asks).toHaveLength(2);
  });

  /** One bread, paid with two cards. */
  async function sellInTwo(): Promise<string> {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    for (const [amountMinor, receiptNo] of [
      [400, '0007'],
      [600, '0008'],
    ] as const) {
      terminal.approve(receiptNo);
      await must(till, 'pay.card', { amountMinor });
      await kit.isQuiet();
    }
    return kit.sales()[0]?.saleId ?? '';
  }
});

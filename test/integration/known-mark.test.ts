import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TerminalResult } from '../../core/payment/types.ts';
import { markOf } from '../../core/payment/terminal-mark.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { handOver } from './hand-over.ts';
import { paymentInDoubtKit } from './payment-in-doubt-kit.ts';
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
const kit = paymentInDoubtKit(() => ({ till, terminal }));
const { snapshot, payments, goesSilent, pay, resolve, isAsked } = kit;

beforeEach(async () => {
  terminal = new RefundingTerminal();
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

describe('the numbers of a transaction', () => {
  it.each([
    [
      { receiptNo: '0007', trace: '000007', terminalId: '' },
      { receiptNo: '0007', trace: '000007' },
    ],
    [
      { receiptNo: '', trace: '000007', terminalId: '' },
      { receiptNo: '', trace: '000007' },
    ],
    [
      { receiptNo: '0007', trace: '', terminalId: '' },
      { receiptNo: '0007', trace: '' },
    ],
    [
      { receiptNo: '0007', trace: '000007', terminalId: '29990001' },
      { receiptNo: '0007', trace: '000007', device: '29990001' },
    ],
    [{ receiptNo: '', trace: '', terminalId: '29990001' }, null],
    [{ receiptNo: '0000', trace: '000000', terminalId: '29990001' }, null],
  ])('of %j are %j', (told, mark) => {
    expect(markOf(terminalResult(1000, '', told))).toEqual(mark);
  });
});

describe('a terminal that does not count', () => {
  it.each([
    ['zeros', { receiptNo: '0000', trace: '000000' }],
    ['nothing', { receiptNo: '', trace: '' }],
  ])('and sends %s does not pay a sale with the one before it', async (_, numbers) => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    terminal.approve('', numbers);
    await must(till, 'pay.card', { amountMinor: 1000 });
    await kit.isQuiet();
    goesSilent();
    terminal.last = { kind: 'found', result: terminalResult(1000, '', numbers) };
    await pay();
    await isAsked(2);
    expect(payments().at(-1)?.state).toBe('unknown');
  });
});

describe('a terminal that forgets its last transaction with its batch', () => {
  beforeEach(async () => {
    terminal.capabilities = { ...terminal.capabilities, closeForgets: true };
    await kit.sell(1000, '0007');
  });

  /** A charge is lost, and the terminal says that it has no transaction. */
  async function isLostWithEmptyBook(): Promise<string | undefined> {
    goesSilent();
    terminal.last = { kind: 'none' };
    const { length } = payments();
    await pay();
    await isAsked(length + 1);
    return payments().at(-1)?.state;
  }

  async function closeBatch(): Promise<void> {
    await handOver(till, 'manager');
    await must(till, 'settlement.close', {});
    await handOver(till, 'cashier');
  }

  it('and has none after a close has charged nothing since', async () => {
    await closeBatch();
    expect(await isLostWithEmptyBook()).toBe('declined');
  });

  it('contradicts itself with none in the same batch', async () => {
    expect(await isLostWithEmptyBook()).toBe('unknown');
  });

  it('contradicts itself with none after a charge of the new batch', async () => {
    await closeBatch();
    await kit.sell(1000, '0001');
    expect(await isLostWithEmptyBook()).toBe('unknown');
  });

  it('is not taken for one that keeps it', async () => {
    terminal.capabilities = { ...terminal.capabilities, closeForgets: false };
    await closeBatch();
    expect(await isLostWithEmptyBook()).toBe('unknown');
  });
});

describe('what a terminal told of while a payment is in doubt', () => {
  const lookAt = async () => {
    const receiptNo = kit.sales()[0]?.receiptNo ?? '';
    const { sale } = await must(till, 'return.query', { receiptNo });
    return sale?.steps.map(({ way }) => way);
  };
  async function payIntoTheDark(): Promise<void> {
    goesSilent();
    terminal.last = { kind: 'unreachable', reason: 'line' };
    await pay();
    await until(till, () => snapshot().payment?.state === 'unknown');
  }

  it('says which device answers now: what the one before booked is not voided there', async () => {
    await kit.sell(1000, '0007');
    await payIntoTheDark();
    expect(await lookAt()).toEqual(['void']);
    await isTold(terminalResult(200, '0001', { time: '095900', terminalId: '29990002' }));
    expect(await lookAt()).toEqual(['refund']);
  });

  it('stays what the next charge begins after, when a decline is told of later', async () => {
    await kit.sell(1000, '0007');
    await payIntoTheDark();
    await isTold(terminalResult(200, '0008', { time: '095900' }));
    await isTold(terminalResult(200, '0009', { time: '095930', approved: false }));
    await resolve(false);
    await must(till, 'pay.card', { amountMinor: 1000 });
    expect(payments().at(-1)?.lastKnown).toMatchObject({ receiptNo: '0008' });
  });
});

describe('a sale on the device before', () => {
  it('is not voided on the one that has paid a later sale, whatever its number', async () => {
    terminal.approve('0007', { terminalId: '29990001' });
    await pay();
    await kit.isQuiet();
    const first = kit.sales()[0]?.saleId ?? '';
    terminal.approve('0003', { terminalId: '29990002' });
    await pay();
    await kit.isQuiet();
    terminal.nextRefund('0008');
    await kit.begin(first);
    await kit.isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['refund']);
  });

  it('is voided where no numbers are compared and none was ever kept', async () => {
    terminal.capabilities = { ...terminal.capabilities, lastTransaction: 'exact' };
    goesSilent();
    terminal.last = { kind: 'unreachable', reason: 'line' };
    await pay();
    await until(till, () => snapshot().payment?.state === 'unknown');
    await resolve(true);
    expect(terminal.tellLate(terminalResult(1000, '0007'))).toBe('book');
    terminal.nextRefund('0008');
    await kit.begin(kit.sales()[0]?.saleId ?? '');
    await kit.isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['void']);
  });
});

describe('what a settling leaves for the next charge to begin after', () => {
  const payload = () =>
    till.store
      .read((tx) => tx.entries(1, tx.journalHead().seq))
      .findLast(({ type }) => type.startsWith('payment.resolved'))?.payload;
  async function payIntoTheDark(): Promise<void> {
    terminal.last = { kind: 'unreachable', reason: 'line' };
    await pay();
    await until(till, () => snapshot().payment?.state === 'unknown');
  }

  it('is its own numbers, where its approval was seen: the next doubt ends by itself', async () => {
    await kit.sell(1000, '0007');
    const seen = terminalResult(1000, '0008', { time: '095900' });
    terminal.pays = (observer) => {
      observer.sending();
      observer.result(seen);
      return Promise.resolve({ kind: 'unknown', reason: 'timeout' });
    };
    await payIntoTheDark();
    await resolve(true);
    expect(payload()).not.toHaveProperty('told');
    goesSilent();
    terminal.last = { kind: 'found', result: seen };
    await pay();
    await isAsked(3);
    expect(payments().at(-1)?.state).toBe('declined');
  });

  it('is nothing new where it is not done, and the terminal told of nothing', async () => {
    goesSilent();
    await payIntoTheDark();
    await resolve(false);
    expect(payload()).not.toHaveProperty('told');
  });

  it('is nothing new where the terminal gives the register’s own numbers back', async () => {
    terminal.capabilities = { ...terminal.capabilities, lastTransaction: 'exact' };
    goesSilent();
    await payIntoTheDark();
    await resolve(true);
    expect(payload()).not.toHaveProperty('told');
  });

  it('is something unknown on a terminal that is gone, whatever the one here can', async () => {
    goesSilent();
    await payIntoTheDark();
    till.register.stop();
    till.store.close();
    terminal = Object.assign(new RefundingTerminal(), { terminalId: 'T2' });
    terminal.capabilities = { ...terminal.capabilities, lastTransaction: 'exact' };
    till = openTestTill({ dir: till.dir, terminal });
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    await resolve(true);
    expect(payload()).toMatchObject({ told: { receiptNo: '', trace: '' } });
  });
});

describe('what a terminal told last, when it cannot be read any more', () => {
  const spoil = (value: string | null) =>
    till.store.write((tx) => tx.setFlowState('terminal.told', terminal.terminalId, value));

  it('settles no payment in doubt: selling stops and the payment stays as it is', async () => {
    goesSilent();
    terminal.last = { kind: 'unreachable', reason: 'line' };
    await pay();
    await until(till, () => snapshot().payment?.state === 'unknown');
    spoil('{"trace":"0008"}');
    terminal.last = { kind: 'found', result: terminalResult(1000, '0009') };
    till.runTimers();
    await until(till, () => snapshot().phase === 'stopped');
    expect(snapshot().stopped).toMatchObject({ code: 'corrupt' });
    expect(payments().at(-1)?.state).toBe('unknown');
  });

  it('begins no payment either', async () => {
    spoil('"0008"');
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    const answer = await call(till, 'pay.card', { amountMinor: 1000 });
    expect(answer).toMatchObject({ ok: false, error: { code: 'storeFault' } });
    expect([payments(), terminal.charges]).toEqual([[], []]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefundingTerminal } from './refunding-terminal.ts';
import { paymentInDoubtKit } from './payment-in-doubt-kit.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  ScriptedTerminal,
  terminalResult,
  type TestTill,
  until,
} from './till-kit.ts';

let till: TestTill;
let terminal: RefundingTerminal;
const kit = paymentInDoubtKit(() => ({ till, terminal }));
const { payments, goesSilent, pay, resolve, isAsked } = kit;

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => till.close());

/** All that is due by now has happened. */
async function isIdle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
}

async function sellAt(device: string, receiptNo: string): Promise<string> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  terminal.approve(receiptNo, { terminalId: device });
  await must(till, 'pay.card', { amountMinor: 1000 });
  await kit.isQuiet();
  return kit.sales()[0]?.saleId ?? '';
}

describe('another terminal than the one a payment in doubt ran on', () => {
  class OtherTerminal extends ScriptedTerminal {
    override readonly terminalId = 'T2' as 'T1';
  }
  async function exchangeInDoubt(): Promise<OtherTerminal> {
    goesSilent();
    terminal.last = { kind: 'unreachable', reason: 'noAnswer' };
    await pay();
    await until(till, () => kit.snapshot().pendingPayments.length === 1);
    // The settings file is exchanged (new lane image, a technician), and the program starts.
    till.register.stop();
    till.store.close();
    const other = new OtherTerminal();
    other.last = { kind: 'none' };
    till = openTestTill({ dir: till.dir, terminal: other });
    await isIdle();
    return other;
  }

  it('is not asked about it: an empty book there does not say "not paid"', async () => {
    const other = await exchangeInDoubt();
    expect(other.asked).toBe(0);
    expect(payments().at(-1)?.state).toBe('unknown');
  });

  it('charges no basket whose payment is in doubt elsewhere, and takes the next one’s', async () => {
    const other = await exchangeInDoubt();
    other.approve('0001');
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    expect(await call(till, 'pay.card', { amountMinor: 1000 })).toMatchObject({
      ok: false,
      error: { code: 'paymentUnresolved' },
    });
    expect(other.charges).toEqual([]);
    await must(till, 'sale.park', { label: '' });
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => kit.sales().length === 1);
    expect(other.charges).toEqual([1000]);
  });
});

describe('after the terminal was exchanged', () => {
  /** The same object under another name: what the register holds is a driver that is switched. */
  function rename(one: RefundingTerminal, terminalId: string): void {
    Object.defineProperty(one, 'terminalId', { value: terminalId });
  }
  it('the first payment there does not begin after a transaction of the one before', async () => {
    goesSilent();
    terminal.last = { kind: 'found', result: terminalResult(4711, '0042') };
    await pay();
    await until(till, () => kit.snapshot().payment?.state === 'unknown');
    await resolve(false);
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    rename(terminal, 'T2');
    // The new one happens to be at the same number: it charges 0042, and its answer is lost.
    terminal.last = { kind: 'found', result: terminalResult(1000, '0042') };
    await pay();
    await isAsked(2);
    expect(payments().at(-1)?.lastKnown).toBeNull();
    expect(payments().at(-1)?.state).not.toBe('declined');
  });
});

describe('a terminal that broke and was replaced by another device under the same name', () => {
  it('is not told to void a number that is another customer’s payment there', async () => {
    const first = await sellAt('29990001', '0007');
    // The broken one could not close its batch. The new one counts for itself, and names itself.
    const second = await sellAt('29990002', '0007');
    expect(second).not.toBe(first);
    terminal.nextRefund('0008');
    await kit.begin(first);
    await isIdle();
    // Receipt 0007 there is the second sale's: its customer would get the money.
    expect(terminal.asks.map(({ way }) => way)).not.toContain('void');
  });

  it('and its numbers are not compared with those of the one before', async () => {
    await sellAt('29990001', '0007');
    goesSilent();
    // The new device charged: its own number 0007, its answer was lost.
    terminal.last = {
      kind: 'found',
      result: terminalResult(1000, '0007', { terminalId: '29990002' }),
    };
    await pay();
    await isAsked(2);
    const open = till.store.read((tx) => tx.openAttempts());
    // "Not paid" charges the customer twice.
    expect(open.map(({ state }) => state)).toEqual(['unknown']);
  });

  it('and its late approval is not the one that the broken one gave under that number', async () => {
    await sellAt('29990001', '0007');
    const late = terminalResult(1000, '0007', { terminalId: '29990002' });
    // Booked, a charge stands that no sale has.
    expect(terminal.tellLate(late)).toBe('refuse');
  });

  it('and what is in doubt there may have the number that the broken one gave last', async () => {
    await sellAt('29990001', '0007');
    goesSilent();
    terminal.last = { kind: 'unreachable', reason: 'noAnswer' };
    await pay();
    await until(till, () => kit.snapshot().payment?.state === 'unknown');
    const late = terminalResult(1000, '0007', { terminalId: '29990002' });
    expect(terminal.tellLate(late)).toBe('book');
  });
});

import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TerminalOutcome } from '../../till/ports/card-terminal.ts';
import { StoreFault } from '../../till/ports/store.ts';
import { handOver } from './hand-over.ts';
import {
  BREAD,
  call,
  CATALOGUE,
  must,
  openForSelling,
  openTestTill,
  SETTINGS,
  terminalResult,
  type TestTill,
  until,
} from './till-kit.ts';

let till: TestTill;
beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const snapshot = () => till.register.tillSnapshot();
const scan = () => must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
const payments = () =>
  till.store
    .read((tx) => tx.entries(1, tx.journalHead().seq))
    .filter(({ type }) => type.startsWith('payment.'));
const types = () => payments().map(({ type }) => type);
const sales = () => till.store.read((tx) => tx.recentSales(99)).map(({ sale }) => sale);

/** The terminal charges until the answer is given. */
function holdCharge(): (outcome: TerminalOutcome) => void {
  let end: (outcome: TerminalOutcome) => void = () => undefined;
  till.terminal.pays = (observer) => {
    observer.sending();
    return new Promise((outcome) => {
      end = outcome;
    });
  };
  return (outcome) => end(outcome);
}

describe('a card that is not asked for', () => {
  const refusal = async (amountMinor = 1000) => {
    const answer = await call(till, 'pay.card', { amountMinor });
    expect(till.terminal.charges).toEqual([]);
    expect(types()).toEqual([]);
    expect(till.ctx.state.payment).toBeNull();
    return answer.ok ? null : answer.error.code;
  };

  it('has no basket, or one without goods, to pay for', async () => {
    expect(await refusal()).toBe('noBasket');
    await scan();
    const lineId = snapshot().basket?.lines[0]?.lineId ?? '';
    await must(till, 'sale.voidLine', { lineId, reason: 'mistake' });
    expect(await refusal()).toBe('emptyBasket');
  });

  it('has no shift whose sale it would be', async () => {
    await must(till, 'shift.close', { counted: [] });
    expect(await refusal()).toBe('shiftNotOpen');
    await handOver(till, 'manager');
    await must(till, 'day.close', { skipSettlement: true });
    expect(await refusal()).toBe('dayNotOpen');
  });

  it('is for more than is owed, or for nothing', async () => {
    await scan();
    expect(await refusal(1001)).toBe('amountTooHigh');
    expect(await refusal(0)).toBe('badInput');
  });

  it('waits for the answer whether the customer is old enough', async () => {
    const [first] = CATALOGUE;
    till.store.write((tx) => tx.replaceCatalogue('v2', [{ ...first, minAge: 18 }]));
    await must(till, 'sale.addItem', {
      itemId: first.itemId,
      quantityThousandths: null,
      weightGrams: null,
    });
    expect(await refusal(first.priceMinor)).toBe('ageUnanswered');
  });

  it('waits while a test of the connection has the terminal’s line', async () => {
    await scan();
    till.ctx.state.checkingTerminal = true;
    expect(await refusal()).toBe('terminalBusy');
    till.ctx.state.checkingTerminal = false;
  });

  it('is for a terminal that this register has', async () => {
    await scan();
    till.terminal.status = () => ({ state: 'off', code: null });
    expect(await refusal()).toBe('terminalOff');
  });
});

describe('a charge that begins', () => {
  it('has the whole intent on disk, with what the terminal had told of before', async () => {
    await scan();
    till.terminal.approve('0006');
    await must(till, 'pay.card', { amountMinor: 300 });
    await until(till, () => snapshot().payment === null);
    const end = holdCharge();
    await must(till, 'pay.card', { amountMinor: 700 });
    const intents = payments().filter(({ type }) => type === 'payment.intended');
    const basketId = snapshot().basket?.basketId;
    const common = { basketId, terminalId: 'T1', currency: SETTINGS.currency.code };
    const [first, second] = till.store.read((tx) => tx.batchAttempts('T1'));
    expect(intents.map(({ actor, payload }) => ({ actor, payload }))).toEqual([
      {
        actor: '1',
        payload: {
          ...common,
          attemptId: first?.attemptId,
          amountMinor: 300,
          lastKnown: null,
          reference: intents[0]?.seq.toString(36).toUpperCase().padStart(6, '0'),
        },
      },
      {
        actor: '1',
        payload: {
          ...common,
          attemptId: second?.attemptId,
          amountMinor: 700,
          lastKnown: { receiptNo: '0006', trace: '000006', device: '29990001' },
          reference: intents[1]?.seq.toString(36).toUpperCase().padStart(6, '0'),
        },
      },
    ]);
    end({ kind: 'approved', result: terminalResult(700, '0007') });
    await until(till, () => sales().length === 1);
  });

  it('is asked of the terminal under its own number, in the shop’s currency', async () => {
    await scan();
    const end = holdCharge();
    await must(till, 'pay.card', { amountMinor: 1000 });
    const [open] = till.store.read((tx) => tx.openAttempts());
    expect(open?.reference).not.toBe('');
    expect(till.terminal.request).toEqual({
      attemptId: open?.attemptId,
      amountMinor: 1000,
      currency: SETTINGS.currency,
      reference: open?.reference,
      wallet: null,
    });
    end({ kind: 'approved', result: terminalResult(1000, '0007') });
    await until(till, () => sales().length === 1);
  });

  it('is on the screen until it is over, as new: no word of the terminal, no cancel', async () => {
    await scan();
    till.clock.now += 5000;
    const end = holdCharge();
    await must(till, 'pay.card', { amountMinor: 1000 });
    expect(till.ctx.state.payment).toEqual({
      attemptId: till.store.read((tx) => tx.openAttempts())[0]?.attemptId,
      way: 'payment',
      amountMinor: 1000,
      sinceMs: till.clock.now,
      state: 'working',
      terminalText: '',
      statusCode: '',
      cancelRequested: false,
    });
    expect(snapshot().notice?.code).not.toBe('showCodeToTerminal');
    expect(await call(till, 'pay.card', { amountMinor: 1000 })).toMatchObject({
      error: { code: 'paymentOpen' },
    });
    end({ kind: 'approved', result: terminalResult(1000, '0007') });
    await until(till, () => sales().length === 1);
    expect(till.terminal.charges).toEqual([1000]);
  });
});

describe('a crash about the intent of a charge', () => {
  const diesAt = async (point: string) => {
    await scan();
    Object.assign(till.ctx, {
      faultPoint: (name: string) => {
        if (name === point) throw new Error('the power goes');
      },
    });
    await expect(must(till, 'pay.card', { amountMinor: 1000 })).rejects.toThrow('power');
    const { terminal } = till;
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir, terminal });
    expect(terminal.charges).toEqual([]);
    expect(snapshot().basket?.remainingMinor).toBe(1000);
  };

  it('leaves nothing of it before', async () => {
    await diesAt('beforeIntent');
    expect(types()).toEqual([]);
  });

  it('leaves one that never left after: it is closed, and nobody is asked', async () => {
    await diesAt('afterIntent');
    expect(payments().map(({ type, actor }) => [type, actor])).toEqual([
      ['payment.intended', '1'],
      ['payment.neverStarted', 'system'],
    ]);
    expect(payments()[1]?.payload).toMatchObject({ reason: 'restart' });
    expect(till.terminal.asked).toBe(0);
  });
});

describe('the cashier’s cancel', () => {
  it('asks the terminal to stop once it works, and only its outcome ends the payment', async () => {
    await must(till, 'pay.cancelCard', {});
    expect(till.terminal.cancels).toBe(0);
    await scan();
    const end = holdCharge();
    await must(till, 'pay.card', { amountMinor: 1000 });
    await must(till, 'pay.cancelCard', {});
    expect(till.terminal.cancels).toBe(1);
    expect(snapshot().payment).toMatchObject({ state: 'working', cancelRequested: true });
    end({ kind: 'approved', result: terminalResult(1000, '0007') });
    await until(till, () => sales().length === 1);
  });

  it('has nothing to stop in a payment in doubt', async () => {
    await scan();
    till.terminal.goesSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    await must(till, 'pay.cancelCard', {});
    expect(till.terminal.cancels).toBe(0);
    expect(snapshot().payment?.cancelRequested).toBe(false);
  });
});

describe('what the terminal tells while it charges', () => {
  it('is shown with the charge, and not with another one', async () => {
    await scan();
    let tell: (text: string, code: string) => void = () => undefined;
    let end: (outcome: TerminalOutcome) => void = () => undefined;
    till.terminal.pays = (observer) => {
      observer.sending();
      tell = (text, code) => observer.progress({ text, code });
      return new Promise((outcome) => {
        end = outcome;
      });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    tell('INSERT CARD', '0A');
    expect(snapshot().payment).toMatchObject({ terminalText: 'INSERT CARD', statusCode: '0A' });
    end({ kind: 'unknown', reason: 'timeout' });
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await until(till, () => snapshot().payment?.state === 'unknown');
    // "Insert card" would make the customer do it again.
    expect(snapshot().payment).toMatchObject({ terminalText: '', statusCode: '' });
    till.terminal.last = { kind: 'none' };
    till.runTimers();
    await until(till, () => snapshot().payment === null);
    holdCharge();
    await must(till, 'pay.card', { amountMinor: 1000 });
    tell('REMOVE CARD', '0B');
    expect(till.ctx.state.payment).toMatchObject({ terminalText: '', statusCode: '' });
  });

  it('is lost with the database: selling stops, and the doubt stays on disk', async () => {
    await scan();
    const end = holdCharge();
    await must(till, 'pay.card', { amountMinor: 1000 });
    const { write } = till.store;
    till.store.write = () => {
      throw new StoreFault('diskFull', 'no space left');
    };
    end({ kind: 'approved', result: terminalResult(1000, '0007') });
    await until(till, () => snapshot().stopped !== null);
    expect(snapshot()).toMatchObject({ stopped: { code: 'diskFull' }, payment: null });
    till.store.write = write;
    expect(till.store.read((tx) => tx.openAttempts())).toMatchObject([{ state: 'sending' }]);
    till.terminal.last = {
      kind: 'found',
      result: terminalResult(1000, '0007', { time: '100010' }),
    };
    till.runTimers();
    await until(till, () => sales().length === 1);
    expect(till.terminal.charges).toEqual([1000]);
  });

  it('is nobody’s after the end of the register: the next start asks', async () => {
    await scan();
    const end = holdCharge();
    await must(till, 'pay.card', { amountMinor: 1000 });
    till.register.stop();
    const before = types();
    end({ kind: 'approved', result: terminalResult(1000, '0007') });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
    expect(types()).toEqual(before);
    expect(before.at(-1)).toBe('payment.sending');
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reply } from '../../till/runtime/reply.ts';
import {
  BREAD,
  call,
  MILK,
  must,
  openForSelling,
  openTestTill,
  type TestTill,
  until,
} from './till-kit.ts';

let till: TestTill;

beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
});
afterEach(() => till.close());

const snapshot = () => till.register.tillSnapshot();
const sales = () => till.store.read((tx) => tx.recentSales(99));
const firstLine = () => snapshot().basket?.lines[0]?.lineId ?? '';

/** Every command that changes what the basket costs. */
const changes = [
  ['voids a line', () => call(till, 'sale.voidLine', { lineId: firstLine(), reason: 'customer' })],
  [
    'changes a quantity',
    () => call(till, 'sale.setQuantity', { lineId: firstLine(), quantityThousandths: 3000 }),
  ],
  [
    'adds by PLU',
    () => call(till, 'sale.addPlu', { plu: '101', quantityThousandths: null, weightGrams: null }),
  ],
  [
    'adds from the search',
    () =>
      call(till, 'sale.addItem', {
        itemId: 'milk',
        quantityThousandths: null,
        weightGrams: null,
      }),
  ],
  ['repeats the last line', () => call(till, 'sale.repeatLast', {})],
  ['scans', () => call(till, 'sale.scan', { text: MILK.code, source: 'wedge' })],
] as const;

/** A scan says first that it was not used. */
function whyNot(answer: Reply<unknown>): unknown {
  if (answer.ok) return null;
  const { code, params } = answer.error;
  return code === 'scanIgnored' ? params['reason'] : code;
}

describe('while the terminal charges', () => {
  it.each(changes)('nobody %s', async (_, change) => {
    let finish = () => {};
    till.terminal.approve();
    const { pays } = till.terminal;
    till.terminal.pays = async (observer, amountMinor) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return pays(observer, amountMinor);
    };
    await must(till, 'pay.card', { amountMinor: 1650 });
    expect(whyNot(await change())).toBe('paymentOpen');
    finish();
    await until(till, () => sales().length === 1);
    expect(sales()[0]?.sale).toMatchObject({ totalMinor: 1650, changeMinor: 0 });
  });
});

describe('while a payment is unknown', () => {
  it.each(changes)('nobody %s, also after a restart', async (_, change) => {
    till.terminal.goesSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1650 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    expect(await change()).toMatchObject({ ok: false });
    const { terminal } = till;
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir, terminal });
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    expect(whyNot(await change())).toBe('paymentUnresolved');
    expect(snapshot().basket?.totalMinor).toBe(1650);
  });
});

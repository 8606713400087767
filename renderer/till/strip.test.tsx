// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NoticeCode, RefusalCode } from '../../contracts/refusal-codes.ts';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { fakeBasket, fakePayment, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

type Kind = 'accepted' | 'refused' | 'attention';
const said = (n: number, kind: Kind, code: NoticeCode, params = {}): Partial<TillSnapshot> => ({
  notice: { n, kind, code, params },
});
const refusal = (code: RefusalCode, params = {}) =>
  ({ ok: false, error: { code, params, outcome: 'none' } }) as const;
const basket = fakeBasket(2);
const strip = () => till.text('notice');

describe('the strip at the bottom', () => {
  it('says the newest thing that was done: 500 pieces after 99999 were refused', async () => {
    await till.open(fakeTill('en', { basket }));
    await till.type('F2', '9', 'Enter');
    await till.answer('sale.setQuantity', refusal('quantityLimit'));
    expect(strip()).toContain('Nothing was changed');
    await till.publish(said(1, 'accepted', 'quantitySet', { name: 'Milk', pieces: 500 }));
    expect(strip()).toContain('Milk: 500 pieces');
    expect(strip()).not.toContain('Nothing was changed');
  });

  it('says amounts in the shop’s currency', async () => {
    await till.open(fakeTill('en', { basket }));
    await till.publish(said(1, 'accepted', 'cashAdded', { amountMinor: 1234 }));
    expect(strip()).toContain('¥12.34 in cash taken');
  });

  it('says why a file was refused in the words of the screen’s language', async () => {
    await till.open(fakeTill('zh', { basket }));
    const fault = {
      file: 'catalogue.csv',
      fault: 'noEnd',
      row: 3,
      column: '',
      value: '',
      items: 2,
    };
    await till.publish(said(1, 'attention', 'fileRefused', fault));
    expect(strip()).toContain('catalogue.csv 已整份拒绝');
    expect(strip()).toContain('缺少结束行');
    expect(strip()).toContain('#end,2');
    await till.publish(said(2, 'refused', 'fileRefused', { file: 'catalogue.csv', fault: 'gone' }));
    expect(strip()).toContain('文件已经不在了');
  });

  it('forgets what this window refused once something was done', async () => {
    await till.open(fakeTill('en', { basket }));
    await till.type('F11');
    expect(strip()).toContain('basket');
    await till.type('F2', '3', 'Enter');
    await till.answer('sale.setQuantity', { ok: true, value: {} });
    expect(strip()).toContain('Ready to scan');
  });

  it('forgets nonsense with the next key', async () => {
    await till.open(fakeTill('en', { basket }));
    await till.type('1', '.', '2', 'Enter');
    expect(till.find('notice')?.getAttribute('data-notice')).toBe('badInput');
    await till.type('Escape');
    expect(till.find('notice')?.getAttribute('data-notice')).toBe('');
  });

  it.each<[string, Partial<TillSnapshot>, Partial<TillSnapshot>]>([
    ['another basket', { basket }, { basket: { ...basket, basketId: 'b2' } }],
    ['another payment', { payment: null }, { payment: fakePayment({ attemptId: 'a2' }) }],
    ['another operator', {}, { operator: null, phase: 'signedOff' }],
    ['a closed shift', {}, { phase: 'shiftClosed', shift: null }],
  ])('does not outlive what it speaks of: %s', async (_, before, after) => {
    await till.open(fakeTill('en', before));
    await till.publish({ notice: { n: 1, kind: 'scanRefused', code: 'misread', params: {} } });
    expect(strip()).toContain('Scan again');
    await till.publish(after);
    expect(strip()).not.toContain('Scan again');
  });

  it('keeps what came together with the new situation', async () => {
    await till.open(fakeTill('en', { basket }));
    await till.publish({
      basket: null,
      ...said(1, 'accepted', 'saleComplete', { receiptNo: '7' }),
    });
    expect(strip()).toContain('Sale complete, receipt 7');
  });

  it('says that the printer stopped until it prints again', async () => {
    const fault = fakeTill('en').devices;
    const printer = (state: 'ready' | 'fault') => ({ ...fault, printer: { state, code: null } });
    await till.open(fakeTill('en', { basket }));
    const stopped = said(1, 'attention', 'printerFault');
    await till.publish({ devices: printer('fault'), receiptsWaiting: 1, ...stopped });
    await till.publish({ devices: printer('ready') });
    expect(strip()).toContain('The printer stopped');
    await till.publish({ receiptsWaiting: 0 });
    expect(strip()).not.toContain('The printer stopped');
  });

  it('leaves a wrong PIN with the person whose it was', async () => {
    await till.open(fakeTill('en', { phase: 'signedOff', operator: null }));
    await till.type('1');
    await till.type('5', '5', '5', '5', 'Enter');
    await till.answer('session.signOn', refusal('wrongPin', { left: 3 }));
    expect(strip()).toContain('Wrong PIN');
    await till.type('Escape');
    expect(strip()).not.toContain('Wrong PIN');
  });
});

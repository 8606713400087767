import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BREAD, MILK, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

let till: TestTill;

beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
});
afterEach(() => till.close());

const notice = () => till.register.tillSnapshot().notice;
const lineId = () => till.register.tillSnapshot().basket?.lines[0]?.lineId ?? '';
const scan = (code: string) => must(till, 'sale.scan', { text: code, source: 'wedge' });
async function signOnManager(): Promise<void> {
  await must(till, 'session.signOff', {});
  await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
}

describe('every command that changes something', () => {
  it('says what it did', async () => {
    const said: (string | undefined)[] = [];
    const say = () => said.push(notice()?.code);
    await scan(MILK.code);
    await must(till, 'sale.setQuantity', { lineId: lineId(), quantityThousandths: 500_000 });
    say();
    expect(notice()?.params).toEqual({ name: 'Milk 1 l', pieces: 500 });
    await must(till, 'sale.voidLine', {
      lineId: lineId(),
      reason: 'customer',
      approval: { operatorId: '5', pin: '5555' },
    });
    say();
    expect(notice()?.params).toEqual({ name: 'Milk 1 l' });
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    say();
    await scan(BREAD.code);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 400 });
    say();
    expect(notice()?.params).toEqual({ amountMinor: 400 });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 600 });
    say();
    const saleId = till.store.read((tx) => tx.recentSales(1))[0]?.sale.saleId ?? '';
    await must(till, 'receipt.reprint', { saleId });
    say();
    await signOnManager();
    await must(till, 'drawer.noSale', {});
    say();
    expect(said).toEqual([
      'quantitySet',
      'lineVoided',
      'basketVoided',
      'cashAdded',
      'saleComplete',
      'copyPrints',
      'drawerOpened',
    ]);
  });

  it('says that the drawer stayed shut where the printer does not answer', async () => {
    await signOnManager();
    till.printer.openDrawer = () => Promise.resolve({ outcome: 'none', code: 'noAnswer' });
    await must(till, 'drawer.noSale', {});
    expect(notice()).toMatchObject({ kind: 'attention', code: 'drawerFault' });
  });
});

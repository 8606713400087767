import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minor } from '../../core/money/minor.ts';
import type { CatalogueRow } from '../../till/ports/store.ts';
import { call, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

const item = (itemId: string, plu: string, minAge: number | null): CatalogueRow => ({
  itemId,
  name: { zh: itemId, en: itemId },
  department: 'food',
  taxCode: 'A',
  taxRateBp: 1300,
  unit: 'each',
  priceMinor: minor(500),
  plu,
  pinyin: '',
  codes: [],
  minAge,
});

let till: TestTill;
beforeEach(async () => {
  till = openTestTill();
  const rows = [item('bread', '1001', null), item('beer', '1016', 16), item('gin', '1018', 18)];
  till.store.write((tx) => tx.replaceCatalogue('v', rows));
  await openForSelling(till);
});
afterEach(() => till.close());

const snapshot = () => till.register.tillSnapshot();
const question = () => snapshot().basket?.ageQuestion;
const add = (plu: string) =>
  must(till, 'sale.addPlu', { plu, quantityThousandths: null, weightGrams: null });
const answer = (minAge: number, oldEnough: boolean) =>
  call(till, 'sale.answerAge', { minAge, oldEnough });
const pay = () => call(till, 'pay.tender', { kind: 'cash', amountMinor: 5000 });
const lastSale = () => till.store.read((tx) => tx.recentSales(1))[0]?.sale;
const eighteenAgo = () => {
  const day = till.store.read((tx) => tx.openDay()?.businessDay) ?? '';
  return `${Number(day.slice(0, 4)) - 18}${day.slice(4)}`;
};

describe('an item with a minimum age', () => {
  it('asks once, with the date of birth, and the answer is in the sale', async () => {
    await add('1001');
    expect(question()).toBeNull();
    await add('1018');
    const gin = snapshot().basket?.lines.at(-1)?.lineId;
    expect(question()).toEqual({
      minAge: 18,
      bornOnOrBefore: eighteenAgo(),
      lineIds: [gin],
    });
    expect(await answer(18, true)).toMatchObject({ ok: true });
    expect(question()).toBeNull();
    await add('1018');
    await add('1016');
    expect(question()).toBeNull();
    expect(await pay()).toMatchObject({ ok: true });
    const ageCheck = {
      minAge: 18,
      bornOnOrBefore: eighteenAgo(),
      operatorId: lastSale()?.operatorId,
    };
    expect(lastSale()?.ageCheck).toEqual(ageCheck);
  });

  it('is not paid for before the answer, in cash or by card; scanning goes on', async () => {
    await add('1018');
    await add('1001');
    await add('1001');
    expect(snapshot().basket?.lines).toHaveLength(3);
    expect(await pay()).toMatchObject({ error: { code: 'ageUnanswered' } });
    expect(await call(till, 'pay.card', { amountMinor: 1500 })).toMatchObject({
      error: { code: 'ageUnanswered' },
    });
    expect(till.terminal.charges).toEqual([]);
  });

  it('comes off as a correction when the customer is too young', async () => {
    await add('1001');
    await add('1018');
    await answer(18, false);
    expect(snapshot().basket).toMatchObject({ totalMinor: 500, ageQuestion: null });
    await pay();
    expect(lastSale()?.lines.map(({ voided }) => voided)).toEqual([false, true]);
    expect(lastSale()?.ageCheck).toBeUndefined();
  });

  it('asks again for a higher age, and an answer to the old question is refused', async () => {
    await add('1016');
    await answer(16, true);
    await add('1018');
    expect(question()).toMatchObject({ minAge: 18 });
    expect(await answer(16, true)).toMatchObject({ error: { code: 'questionChanged' } });
    await answer(18, false);
    expect(snapshot().basket).toMatchObject({ totalMinor: 500, ageQuestion: null });
  });

  it('keeps the answer while the basket is parked, and the question too', async () => {
    await add('1018');
    await answer(18, true);
    await must(till, 'sale.park', { label: 'wallet' });
    await add('1016');
    expect(question()).toMatchObject({ minAge: 16 });
    await must(till, 'sale.park', { label: 'asks' });
    const [first, second] = snapshot().suspended;
    await must(till, 'sale.resume', { basketId: first?.basketId ?? '' });
    expect(question()).toBeNull();
    await pay();
    await must(till, 'sale.resume', { basketId: second?.basketId ?? '' });
    expect(question()).toMatchObject({ minAge: 16 });
  });

  it('comes off after a part payment too, and the rest is still owed', async () => {
    await add('1001');
    await add('1001');
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 500 });
    await add('1018');
    expect(await answer(18, false)).toMatchObject({ ok: true });
    expect(snapshot().basket).toMatchObject({ remainingMinor: 500 });
  });
});

it('a no is a correction of each line that goes, named by who answered', async () => {
  await add('1001');
  await add('1018');
  await add('1018');
  expect(await answer(18, false)).toMatchObject({ ok: true });
  const entries = till.store.read((tx) => tx.entries(1, tx.journalHead().seq));
  const corrected = entries.filter(({ type }) => type === 'basket.corrected');
  const lines = snapshot().basket?.lines.filter(({ voided }) => voided) ?? [];
  expect(corrected.map(({ actor, payload }) => ({ actor, payload }))).toMatchObject(
    lines.map(({ lineId, amountMinor }) => ({
      actor: '1',
      payload: { lineId, itemId: 'gin', kind: 'lineVoid', amountMinor, reason: 'age' },
    })),
  );
  expect(corrected.length).toBeGreaterThan(0);
  // What the law takes off uses nothing up of what a person may take off alone.
  const basketId = snapshot().basket?.basketId ?? '';
  const whose = { basketId, shiftId: snapshot().shift?.shiftId ?? '', operatorId: '1' };
  const none = { basketMinor: 0, basketCount: 0, shiftCount: 0 };
  expect(till.store.read((tx) => tx.voidTally(whose))).toEqual(none);
});

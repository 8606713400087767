// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeBasket, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

const three = fakeBasket(3);
const lineIds = three.lines.slice(1).map(({ lineId }) => lineId);
const basket = {
  ...three,
  ageQuestion: { minAge: 18, bornOnOrBefore: '2008-11-29', lineIds },
};

describe('the question about the age', () => {
  it.each([
    ['en', '18 or older', 'November 29, 2008'],
    ['zh', '18 岁', '2008年11月29日'],
  ] as const)(
    'in %s shows the date of birth with the month in words',
    async (locale, age, date) => {
      await till.open(fakeTill(locale, { basket }));
      expect(till.text('dialog-age')).toContain(age);
      expect(till.text('age-date')).toBe(date);
    },
  );

  it('names the items it asks about, and no other', async () => {
    await till.open(fakeTill('en', { basket }));
    const [bread, ...asked] = basket.lines.map(({ name }) => name.en);
    expect(till.text('age-items')).toBe(asked.join(''));
    expect(till.text('dialog-age')).not.toContain(bread);
  });

  it('is answered by one key, and neither Enter nor Escape is an answer', async () => {
    await till.open(fakeTill('en', { basket }));
    await till.type('Enter', 'Escape');
    expect(till.calls('sale.answerAge')).toHaveLength(0);
    expect(till.find('dialog-age')).not.toBeNull();
    await till.type('y');
    expect(till.inputs('sale.answerAge')).toEqual([{ minAge: 18, oldEnough: true }]);
  });

  it('is not answered by a scan typed over it, and the scan is not lost', async () => {
    await till.open(fakeTill('en', { basket }));
    await till.burst('6901234567892', 'Enter');
    // A code may hold letters: `y` and `n` of a burst are no answers.
    await till.burst('yn01ny', 'Enter');
    expect(till.calls('sale.answerAge')).toHaveLength(0);
    expect(till.inputs('sale.scan')).toEqual([
      { text: '6901234567892', source: 'wedge' },
      { text: 'yn01ny', source: 'wedge' },
    ]);
    expect(till.find('dialog-age')).not.toBeNull();
  });

  it('takes no for an answer too, and is gone when the basket has none', async () => {
    await till.open(fakeTill('en', { basket }));
    await till.type('n');
    expect(till.inputs('sale.answerAge')).toEqual([{ minAge: 18, oldEnough: false }]);
    await till.publish({ basket: fakeBasket(2) });
    expect(till.find('dialog-age')).toBeNull();
  });
});

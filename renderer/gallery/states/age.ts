import { fakeBasket, fakeTill } from '../../testing/snapshots.ts';

const basket = fakeBasket(5);
const lineIds = basket.lines.map(({ lineId }) => lineId);
const ageQuestion = { minAge: 18, bornOnOrBefore: '2008-11-29', lineIds };

/** The question about the customer's age over the sale screen. */
export const AGE_STATES = [
  {
    name: 'sale-age',
    window: 'till' as const,
    snapshot: (locale: 'zh' | 'en') => fakeTill(locale, { basket: { ...basket, ageQuestion } }),
  },
];

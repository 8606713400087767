import { fakeBasket, fakeDisplay, fakeTill } from '../../testing/snapshots.ts';
import type { Language } from '../../../core/language.ts';

const THREE_FOR_TWO = { name: { zh: '买二送一', en: '3 for 2' }, amountMinor: 217 };
const MEMBER = {
  name: { zh: '会员周末特惠价', en: 'Weekend price for members of the club' },
  amountMinor: 1250,
};

/** Nine lines of which some cost less than the shelf says: one by two promotions, the last as well. */
function reducedBasket() {
  const basket = fakeBasket(9);
  const takenOff = [undefined, [THREE_FOR_TWO], [THREE_FOR_TWO, MEMBER], [MEMBER]];
  const lines = basket.lines.map((line, index) => {
    const taken = takenOff[index % takenOff.length] ?? (index === 8 ? [THREE_FOR_TWO] : undefined);
    return taken === undefined ? line : { ...line, takenOff: taken };
  });
  return { ...basket, lines };
}

/** What promotions take off, on both screens. */
export const TAKEN_OFF_STATES = [
  {
    name: 'sale-taken-off',
    window: 'till' as const,
    snapshot: (locale: Language) => fakeTill(locale, { basket: reducedBasket() }),
  },
  {
    name: 'display-taken-off',
    window: 'display' as const,
    snapshot: (locale: Language) => fakeDisplay(locale, { lines: reducedBasket().lines }),
  },
];

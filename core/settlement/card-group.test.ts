import { expect, it } from 'vitest';
import { CARD_GROUPS, cardGroupOf } from './card-group.ts';

it('is the group that a stored result names, and "other" where it names none that is known', () => {
  for (const group of CARD_GROUPS) expect(cardGroupOf({ cardGroup: group })).toBe(group);
  expect(cardGroupOf({ cardGroup: 'unionpay' })).toBe('other');
  expect(cardGroupOf({ entryMode: 'visa' })).toBe('other');
  expect(cardGroupOf({})).toBe('other');
});

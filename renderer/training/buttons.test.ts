import { expect, test } from 'vitest';
import { trainingCards, trainingSwitches } from '../../contracts/training.ts';
import { buttonOfKey, CARD_GROUPS, SWITCHES } from './buttons.ts';

const shown = [...CARD_GROUPS.flatMap(({ buttons }) => [...buttons]), ...SWITCHES];

test('everything that can happen has one button and one key, in either case', () => {
  const all = [...trainingCards, ...trainingSwitches].toSorted();
  expect(shown.map(({ button }) => button).toSorted()).toEqual(all);
  expect(new Set(shown.map(({ key }) => key)).size).toBe(all.length);
  for (const { button, key } of shown) {
    expect(buttonOfKey(key)).toBe(button);
    expect(buttonOfKey(key.toUpperCase())).toBe(button);
  }
});

test.each(['1', 'Enter', ' ', 'F12', 'z'])('%s is no button: a scan presses nothing', (key) => {
  expect(buttonOfKey(key)).toBeUndefined();
});

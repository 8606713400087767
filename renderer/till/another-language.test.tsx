// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FRENCH } from '../../core/testing/french.ts';
import { withLanguage } from '../../core/testing/with-language.ts';
import { DICTIONARIES } from '../i18n/dictionaries.ts';
import { fakeBasket, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

// French as a third language of the window: its entry on the list, and its dictionary.

const { language: fr } = withLanguage('fr', FRENCH);
DICTIONARIES[fr] = { signOn: { title: 'Qui êtes-vous ?' }, bar: { lane: 'Caisse {{lane}}' } };

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

it('shows names and words in French, and the English ones where there are none', async () => {
  const { lines, ...basket } = fakeBasket(2);
  const [milk, noodles] = lines;
  const name = { ...milk?.name, fr: 'Lait entier' };
  const named = { ...basket, lines: [{ ...milk, name }, noodles] as typeof lines };
  await till.open(fakeTill(fr, { basket: named }));
  const shown = document.body.textContent;
  expect(shown).toContain('Lait entier');
  expect(shown).toContain(noodles?.name.en);
  expect(shown).toContain('Caisse 3');
  expect(document.documentElement.lang).toBe('fr-FR');
});

it('offers it under its own name to whoever signs on', async () => {
  await till.open(fakeTill('en', { phase: 'signedOff', operator: null }));
  expect(till.text('language-fr')).toContain('Français');
  await till.type('l');
  expect(document.documentElement.lang).toBe('fr-FR');
  expect(document.body.textContent).toContain('Caisse 3');
  await till.type('l');
  expect(document.documentElement.lang).toBe('zh-CN');
});

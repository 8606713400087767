import { describe, expect, it } from 'vitest';
import { LANGUAGES, languageAfter, languageSchema, languages, withFallbacks } from './language.ts';
import { givenTextSchema, localName, localTextSchema, type LocalText } from './local-text.ts';
import { FRENCH } from './testing/french.ts';
import { withLanguage } from './testing/with-language.ts';

/** A name as a program wrote it that has more languages, or fewer, than the list. */
const written = (name: Readonly<Record<string, string>>) => name as LocalText;

describe('a name', () => {
  it.each([
    ['is taken in the language that is asked for', { zh: '牛奶', en: 'Milk' }, 'zh', '牛奶'],
    ['falls back where it is not there', { en: 'Milk' }, 'zh', 'Milk'],
    ['falls back where it is blank', { zh: '', en: 'Milk' }, 'zh', 'Milk'],
    ['falls back the other way', { zh: '牛奶' }, 'en', '牛奶'],
    ['is taken in a language of a newer program before none', { fr: 'Lait' }, 'en', 'Lait'],
    ['is empty where there is none at all', {}, 'en', ''],
  ] as const)('%s', (_, name, language, said) => {
    expect(localName(written(name), language)).toBe(said);
  });

  it('of a newer program is no fault, and none of it is dropped', () => {
    const name = { zh: '牛奶', en: 'Milk', fr: 'Lait', 'pt-BR': 'Leite' };
    expect(localTextSchema.parse(name)).toEqual(name);
    expect(localTextSchema.safeParse({ '1x': 'Milk' }).success).toBe(false);
    expect(localTextSchema.safeParse({ en: 7 }).success).toBe(false);
  });

  it('that a person gives stands in each required language and in no unknown one', () => {
    const said = (name: object) =>
      givenTextSchema.safeParse(name).error?.issues.map(({ path, message }) => [path[0], message]);
    expect(said({ zh: '店', en: 'Shop' })).toBeUndefined();
    expect(said({ zh: '店' })).toEqual([['en', 'is missing']]);
    expect(said({ zh: '店', en: 'Shop', de: 'Laden' })).toEqual([
      ['de', 'no language of this register: zh, en'],
    ]);
    expect(said({ zh: '店', en: '' })).toHaveLength(1);
  });
});

describe('the list', () => {
  it('names languages that it has, and gives each a tag of its own', () => {
    for (const each of languages()) {
      expect(LANGUAGES[each].fallback.filter((other) => !Object.hasOwn(LANGUAGES, other))).toEqual(
        [],
      );
      expect(withFallbacks(each).toSorted()).toEqual(languages().toSorted());
    }
    const tags = languages().map((each) => LANGUAGES[each].tag);
    expect(Intl.getCanonicalLocales(tags)).toEqual(tags);
  });

  it('says which languages there are where one is chosen that is not', () => {
    expect(languageSchema.safeParse('de').error?.issues[0]?.message).toBe(
      '"de" is no language of this register; write one of zh, en',
    );
    expect(languageSchema.parse('en')).toBe('en');
  });

  it('goes around, and a third language falls back in its order', () => {
    const { language: fr, takeOff } = withLanguage('fr', FRENCH);
    expect([languageAfter('zh'), languageAfter('en'), languageAfter(fr)]).toEqual(['en', fr, 'zh']);
    expect(localName({ zh: '牛奶', en: 'Milk' }, fr)).toBe('Milk');
    expect(localName({ zh: '牛奶' }, fr)).toBe('牛奶');
    // French is optional: a shop's settings from before it are whole.
    expect(givenTextSchema.safeParse({ zh: '店', en: 'Shop' }).success).toBe(true);
    expect(givenTextSchema.safeParse({ zh: '店', en: 'Shop', fr: 'Magasin' }).success).toBe(true);
    takeOff();
  });
});

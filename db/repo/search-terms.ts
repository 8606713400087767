import type { LocalText } from '../../core/local-text.ts';

const WORDS = /[\p{Letter}\p{Number}]+/gu;
const HAN_RUN = /(\p{Script=Han}+)/u;
const STARTS_HAN = /^\p{Script=Han}/u;

/** Letters that have no plain letter inside them, as people type them on a plain keyboard. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
};
const SPECIAL = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu');

/** Longer than anybody types to find an item; longer terms are cut here. */
const TERM_CHARACTERS = 24;

/**
 * The runs of a text that a cashier might type the start of: lower case, full-width forms and
 * accents folded (`Nescafé` is `nescafe`), Chinese apart from Latin letters and digits, so that
 * `可乐330` asks for both.
 */
export function runsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(SPECIAL, (letter) => PLAIN[letter] ?? letter);
  return [...plain.matchAll(WORDS)].flatMap(([word]) =>
    word.split(HAN_RUN).filter((run) => run !== ''),
  );
}

/**
 * The terms an item is found by the starts of: from each word of its names to the end of the words
 * beside it without their blanks (`Coca-Cola Soda` is found by `cocacola`, `cola` and `colasoda`),
 * and for Chinese, which has no spaces, every ending of each run: `可口可乐` is found by `可乐` too.
 * `pinyin` holds one or several readings apart by blanks, as initials (`kkkl`) or in syllables with
 * an apostrophe between them (`ke'kou'ke'le`), which are found by their initials too.
 */
export function searchTerms(name: LocalText, pinyin: string): Set<string> {
  const terms = new Set<string>();
  const add = (term: string) => terms.add(cutTerm(term));
  for (const runs of Object.values(name).map(runsOf)) {
    for (const [index, run] of runs.entries()) {
      if (STARTS_HAN.test(run)) for (const ending of endingsOf(run)) add(ending);
      else add(joinedFrom(runs, index));
    }
  }
  for (const reading of pinyin.split(' ').filter((each) => each !== '')) {
    const syllables = reading.split("'");
    for (const start of syllables.keys()) {
      if (syllables.length > 1) add(syllables.slice(start).join(''));
    }
    const initials = syllables.length > 1 ? initialsOf(syllables) : reading;
    // One letter would find a tenth of the shop.
    for (const ending of endingsOf(initials))
      if (ending.length > 1 || ending === initials) add(ending);
  }
  return terms;
}

/** The term as it is kept and looked for: what goes beyond the longest is left off. */
export function cutTerm(term: string): string {
  return [...term].slice(0, TERM_CHARACTERS).join('');
}

/** The words from `index` on without their blanks, as far as the next Chinese one. */
function joinedFrom(runs: readonly string[], index: number): string {
  const rest = runs.slice(index);
  const han = rest.findIndex((run) => STARTS_HAN.test(run));
  return rest.slice(0, han === -1 ? rest.length : han).join('');
}

function initialsOf(syllables: readonly string[]): string {
  return syllables.map((syllable) => syllable.charAt(0)).join('');
}

function endingsOf(run: string): string[] {
  const characters = [...run];
  return characters.map((_, start) => characters.slice(start).join(''));
}

/** The end of the range of terms that start with `prefix`: no character sorts after it. */
export function endOfPrefix(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}

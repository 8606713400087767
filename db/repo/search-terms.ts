import type { LocalText } from '../../core/basket/types.ts';

const WORDS = /[\p{Letter}\p{Number}]+/gu;
const HAN_RUN = /(\p{Script=Han}+)/u;
const STARTS_HAN = /^\p{Script=Han}/u;

/**
 * The runs of a text that a cashier might type the start of: lower case, full-width forms folded
 * (NFKC), Chinese apart from Latin letters and digits, so that `可乐330` asks for both.
 */
export function runsOf(text: string): string[] {
  const folded = text.normalize('NFKC').toLowerCase();
  return [...folded.matchAll(WORDS)].flatMap(([word]) =>
    word.split(HAN_RUN).filter((run) => run !== ''),
  );
}

/**
 * The terms an item is found by: each word of its names, its pinyin initials, and for Chinese,
 * which has no spaces, every ending of each run: `可口可乐` is found by `可乐` too.
 */
export function searchTerms(name: LocalText, pinyin: string): Set<string> {
  const terms = new Set<string>();
  for (const run of [...runsOf(name.zh), ...runsOf(name.en), ...runsOf(pinyin)]) {
    const characters = STARTS_HAN.test(run) ? [...run] : [run];
    for (let start = 0; start < characters.length; start += 1) {
      terms.add(characters.slice(start).join(''));
    }
  }
  return terms;
}

/** The end of the range of terms that start with `prefix`: no character sorts after it. */
export function endOfPrefix(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}

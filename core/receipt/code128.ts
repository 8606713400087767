/** A run of characters in one code set of Code 128 (ISO/IEC 15417). */
export interface Code128Run {
  readonly set: 'B' | 'C';
  readonly text: string;
}

const SYMBOL_MODULES = 11;
const STOP_MODULES = 13;
/** Digits in a row that are worth the change to code set C and back. */
const WORTH_AT_AN_END = 4;
const WORTH_BETWEEN = 6;

/**
 * The shortest way to write a text of printable ASCII: pairs of digits in code set C where there
 * are enough of them, everything else in code set B.
 */
export function code128Runs(text: string): Code128Run[] {
  const runs: Code128Run[] = [];
  const add = (set: Code128Run['set'], part: string): void => {
    const last = runs.at(-1);
    if (part === '') return;
    if (last?.set === set) runs[runs.length - 1] = { set, text: last.text + part };
    else runs.push({ set, text: part });
  };
  let at = 0;
  for (const match of text.matchAll(/\d+/g)) {
    const digits = match[0];
    const end = match.index + digits.length;
    const isAtAnEnd = match.index === 0 || end === text.length;
    add('B', text.slice(at, match.index));
    at = end;
    if (digits.length < (isAtAnEnd ? WORTH_AT_AN_END : WORTH_BETWEEN)) {
      add('B', digits);
      continue;
    }
    const odd = digits.length % 2;
    add('B', digits.slice(0, odd));
    add('C', digits.slice(odd));
  }
  add('B', text.slice(at));
  return runs;
}

/** Width of the whole symbol in modules, from the first bar to the last, without quiet zones. */
export function code128Modules(text: string): number {
  const symbols = code128Runs(text).reduce(
    // One for the start or the change of the code set, one a character or pair of digits.
    (total, run) => total + 1 + (run.set === 'C' ? pairsIn(run.text) : run.text.length),
    0,
  );
  const check = 1;
  return (symbols + check) * SYMBOL_MODULES + STOP_MODULES;
}

function pairsIn(digits: string): number {
  return (digits.match(/\d\d/g) ?? []).length;
}

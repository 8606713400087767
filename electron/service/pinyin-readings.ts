import { pinyin, polyphonic } from 'pinyin-pro';

/** More than a name has in earnest: bounds what one odd name adds to the search. */
const MOST_INITIALS = 6;

const SYLLABLE = /^[a-z]+$/;
const OPTIONS = { toneType: 'none', type: 'array', v: true, nonZh: 'removed' } as const;

/** First letters of all readings of a character, kept: names use the same few thousand of them. */
const initialsOf = new Map<string, readonly string[]>();

/**
 * How the Chinese part of a name is read, for the search: the syllables of its likeliest reading
 * without tones, an apostrophe between them and `v` for `ü` as it is typed, then the initials of the
 * name with one character at a time read otherwise. `长城干红` is `chang'cheng'gan'hong zcgh ccgg`.
 * Empty for a name without Chinese.
 */
export function readingsOf(name: string): string {
  const syllables = pinyin(name, OPTIONS).filter((syllable) => SYLLABLE.test(syllable));
  if (syllables.length === 0) return '';
  const initials = syllables.map((syllable) => syllable.charAt(0));
  const others = new Set<string>();
  const characters = (name.match(/\p{Script=Han}/gu) ?? []).map(allInitials).filter(isRead);
  // The two lists go together character by character, or not at all.
  if (characters.length === syllables.length) {
    for (const [index, letters] of characters.entries()) {
      for (const letter of letters) others.add(initials.with(index, letter).join(''));
    }
  }
  others.delete(initials.join(''));
  return [syllables.join("'"), ...[...others].slice(0, MOST_INITIALS)].join(' ');
}

function isRead(letters: readonly string[]): boolean {
  return letters.length > 0;
}

function allInitials(character: string): readonly string[] {
  const known = initialsOf.get(character);
  if (known !== undefined) return known;
  const ways = polyphonic(character, OPTIONS)
    .flat()
    .filter((way) => SYLLABLE.test(way));
  const letters = [...new Set(ways.map((way) => way.charAt(0)))];
  initialsOf.set(character, letters);
  return letters;
}

/**
 * About how wide a text is in bold, in em, by the widest of the fonts that tills have: where another
 * is used the text becomes a little smaller than it need be, and never too wide.
 */
export function emWidth(text: string): number {
  let em = 0;
  for (const char of text) {
    if (/\d/.test(char)) em += 0.7;
    else if (/[.,' \u00a0]/.test(char)) em += 0.4;
    else em += char < '\u2e80' ? 0.85 : 1.05;
  }
  return em;
}

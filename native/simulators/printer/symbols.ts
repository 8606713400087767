/** A symbol as a printer measures it before it draws it, or why it cannot. */
export type Measured =
  | { readonly ok: true; readonly data: string; readonly modules: number }
  | { readonly ok: false; readonly why: string };

const CODE128_SYMBOL = 11;
const CODE128_STOP = 13;

/**
 * CODE128 as `GS k 73` takes it: `{A` `{B` `{C` choose a code set, `{S` shifts one character, `{1`
 * to `{4` are FNC1 to 4, `{{` is a brace; in code set C one byte is a pair of digits, 0 to 99.
 * Each symbol character has 11 modules, the stop pattern 13; the check character is added.
 */
export function measureCode128(content: Uint8Array): Measured {
  let set = '';
  let symbols = 0;
  let data = '';
  for (let at = 0; at < content.length; at += 1) {
    const byte = content[at] ?? 0;
    if (byte === 0x7b) {
      at += 1;
      const name = String.fromCharCode(content[at] ?? 0);
      if ('ABC'.includes(name)) {
        // The first is the start character, later ones change the code set.
        set = name;
        symbols += 1;
        continue;
      }
      if (set === '') return { ok: false, why: 'no code set chosen' };
      if (!'S1234{'.includes(name)) return { ok: false, why: `{${name} means nothing` };
      symbols += 1;
      if (name === '{') data += '{';
      continue;
    }
    if (set === '') return { ok: false, why: 'no code set chosen' };
    if (!inSet(byte, set)) return { ok: false, why: `byte ${byte} is not in code set ${set}` };
    symbols += 1;
    data += set === 'C' ? String(byte).padStart(2, '0') : String.fromCharCode(byte);
  }
  if (data === '') return { ok: false, why: 'no data' };
  return { ok: true, data, modules: (symbols + 1) * CODE128_SYMBOL + CODE128_STOP };
}

function inSet(byte: number, set: string): boolean {
  if (set === 'C') return byte <= 99;
  return set === 'A' ? byte <= 0x5f : byte >= 0x20 && byte <= 0x7f;
}

/** Characters that fit QR versions 1 to 10 at levels L, M, Q, H (ISO/IEC 18004, table 7). */
const ALPHANUMERIC = [
  [25, 47, 77, 114, 154, 195, 224, 279, 335, 395],
  [20, 38, 61, 90, 122, 154, 178, 221, 262, 311],
  [16, 29, 47, 67, 87, 108, 125, 157, 189, 221],
  [10, 20, 35, 50, 64, 84, 93, 122, 143, 174],
] as const;
const BYTES = [
  [17, 32, 53, 78, 106, 134, 154, 192, 230, 271],
  [14, 26, 42, 62, 84, 106, 122, 152, 180, 213],
  [11, 20, 32, 46, 60, 74, 86, 108, 130, 151],
  [7, 14, 24, 34, 44, 58, 64, 84, 98, 119],
] as const;

/** A QR code of model 2 with the smallest version that holds the data; `level` is 48 to 51. */
export function measureQr(content: Uint8Array, level: number): Measured {
  const data = Buffer.from(content).toString('utf8');
  const table = /^[0-9A-Z $%*+\-./:]*$/.test(data) ? ALPHANUMERIC : BYTES;
  const version = (table[level - 48] ?? []).findIndex((most) => content.length <= most) + 1;
  if (version === 0) return { ok: false, why: 'too long for the QR versions known here' };
  return { ok: true, data, modules: 17 + 4 * version };
}

/** Modules of other bar codes of `GS k`, counted from their standards. */
export function modulesOf(type: string, data: string): number {
  switch (type) {
    case 'UPC-A':
    case 'EAN13':
      return 95;
    case 'EAN8':
      return 67;
    case 'UPC-E':
      return 51;
    case 'CODE93':
      return 9 * (data.length + 4) + 1;
    case 'ITF':
      return 9 * data.length + 9;
    default:
      // CODE39 and CODABAR: three wide elements of nine, and a gap.
      return 16 * (data.length + 2);
  }
}

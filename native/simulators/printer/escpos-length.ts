/** A command cut from the stream: its bytes, or `undefined` while some of them are missing. */
export type Cut = { readonly length: number } | undefined;

const ESC = 0x1b;
const GS = 0x1d;
const FS = 0x1c;
const DLE = 0x10;

/** Commands with a fixed number of parameter bytes (Epson ESC/POS command reference). */
const FIXED: ReadonlyMap<number, ReadonlyMap<string, number>> = new Map([
  [
    ESC,
    new Map(
      Object.entries({
        '@': 0,
        '2': 0,
        L: 0,
        S: 0,
        i: 0,
        m: 0,
        '<': 0,
        '\f': 0,
        '!': 1,
        '-': 1,
        '3': 1,
        '=': 1,
        '?': 1,
        '%': 1,
        ' ': 1,
        E: 1,
        G: 1,
        J: 1,
        K: 1,
        M: 1,
        R: 1,
        T: 1,
        U: 1,
        V: 1,
        a: 1,
        d: 1,
        e: 1,
        r: 1,
        t: 1,
        '{': 1,
        v: 0,
        u: 1,
        c: 2,
        $: 2,
        '\\': 2,
        p: 3,
        W: 8,
      }),
    ),
  ],
  [
    GS,
    new Map(
      Object.entries({
        ':': 0,
        '!': 1,
        B: 1,
        E: 1,
        H: 1,
        I: 1,
        T: 1,
        a: 1,
        b: 1,
        f: 1,
        h: 1,
        r: 1,
        w: 1,
        '/': 1,
        L: 2,
        P: 2,
        W: 2,
        $: 2,
        '\\': 2,
        '^': 3,
      }),
    ),
  ],
  [
    FS,
    new Map(Object.entries({ '&': 0, '.': 0, '!': 1, '-': 1, C: 1, W: 1, S: 2, p: 2, '2': 74 })),
  ],
]);

/**
 * How many bytes the command at `at` has (Epson ESC/POS command reference). A command it does not
 * know counts two bytes, as printers do: what follows then prints as garbage, which a test sees.
 */
export function commandLength(data: Uint8Array, at: number): Cut {
  const lead = data[at];
  const name = data[at + 1];
  if (lead === undefined || name === undefined) return undefined;
  if (lead === DLE) return dleLength(data, at, name);
  const fixed = FIXED.get(lead)?.get(String.fromCharCode(name));
  if (fixed !== undefined) return whole(data, at, 2 + fixed);
  if (lead === ESC) return escLength(data, at, name);
  if (lead === GS) return gsLength(data, at, name);
  if (lead === FS) return fsLength(data, at, name);
  return { length: 1 };
}

function whole(data: Uint8Array, at: number, length: number): Cut {
  return at + length <= data.length ? { length } : undefined;
}

function word(data: Uint8Array, at: number): number | undefined {
  const low = data[at];
  const high = data[at + 1];
  return low === undefined || high === undefined ? undefined : low + high * 256;
}

/** DLE EOT n, DLE ENQ n, DLE DC4 fn ...; anything else is no command. */
function dleLength(data: Uint8Array, at: number, name: number): Cut {
  if (name === 0x04 || name === 0x05) return whole(data, at, 3);
  if (name !== 0x14) return { length: 1 };
  const fn = data[at + 2];
  if (fn === undefined) return undefined;
  if (fn === 1) return whole(data, at, 5); // drawer pulse: m t
  return whole(data, at, fn === 8 ? 10 : 5);
}

function escLength(data: Uint8Array, at: number, name: number): Cut {
  switch (String.fromCharCode(name)) {
    case '*': {
      const mode = data[at + 2];
      const columns = word(data, at + 3);
      if (mode === undefined || columns === undefined) return undefined;
      return whole(data, at, 5 + columns * (mode >= 32 ? 3 : 1));
    }
    case 'D':
      return untilNul(data, at, 2);
    case '&':
      return userCharacters(data, at);
    default:
      return { length: 2 };
  }
}

/** ESC & y c1 c2, then for each character its width x and x * y bytes. */
function userCharacters(data: Uint8Array, at: number): Cut {
  const [height, first, last] = [data[at + 2], data[at + 3], data[at + 4]];
  if (height === undefined || first === undefined || last === undefined) return undefined;
  let length = 5;
  for (let code = first; code <= last; code += 1) {
    const width = data[at + length];
    if (width === undefined) return undefined;
    length += 1 + width * height;
  }
  return whole(data, at, length);
}

function gsLength(data: Uint8Array, at: number, name: number): Cut {
  switch (String.fromCharCode(name)) {
    case '(': {
      const size = word(data, at + 3);
      return size === undefined ? undefined : whole(data, at, 5 + size);
    }
    case '8': {
      const low = word(data, at + 3);
      const high = word(data, at + 5);
      if (low === undefined || high === undefined) return undefined;
      return whole(data, at, 7 + low + high * 65_536);
    }
    case 'v': {
      const width = word(data, at + 4);
      const height = word(data, at + 6);
      if (width === undefined || height === undefined) return undefined;
      return whole(data, at, 8 + width * height);
    }
    case 'k': {
      const type = data[at + 2];
      if (type === undefined) return undefined;
      if (type <= 6) return untilNul(data, at, 3);
      const size = data[at + 3];
      return size === undefined ? undefined : whole(data, at, 4 + size);
    }
    case 'V': {
      const mode = data[at + 2];
      if (mode === undefined) return undefined;
      return whole(data, at, [0, 1, 48, 49].includes(mode) ? 3 : 4);
    }
    case '*': {
      const [width, height] = [data[at + 2], data[at + 3]];
      if (width === undefined || height === undefined) return undefined;
      return whole(data, at, 4 + width * height * 8);
    }
    default:
      return { length: 2 };
  }
}

function fsLength(data: Uint8Array, at: number, name: number): Cut {
  if (name === 0x28) {
    const size = word(data, at + 3);
    return size === undefined ? undefined : whole(data, at, 5 + size);
  }
  if (name !== 0x71) return { length: 2 };
  // FS q n, then n images: width and height in bytes, width * height * 8 bytes each.
  const images = data[at + 2];
  if (images === undefined) return undefined;
  let length = 3;
  for (let image = 0; image < images; image += 1) {
    const width = word(data, at + length);
    const height = word(data, at + length + 2);
    if (width === undefined || height === undefined) return undefined;
    length += 4 + width * height * 8;
  }
  return whole(data, at, length);
}

function untilNul(data: Uint8Array, at: number, from: number): Cut {
  const end = data.indexOf(0, at + from);
  return end === -1 ? undefined : { length: end - at + 1 };
}

/** Kinds of picture a window can draw. */
export type PictureType = 'image/png' | 'image/bmp' | 'image/jpeg' | 'image/gif';

/** A picture as the terminal sent it, recognised and of a size that may be drawn. */
export interface Picture {
  readonly mimeType: PictureType;
  readonly bytes: Uint8Array;
}

/** Most bytes of a picture: a signature takes a few thousand. */
export const MAX_PICTURE_BYTES = 256 * 1024;

/** Most pixels along one side: a small file can hold a picture that fills the memory. */
const MAX_SIDE = 4096;
const MAX_PIXELS = 4_000_000;

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Format {
  readonly mimeType: PictureType;
  readonly starts: readonly number[];
  readonly size: (view: DataView) => Size | null;
}

const FORMATS: readonly Format[] = [
  {
    mimeType: 'image/png',
    starts: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    size: (view) => sizeAt(view, 24, () => [view.getUint32(16), view.getUint32(20)]),
  },
  {
    mimeType: 'image/bmp',
    starts: [0x42, 0x4d],
    // A negative height means that the rows stand from top to bottom.
    size: (view) =>
      sizeAt(view, 26, () => [view.getInt32(18, true), Math.abs(view.getInt32(22, true))]),
  },
  {
    mimeType: 'image/gif',
    starts: [0x47, 0x49, 0x46, 0x38],
    size: (view) => sizeAt(view, 10, () => [view.getUint16(6, true), view.getUint16(8, true)]),
  },
  { mimeType: 'image/jpeg', starts: [0xff, 0xd8, 0xff], size: jpegSize },
];

/**
 * What picture these bytes are, by their own first bytes: what the fields beside it say of its
 * kind and coding (ZVT BMP 72 and 73) is not relied on. Text that is base64 of a picture is
 * taken too. Null: no picture of a known kind, too many bytes, or too many pixels.
 */
export function readPicture(bytes: Uint8Array): Picture | null {
  if (bytes.length > MAX_PICTURE_BYTES) return null;
  const found = recognised(bytes);
  if (found !== null) return found;
  const plain = fromBase64(bytes);
  return plain === null ? null : recognised(plain);
}

function recognised(bytes: Uint8Array): Picture | null {
  const format = FORMATS.find(({ starts }) => starts.every((byte, at) => bytes[at] === byte));
  if (format === undefined) return null;
  const size = format.size(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (size === null) return null;
  const { width, height } = size;
  const fits = width >= 1 && height >= 1 && width <= MAX_SIDE && height <= MAX_SIDE;
  return fits && width * height <= MAX_PIXELS ? { mimeType: format.mimeType, bytes } : null;
}

function sizeAt(view: DataView, needed: number, read: () => [number, number]): Size | null {
  if (view.byteLength < needed) return null;
  const [width, height] = read();
  return { width, height };
}

/** The size stands in the first start-of-frame segment (C0 to CF without C4, C8 and CC). */
function jpegSize(view: DataView): Size | null {
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function fromBase64(bytes: Uint8Array): Uint8Array | null {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  return isBase64 ? Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)) : null;
}

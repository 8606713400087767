import { encodeApdu } from '../apdu.ts';
import { encodeBmp, encodeVarBmp } from '../bmp.ts';
import { CONTROL } from '../controls.ts';
import { concat, fromHex } from '../hex.ts';
import { encodeTlv, encodeTlvContainer } from '../tlv.ts';

const ascii = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

/** A white PNG of one pixel. */
export const PNG = fromHex(
  '89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef9240000000a49444154789c6368' +
    '00000082008177cd72b60000000049454e44ae426082',
);

/** What a test may have different in a 06 D0. */
export interface MenuBytes {
  readonly part?: Uint8Array;
  readonly items?: readonly (readonly [value: number, text: string])[];
  /** BMP 71. */
  readonly totalBytes?: number;
  /** BMP 70. */
  readonly imageId?: number;
  /** BMP F0. */
  readonly displayS?: number;
  readonly lines?: readonly string[];
}

/** The data of a 06 D0: a picture, the question above it and what may be answered. */
export function menuData(menu: MenuBytes = {}): Uint8Array {
  const {
    part = PNG,
    items = [
      [1, 'YES'],
      [2, 'NO'],
    ],
    imageId = 1,
    displayS = 0,
  } = menu;
  const { totalBytes = part.length, lines = ['SIGNATURE CORRECT?'] } = menu;
  const points = items.map(([value, text]) =>
    encodeTlv(0x2c, concat(encodeTlv(0x19, [value]), encodeTlv(0x07, ascii(text)))),
  );
  return concat(
    encodeBmp(0x70, [0, 0, 0, imageId]),
    encodeBmp(0x71, [0, (totalBytes >> 16) & 0xff, (totalBytes >> 8) & 0xff, totalBytes & 0xff]),
    encodeBmp(0x72, [1]),
    encodeBmp(0x73, [0]),
    encodeBmp(0x74, [1]),
    encodeBmp(0x75, [1]),
    encodeBmp(0xf0, [displayS]),
    ...lines.map((line, at) => encodeVarBmp(0xf1 + at, 2, ascii(line))),
    encodeTlvContainer(
      encodeTlv(0x1c, part),
      ...(points.length === 0 ? [] : [encodeTlv(0x2b, concat(...points))]),
    ),
  );
}

/** The same as a message. */
export function menuMessage(menu: MenuBytes = {}): Uint8Array {
  return encodeApdu(CONTROL.graphicMenu, menuData(menu));
}

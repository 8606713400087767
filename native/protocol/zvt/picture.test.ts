import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, fromHex } from './hex.ts';
import { MAX_PICTURE_BYTES, readPicture } from './picture.ts';
import { PNG } from './testing/menu-bytes.ts';

const le32 = (value: number) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
const bmp = (width: number, height: number) =>
  Uint8Array.from([0x42, 0x4d, ...Array<number>(16).fill(0), ...le32(width), ...le32(height)]);
const gif = (width: number, height: number) =>
  Uint8Array.of(
    0x47,
    0x49,
    0x46,
    0x38,
    0x39,
    0x61,
    width & 255,
    width >> 8,
    height & 255,
    height >> 8,
  );
const jpeg = (height: number, width: number, marker = 0xc0) =>
  concat(
    fromHex('ffd8 ffe0 0004 0000'),
    [0xff, marker, 0, 8, 8],
    [height >> 8, height & 255, width >> 8, width & 255],
  );
const png = (width: number, height: number) => {
  const bytes = PNG.slice();
  new DataView(bytes.buffer).setUint32(16, width);
  new DataView(bytes.buffer).setUint32(20, height);
  return bytes;
};

describe('a picture is known by its own bytes', () => {
  test.each([
    ['image/png', PNG],
    ['image/bmp', bmp(32, 8)],
    ['image/bmp', bmp(32, -8)],
    ['image/gif', gif(240, 170)],
    ['image/jpeg', jpeg(170, 240)],
    ['image/jpeg', jpeg(170, 240, 0xc2)],
  ])('%s', (mimeType, bytes) => {
    expect(readPicture(bytes)).toEqual({ mimeType, bytes });
  });

  test('one sent as base64 text is taken too', () => {
    const text = Uint8Array.from(Buffer.from(PNG).toString('base64'), (sign) => sign.charCodeAt(0));
    expect(readPicture(text)).toEqual({ mimeType: 'image/png', bytes: PNG });
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['a text', fromHex('534947')],
    ['a drawing that could run a script', Uint8Array.from(Buffer.from('<svg onload="x"/>'))],
    ['a head that breaks off', PNG.slice(0, 20)],
    ['no width', png(0, 10)],
    ['a side too long', png(5000, 1)],
    ['more pixels than a memory should hold', png(4000, 4000)],
    ['the same as BMP', bmp(4000, 4000)],
    ['the same as GIF', gif(60_000, 60_000)],
    ['the same as JPEG', jpeg(60_000, 60_000)],
    ['a JPEG without a frame', fromHex('ffd8 ffe0 0004 0000 0000 0000')],
    ['too many bytes', concat(PNG, new Uint8Array(MAX_PICTURE_BYTES))],
  ])('%s is none', (_name, bytes) => {
    expect(readPicture(bytes)).toBeNull();
  });

  test('any bytes give a picture or none', () => {
    const heads = [PNG.slice(0, 8), bmp(1, 1), gif(1, 1).slice(0, 6), fromHex('ffd8ff')];
    const bytes = fc
      .tuple(fc.constantFrom(...heads, new Uint8Array()), fc.uint8Array({ maxLength: 60 }))
      .map(([head, tail]) => concat(head, tail));
    fc.assert(
      fc.property(bytes, (any) => {
        const picture = readPicture(any);
        expect(picture === null || picture.bytes.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

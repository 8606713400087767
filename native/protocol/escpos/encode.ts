import type { PrintBlock, PrintDocument } from '../../../core/receipt/types.ts';
import { encodeText } from './encode-text.ts';
import type { PrinterCodePage } from './encode-text.ts';

/** What a printer can do, as the shop set it up. */
export interface PrinterProfile {
  readonly columns: 32 | 42 | 48;
  readonly codePage: PrinterCodePage;
  readonly cutter: boolean;
}

const ESC = 0x1b;
const GS = 0x1d;
const FS = 0x1c;
const LF = 0x0a;
const DLE = 0x10;

/** ESC t n: the number of a code page in Epson's table. */
const CODE_PAGE_NUMBERS = { cp437: 0, cp858: 19 } as const;

/** Dots of a narrow barcode bar, and of a QR module. */
const BAR_WIDTH = 2;
const BARCODE_HEIGHT = 72;
const QR_MODULE = 6;
const FEED_BEFORE_CUT = 4;

/** Most data Code 128 (GS k) and QR (GS ( k) take in one command. */
const MAX_CODE128 = 250;
const MAX_QR = 2000;

/** ESC p: a pulse of 50 ms on pin 2, 500 ms rest. */
const DRAWER_PULSE = [ESC, 0x70, 0, 25, 250];

/** ESC p 0: opens the cash drawer when the printer comes to it. */
export function encodeDrawerKick(): Uint8Array {
  return Uint8Array.from(DRAWER_PULSE);
}

/**
 * DLE DC4 1 0 1: opens the drawer at once, also while the printer is offline for want of paper,
 * where ESC p would wait and open it later by itself.
 */
export function encodeDrawerKickNow(): Uint8Array {
  return Uint8Array.of(DLE, 0x14, 1, 0, 1);
}

/** The commands for a document, from reset to cut (Epson ESC/POS command reference). */
export function encodeDocument(document: PrintDocument, profile: PrinterProfile): Uint8Array {
  const bytes: number[] = [ESC, 0x40, ...selectCodePage(profile.codePage)];
  // First, so that the change can be counted while the receipt prints.
  if (document.openDrawer) bytes.push(...DRAWER_PULSE);
  for (const block of document.blocks) bytes.push(...encodeBlock(block, profile));
  bytes.push(ESC, 0x64, FEED_BEFORE_CUT);
  if (profile.cutter) bytes.push(GS, 0x56, 66, 0);
  return Uint8Array.from(bytes);
}

function selectCodePage(codePage: PrinterCodePage): readonly number[] {
  if (codePage === 'gb18030') return [FS, 0x26];
  return [ESC, 0x74, CODE_PAGE_NUMBERS[codePage]];
}

function encodeBlock(block: PrintBlock, profile: PrinterProfile): readonly number[] {
  switch (block.kind) {
    case 'text':
      return encodeTextBlock(block, profile);
    case 'barcode':
      return encodeCode128(block.data);
    case 'qr':
      return encodeQr(block.data);
    case 'feed':
      return [ESC, 0x64, Math.min(Math.max(block.lines, 0), 255)];
  }
}

const ALIGNMENT = { left: 0, center: 1, right: 2 } as const;
const SIZE = { normal: 0x00, tall: 0x01, large: 0x11 } as const;
/** FS !: the size of two-byte characters, which GS ! does not change on every printer. */
const CHINESE_SIZE = { normal: 0x00, tall: 0x08, large: 0x0c } as const;

function encodeTextBlock(
  block: Extract<PrintBlock, { kind: 'text' }>,
  profile: PrinterProfile,
): readonly number[] {
  const styled = block.size !== 'normal';
  const chinese = profile.codePage === 'gb18030';
  return [
    ...[ESC, 0x61, ALIGNMENT[block.align]],
    ...[ESC, 0x45, block.bold ? 1 : 0],
    ...(styled ? [GS, 0x21, SIZE[block.size]] : []),
    ...(styled && chinese ? [FS, 0x21, CHINESE_SIZE[block.size]] : []),
    ...encodeText(block.text, profile.codePage),
    LF,
    ...(styled ? [GS, 0x21, 0] : []),
    ...(styled && chinese ? [FS, 0x21, 0] : []),
  ];
}

/** GS k 73 in code set B; a '{' in the data is doubled. Characters it lacks are left out. */
function encodeCode128(data: string): readonly number[] {
  const printable = [...data].filter((sign) => sign >= ' ' && sign <= '~').join('');
  const content = `{B${printable.replaceAll('{', '{{')}`.slice(0, MAX_CODE128);
  const codes = Array.from(content, (sign) => sign.charCodeAt(0));
  return [
    ...[ESC, 0x61, ALIGNMENT.center],
    ...[GS, 0x68, BARCODE_HEIGHT],
    ...[GS, 0x77, BAR_WIDTH],
    // Digits below the bars: the code can be typed when the scanner fails.
    ...[GS, 0x48, 2],
    ...[GS, 0x6b, 73, codes.length],
    ...codes,
    LF,
  ];
}

/** GS ( k: model 2, module size, error correction M, store, print. */
function encodeQr(data: string): readonly number[] {
  const content = [...new TextEncoder().encode(data)].slice(0, MAX_QR);
  const length = content.length + 3;
  return [
    ...[ESC, 0x61, ALIGNMENT.center],
    ...[GS, 0x28, 0x6b, 4, 0, 49, 65, 50, 0],
    ...[GS, 0x28, 0x6b, 3, 0, 49, 67, QR_MODULE],
    ...[GS, 0x28, 0x6b, 3, 0, 49, 69, 49],
    ...[GS, 0x28, 0x6b, length & 0xff, length >> 8, 49, 80, 48],
    ...content,
    ...[GS, 0x28, 0x6b, 3, 0, 49, 81, 48],
    LF,
  ];
}

import { type Code128Run, code128Modules, code128Runs } from '../../../core/receipt/code128.ts';
import { barcodeFits, PAPER_DOTS } from '../../../core/receipt/paper-codes.ts';
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

/** Dots of a bar code's module (GS w takes 2 to 6), and its quiet zones in modules. */
const NARROW_BAR = 2;
const WIDE_BAR = 3;
const QUIET_ZONES = 20;
const BARCODE_HEIGHT = 72;
const QR_MODULE = 4;
const FEED_BEFORE_CUT = 4;

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

/**
 * The commands for a document, from reset to cut (Epson ESC/POS command reference), in pieces
 * between which a question in real time or a drawer pulse may be sent: within a command it would be
 * taken for its data.
 */
export function encodePieces(document: PrintDocument, profile: PrinterProfile): Uint8Array[] {
  const end = [ESC, 0x64, FEED_BEFORE_CUT, ...(profile.cutter ? [GS, 0x56, 66, 0] : [])];
  return [
    [ESC, 0x40, ...selectCodePage(profile.codePage)],
    ...document.blocks.map((block) => encodeBlock(block, profile)),
    end,
  ].map((piece) => Uint8Array.from(piece));
}

/**
 * Parts what hangs at the cutter from the paper to come: a line that is not printed yet is dropped
 * (ESC @), then a cut, or blank lines to tear in where there is no cutter.
 */
export function encodeCutOff({ cutter }: PrinterProfile): Uint8Array {
  return Uint8Array.from([
    ESC,
    0x40,
    ...(cutter ? [GS, 0x56, 66, 0] : [ESC, 0x64, FEED_BEFORE_CUT]),
  ]);
}

/**
 * ESC R 0 and ESC M 0: a dollar is a dollar and a column 12 dots, whatever power-on left. FS . ends
 * Kanji mode, in which Chinese models start: an accent would come out as a Chinese character.
 */
function selectCodePage(codePage: PrinterCodePage): readonly number[] {
  const plain = [ESC, 0x52, 0, ESC, 0x4d, 0];
  if (codePage === 'gb18030') return [...plain, FS, 0x26];
  return [...plain, FS, 0x2e, ESC, 0x74, CODE_PAGE_NUMBERS[codePage]];
}

function encodeBlock(block: PrintBlock, profile: PrinterProfile): readonly number[] {
  switch (block.kind) {
    case 'text':
      return encodeTextBlock(block, profile);
    case 'barcode':
      return encodeCode128(block.data, profile.columns);
    case 'qr':
      return encodeQr(block.data, profile.columns);
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

/**
 * GS k 73: digits in pairs in code set C, the rest in B; a '{' is doubled. The bars are as wide as
 * the paper allows. Characters Code 128 lacks are left out; a code that is wider than the paper
 * would not be printed at all (Epson, GS k), so it comes as a QR code.
 */
function encodeCode128(data: string, columns: PrinterProfile['columns']): readonly number[] {
  const content = [...data].filter((sign) => sign >= ' ' && sign <= '~').join('');
  if (content === '') return [];
  if (!barcodeFits(content, columns)) return encodeQr(content, columns);
  const codes = code128Runs(content).flatMap(encodeRun);
  return [
    ...[ESC, 0x61, ALIGNMENT.center],
    ...[GS, 0x68, BARCODE_HEIGHT],
    ...[GS, 0x77, barWidth(content, columns)],
    ...[GS, 0x48, 0],
    ...[GS, 0x6b, 73, codes.length],
    ...codes,
    LF,
  ];
}

/** Wider bars where their quiet zones lie on the print area too; else the margins give them. */
function barWidth(content: string, columns: PrinterProfile['columns']): number {
  const withQuietZones = code128Modules(content) + QUIET_ZONES;
  return withQuietZones * WIDE_BAR <= PAPER_DOTS[columns] ? WIDE_BAR : NARROW_BAR;
}

function encodeRun({ set, text }: Code128Run): readonly number[] {
  if (set === 'C') return [0x7b, 0x43, ...(text.match(/\d\d/g) ?? []).map(Number)];
  return Array.from(`{B${text.replaceAll('{', '{{')}`, (sign) => sign.charCodeAt(0));
}

/** GS ( k: model 2, module size, error correction M, store, print. */
function encodeQr(data: string, columns: PrinterProfile['columns']): readonly number[] {
  const content = [...new TextEncoder().encode(data)].slice(0, MAX_QR);
  const length = content.length + 3;
  const module = Math.min(QR_MODULE, widestModule(content.length, columns));
  return [
    ...[ESC, 0x61, ALIGNMENT.center],
    ...[GS, 0x28, 0x6b, 4, 0, 49, 65, 50, 0],
    ...[GS, 0x28, 0x6b, 3, 0, 49, 67, module],
    ...[GS, 0x28, 0x6b, 3, 0, 49, 69, 49],
    ...[GS, 0x28, 0x6b, length & 0xff, length >> 8, 49, 80, 48],
    ...content,
    ...[GS, 0x28, 0x6b, 3, 0, 49, 81, 48],
    LF,
  ];
}

/** Bytes that QR versions 1 to 20 hold at level M (ISO/IEC 18004, table 7). */
const QR_BYTES = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
];
const MAX_QR = 666;

/** Dots of a module with which a QR code and its quiet zone of four modules fit the paper. */
function widestModule(bytes: number, columns: PrinterProfile['columns']): number {
  const version = QR_BYTES.findIndex((most) => bytes <= most) + 1;
  let module = QR_MODULE;
  while (module > 1 && (17 + 4 * version + 8) * module > PAPER_DOTS[columns]) module -= 1;
  return module;
}

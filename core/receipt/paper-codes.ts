import { code128Modules } from './code128.ts';
import type { PrintBlock, PrintDocument } from './types.ts';

/** Printable dots of a line: 58 mm paper, and 80 mm paper in 42 and 48 columns. */
export const PAPER_DOTS: Readonly<Record<PrintDocument['columns'], number>> = {
  32: 384,
  42: 512,
  48: 576,
};

/** The narrowest bar that receipt printers print (Epson, GS w: 2 to 6) and scanners read. */
const NARROWEST_BAR_DOTS = 2;

/**
 * Whether a text fits the paper as a bar code: a printer leaves out one that is wider than its
 * print area. The quiet zones of ten modules lie on the margins, which are wider (4 mm and more).
 */
export function barcodeFits(data: string, columns: PrintDocument['columns']): boolean {
  return code128Modules(data) * NARROWEST_BAR_DOTS <= PAPER_DOTS[columns];
}

/**
 * A code on paper, for every kind of scanner: as a QR code, which fits always, and as a bar code
 * where that fits too.
 */
export function codeBlocks(data: string, columns: PrintDocument['columns']): PrintBlock[] {
  return [
    ...(barcodeFits(data, columns)
      ? [{ kind: 'barcode', symbology: 'code128', data } as const]
      : []),
    { kind: 'qr', data },
  ];
}

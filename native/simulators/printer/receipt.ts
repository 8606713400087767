/** One printed line. A style counts when any character of the line has it. */
export interface ReceiptLine {
  readonly text: string;
  readonly bold: boolean;
  readonly doubleWidth: boolean;
  readonly doubleHeight: boolean;
  readonly align: 'left' | 'centre' | 'right';
}

/** A bar code as the printer was told to draw it. */
export interface Barcode {
  readonly type: string;
  readonly data: string;
}

/** Everything printed between two cuts. */
export interface PrintedReceipt {
  readonly no: number;
  readonly lines: readonly ReceiptLine[];
  readonly barcodes: readonly Barcode[];
  /** Contents of QR codes. */
  readonly qr: readonly string[];
  /** Sizes of raster images in dots. */
  readonly images: readonly { readonly width: number; readonly height: number }[];
  /** Drawer pulses since the last cut. */
  readonly drawerKicks: number;
  readonly cut: 'full' | 'partial';
}

/** A receipt as a text file: the lines, and bracketed notes for what is no text. */
export function receiptText(receipt: PrintedReceipt): string {
  return [
    ...receipt.images.map(({ width, height }) => `[image ${width}x${height}]`),
    ...receipt.lines.map(({ text }) => text),
    ...receipt.barcodes.map(({ type, data }) => `[${type} ${data}]`),
    ...receipt.qr.map((data) => `[QR ${data}]`),
    ...(receipt.drawerKicks > 0 ? [`[drawer x${receipt.drawerKicks}]`] : []),
    `[cut ${receipt.cut}]`,
    '',
  ].join('\n');
}

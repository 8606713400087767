/** One printed line. A style counts when any character of the line has it. */
export interface ReceiptLine {
  readonly text: string;
  readonly bold: boolean;
  readonly doubleWidth: boolean;
  readonly doubleHeight: boolean;
  readonly align: 'left' | 'centre' | 'right';
  /** How much of the paper it takes. */
  readonly dots: number;
  /** It did not fit: the printer began a new line by itself. */
  readonly broken: boolean;
}

/** A bar code as it was drawn. */
export interface Barcode {
  readonly type: string;
  /** What a scanner reads. */
  readonly data: string;
  /** From the first bar to the last. */
  readonly dots: number;
  /** Dots of a module. */
  readonly module: number;
}

/** Everything printed between two cuts. */
export interface PrintedReceipt {
  readonly no: number;
  readonly lines: readonly ReceiptLine[];
  readonly barcodes: readonly Barcode[];
  readonly qrCodes: readonly Barcode[];
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

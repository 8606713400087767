import type { Barcode, PrintedReceipt, ReceiptLine } from './receipt.ts';

/** What the paper tells of itself. */
export interface PaperEvents {
  receipt(receipt: PrintedReceipt): void;
  fed(dots: number): void;
  problem(text: string): void;
}

interface Style {
  readonly bold: boolean;
  readonly wide: boolean;
  readonly high: boolean;
}

interface Symbol {
  readonly data: string;
  readonly modules: number;
}

const FRESH_LINE = { text: '', dots: 0, bold: false, wide: false, high: false };
const FONT_HEIGHT_DOTS = 24;
const TAB_DOTS = 96;

/** The paper under the print head: a line that is being filled, and what is above it. */
export class PrintedPaper {
  readonly #dots: number;
  readonly #events: PaperEvents;
  #margin = 0;
  #area: number;
  #align: ReceiptLine['align'] = 'left';
  #line = { ...FRESH_LINE };
  #lines: ReceiptLine[] = [];
  #barcodes: Barcode[] = [];
  #qrCodes: Barcode[] = [];
  #images: { width: number; height: number }[] = [];
  #kicks = 0;
  #receiptNo = 0;

  constructor(dots: number, events: PaperEvents) {
    this.#dots = dots;
    this.#area = dots;
    this.#events = events;
  }

  openLines(): readonly ReceiptLine[] {
    return [...this.#lines];
  }

  /** Characters one after the other; one that does not fit begins a new line by itself. */
  add(char: string, dots: number, style: Style, spacing: number): void {
    if (this.#line.dots + dots > this.#width()) this.#endLine(spacing, true);
    this.#line.text += char;
    this.#line.dots += dots;
    if (char === ' ') return;
    this.#line.bold ||= style.bold;
    this.#line.wide ||= style.wide;
    this.#line.high ||= style.high;
  }

  tab(): void {
    const next = TAB_DOTS - (this.#line.dots % TAB_DOTS);
    this.#line.text += ' '.repeat(Math.max(1, Math.round(next / 12)));
    this.#line.dots += next;
  }

  lineFeed(spacing: number): void {
    this.#endLine(spacing, false);
  }

  /** ESC d, ESC J: prints the open line and feeds. */
  feed(dots: number): void {
    if (this.#line.text !== '') this.#endLine(0, false);
    this.#events.fed(dots);
  }

  clearLine(): void {
    this.#line = { ...FRESH_LINE };
  }

  resetArea(): void {
    this.#margin = 0;
    this.#area = this.#dots;
    this.#align = 'left';
  }

  /** Effective only at the beginning of a line (Epson, ESC a, GS L, GS W). */
  align(align: ReceiptLine['align']): void {
    if (this.#line.text === '') this.#align = align;
  }

  leftMargin(dots: number): void {
    if (this.#line.text === '') this.#margin = Math.min(dots, this.#dots);
  }

  areaWidth(dots: number): void {
    if (this.#line.text === '') this.#area = dots;
  }

  kick(): void {
    this.#kicks += 1;
  }

  image(width: number, height: number): void {
    if (this.#line.text !== '') this.#endLine(0, false);
    this.#images.push({ width, height });
    this.#events.fed(height);
  }

  /** A bar code wider than the print area is not drawn; the paper is fed all the same. */
  barcode(code: Symbol & { readonly type: string }, module: number, height: number): void {
    if (this.#line.text !== '') {
      this.#events.problem(`bar code ${code.type} behind text on a line: printed as text`);
      return;
    }
    this.#events.fed(height);
    this.#draw(this.#barcodes, code.type, code, module);
  }

  /** A QR code, by the same rule. */
  qr(code: Symbol, module: number): void {
    if (this.#line.text !== '') this.#endLine(0, false);
    this.#events.fed(code.modules * module);
    this.#draw(this.#qrCodes, 'QR', code, module);
  }

  cut(cut: 'full' | 'partial'): void {
    if (this.#line.text !== '') this.#endLine(0, false);
    this.#receiptNo += 1;
    const receipt: PrintedReceipt = {
      no: this.#receiptNo,
      lines: this.#lines,
      barcodes: this.#barcodes,
      qrCodes: this.#qrCodes,
      qr: this.#qrCodes.map(({ data }) => data),
      images: this.#images,
      drawerKicks: this.#kicks,
      cut,
    };
    this.#lines = [];
    this.#barcodes = [];
    this.#qrCodes = [];
    this.#images = [];
    this.#kicks = 0;
    this.#events.receipt(receipt);
  }

  #width(): number {
    return Math.min(this.#area, this.#dots - this.#margin);
  }

  #draw(onto: Barcode[], type: string, { data, modules }: Symbol, module: number): void {
    const dots = modules * module;
    const width = this.#width();
    if (dots > width) {
      this.#events.problem(`${type} "${data}" takes ${dots} of ${width} dots: not printed`);
      return;
    }
    onto.push({ type, data, dots, module });
  }

  #endLine(spacing: number, broken: boolean): void {
    const { text, dots, bold, wide, high } = this.#line;
    const align = this.#align;
    this.#lines.push({ text, bold, doubleWidth: wide, doubleHeight: high, align, dots, broken });
    this.clearLine();
    this.#events.fed(Math.max(spacing, FONT_HEIGHT_DOTS * (high ? 2 : 1)));
  }
}

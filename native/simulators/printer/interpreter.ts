import { commandLength } from './escpos-length.ts';
import type { Barcode, PrintedReceipt, ReceiptLine } from './receipt.ts';
import { type Coding, columnsOf, decodeText, hasPage } from './text.ts';

/** What the printing of bytes brings forth. */
export interface InterpreterEvents {
  receipt(receipt: PrintedReceipt): void;
  drawerKick(pin: number): void;
  /** GS a, GS r and GS I, which want an answer in print order. */
  query(command: 'asb' | 'sensor' | 'identity', parameter: number): void;
  /** Something a real printer would print as garbage or ignore. */
  problem(text: string): void;
}

const LEADS = new Set([0x10, 0x1b, 0x1c, 0x1d]);
const ALIGNMENTS = ['left', 'centre', 'right'] as const;
const BARCODES_A = ['UPC-A', 'UPC-E', 'EAN13', 'EAN8', 'CODE39', 'ITF', 'CODABAR'];
const BARCODES_B = [...BARCODES_A, 'CODE93', 'CODE128', 'GS1-128'];

interface Style {
  bold: boolean;
  doubleWidth: boolean;
  doubleHeight: boolean;
}

/**
 * Reads ESC/POS as a printer does, in any chunking, and collects receipts
 * (Epson ESC/POS command reference, TM-T88 series; Chinese mode of the simplified-Chinese models).
 */
export class Interpreter {
  readonly #events: InterpreterEvents;
  readonly #columns: number;
  readonly #chineseModel: boolean;
  #pending: Uint8Array = new Uint8Array();
  #coding: Coding;
  #style: Style = { bold: false, doubleWidth: false, doubleHeight: false };
  #align: ReceiptLine['align'] = 'left';
  #text: number[] = [];
  #line = '';
  #lineColumns = 0;
  #lineStyle: Style = { bold: false, doubleWidth: false, doubleHeight: false };
  #lines: ReceiptLine[] = [];
  #barcodes: Barcode[] = [];
  #qr: string[] = [];
  #images: { width: number; height: number }[] = [];
  #kicks = 0;
  #symbol = '';
  #receiptNo = 0;

  constructor(events: InterpreterEvents, columns: number, chineseModel: boolean) {
    this.#events = events;
    this.#columns = columns;
    this.#chineseModel = chineseModel;
    this.#coding = { page: 0, country: 0, chinese: chineseModel };
  }

  /** Lines printed since the last cut. */
  openLines(): readonly ReceiptLine[] {
    return [...this.#lines];
  }

  /** Takes bytes as they come. */
  push(chunk: Uint8Array): void {
    const data = Uint8Array.from([...this.#pending, ...chunk]);
    let at = 0;
    while (at < data.length) {
      const byte = data[at] ?? 0;
      if (!LEADS.has(byte)) {
        this.#plain(byte);
        at += 1;
        continue;
      }
      const cut = commandLength(data, at);
      if (cut === undefined) break;
      this.#flushText();
      this.#command(data.slice(at, at + cut.length));
      at += cut.length;
    }
    this.#pending = data.slice(at);
  }

  /** Power off: everything in the printer is gone, the paper stays. */
  reset(): void {
    this.#pending = new Uint8Array();
    this.#text = [];
    this.#line = '';
    this.#lineColumns = 0;
    this.#initialise();
  }

  #plain(byte: number): void {
    if (byte === 0x0a) {
      this.#flushText();
      this.#endLine();
    } else if (byte === 0x09) {
      this.#flushText();
      this.#add(' '.repeat(8 - (this.#lineColumns % 8)));
    } else if (byte >= 0x20) {
      this.#text.push(byte);
    }
  }

  /** Text bytes are decoded as one run, so that a multi-byte character is never split. */
  #flushText(): void {
    if (this.#text.length === 0) return;
    const text = decodeText(Uint8Array.from(this.#text), this.#coding);
    this.#text = [];
    if (text.includes('\ufffd')) this.#events.problem(`undecodable text: ${text}`);
    this.#add(text);
  }

  #add(text: string): void {
    for (const char of text) {
      const columns = columnsOf(char) * (this.#style.doubleWidth ? 2 : 1);
      if (this.#lineColumns + columns > this.#columns) this.#endLine();
      this.#line += char;
      this.#lineColumns += columns;
      if (char === ' ') continue;
      this.#lineStyle.bold ||= this.#style.bold;
      this.#lineStyle.doubleWidth ||= this.#style.doubleWidth;
      this.#lineStyle.doubleHeight ||= this.#style.doubleHeight;
    }
  }

  #endLine(): void {
    this.#lines.push({ text: this.#line, ...this.#lineStyle, align: this.#align });
    this.#line = '';
    this.#lineColumns = 0;
    this.#lineStyle = { bold: false, doubleWidth: false, doubleHeight: false };
  }

  #endOpenLine(): void {
    if (this.#line !== '') this.#endLine();
  }

  #initialise(): void {
    this.#coding = { page: 0, country: 0, chinese: this.#chineseModel };
    this.#style = { bold: false, doubleWidth: false, doubleHeight: false };
    this.#align = 'left';
  }

  #command(bytes: Uint8Array): void {
    const lead = bytes[0] ?? 0;
    const name = String.fromCharCode(bytes[1] ?? 0);
    const parameter = bytes[2] ?? 0;
    if (lead === 0x1b) this.#esc(name, parameter, bytes);
    else if (lead === 0x1d) this.#gs(name, parameter, bytes);
    else if (lead === 0x1c) this.#fs(name, bytes);
    // DLE commands act in real time, before they get here; only the drawer pulse prints nothing.
  }

  #esc(name: string, parameter: number, bytes: Uint8Array): void {
    switch (name) {
      case '@':
        this.#initialise();
        return;
      case 'a': {
        const align = ALIGNMENTS[parameter & 0x03];
        if (align === undefined) this.#events.problem(`ESC a ${parameter}`);
        else if (this.#line === '') this.#align = align; // only at the beginning of a line
        return;
      }
      case 'E':
      case 'G':
        this.#style.bold = (parameter & 1) === 1;
        return;
      case '!':
        this.#style.bold = (parameter & 0x08) !== 0;
        this.#style.doubleHeight = (parameter & 0x10) !== 0;
        this.#style.doubleWidth = (parameter & 0x20) !== 0;
        return;
      case 't':
        if (!hasPage(parameter)) this.#events.problem(`unknown code page ${parameter}`);
        this.#coding = { ...this.#coding, page: parameter };
        return;
      case 'R':
        this.#coding = { ...this.#coding, country: parameter };
        return;
      case 'd':
        this.#endOpenLine();
        return;
      case 'J':
        this.#endOpenLine();
        return;
      case 'p':
        this.#kicks += 1;
        this.#events.drawerKick(parameter & 1);
        return;
      case '*':
        this.#images.push({
          width: (bytes[3] ?? 0) + (bytes[4] ?? 0) * 256,
          height: parameter >= 32 ? 24 : 8,
        });
        return;
      case 'i':
      case 'm':
        this.#cut(name === 'i' ? 'full' : 'partial');
        return;
      default:
        if (!KNOWN_SILENT.ESC.includes(name)) this.#unknown('ESC', bytes);
    }
  }

  #gs(name: string, parameter: number, bytes: Uint8Array): void {
    switch (name) {
      case '!':
        this.#style.doubleWidth = parameter >> 4 > 0;
        this.#style.doubleHeight = (parameter & 0x0f) > 0;
        return;
      case 'V':
        this.#cut(parameter % 2 === 0 ? 'full' : 'partial');
        return;
      case 'k':
        this.#barcode(parameter, bytes);
        return;
      case 'v':
        this.#endOpenLine();
        this.#images.push({
          width: ((bytes[4] ?? 0) + (bytes[5] ?? 0) * 256) * 8,
          height: (bytes[6] ?? 0) + (bytes[7] ?? 0) * 256,
        });
        return;
      case '(':
        if (parameter === 0x6b) this.#twoDimensional(bytes);
        return;
      case 'a':
        this.#events.query('asb', parameter);
        return;
      case 'r':
        this.#events.query('sensor', parameter);
        return;
      case 'I':
        this.#events.query('identity', parameter);
        return;
      default:
        if (!KNOWN_SILENT.GS.includes(name)) this.#unknown('GS', bytes);
    }
  }

  #fs(name: string, bytes: Uint8Array): void {
    if (name === '&') this.#coding = { ...this.#coding, chinese: true };
    else if (name === '.') this.#coding = { ...this.#coding, chinese: false };
    else if (name === '!') {
      const mode = bytes[2] ?? 0;
      this.#style.doubleWidth = (mode & 0x04) !== 0;
      this.#style.doubleHeight = (mode & 0x08) !== 0;
    } else if (!KNOWN_SILENT.FS.includes(name)) this.#unknown('FS', bytes);
  }

  #unknown(lead: string, bytes: Uint8Array): void {
    const code = (bytes[1] ?? 0).toString(16).padStart(2, '0');
    this.#events.problem(`unknown command ${lead} ${code}`);
  }

  #barcode(type: number, bytes: Uint8Array): void {
    const named = type >= 65 ? BARCODES_B[type - 65] : BARCODES_A[type];
    const content = type <= 6 ? bytes.slice(3, -1) : bytes.slice(4);
    const data = Buffer.from(content).toString('latin1');
    const digits = {
      EAN13: /^\d{12,13}$/,
      EAN8: /^\d{7,8}$/,
      'UPC-A': /^\d{11,12}$/,
      ITF: /^(\d\d)+$/,
    };
    const rule = Object.entries(digits).find(([key]) => key === named)?.[1];
    if (named === undefined || (rule !== undefined && !rule.test(data))) {
      this.#events.problem(`bar code ${named ?? type} cannot hold "${data}"`);
      return;
    }
    this.#endOpenLine();
    this.#barcodes.push({ type: named, data });
  }

  /** GS ( k: function 80 stores a symbol, 81 prints it; cn 49 is QR, 48 PDF417. */
  #twoDimensional(bytes: Uint8Array): void {
    const [kind, fn] = [bytes[5] ?? 0, bytes[6] ?? 0];
    if (fn === 80) this.#symbol = Buffer.from(bytes.slice(8)).toString('utf8');
    if (fn !== 81) return;
    if (this.#symbol === '') this.#events.problem('GS ( k 81 with nothing stored');
    else if (kind === 49) this.#qr.push(this.#symbol);
    else this.#barcodes.push({ type: kind === 48 ? 'PDF417' : `2D-${kind}`, data: this.#symbol });
  }

  #cut(cut: 'full' | 'partial'): void {
    this.#endOpenLine();
    this.#receiptNo += 1;
    const receipt = {
      no: this.#receiptNo,
      lines: this.#lines,
      barcodes: this.#barcodes,
      qr: this.#qr,
      images: this.#images,
      drawerKicks: this.#kicks,
      cut,
    };
    this.#lines = [];
    this.#barcodes = [];
    this.#qr = [];
    this.#images = [];
    this.#kicks = 0;
    this.#events.receipt(receipt);
  }
}

/** Commands that change nothing in the text: spacing, margins, heights, modes. */
const KNOWN_SILENT = {
  ESC: '23L S-=?%KMTUVcer{$\\WD&<\fvu',
  GS: ':BEHTbfhw/LPW$\\^*8',
  FS: '-CWSp2q(',
};

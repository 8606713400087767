import { commandLength } from './escpos-length.ts';
import { PrintedPaper } from './paper.ts';
import type { PrintedReceipt, ReceiptLine } from './receipt.ts';
import { measureCode128, measureQr, modulesOf } from './symbols.ts';
import { type Coding, glyphsOf, hasPage } from './text.ts';

/** What the printing of bytes brings forth. */
export interface InterpreterEvents {
  receipt(receipt: PrintedReceipt): void;
  drawerKick(pin: number): void;
  /** GS a, GS r and GS I, which want an answer in print order. */
  query(command: 'asb' | 'sensor' | 'identity', parameter: number): void;
  /** GS ( H function 48: the process ID, to be told when what came before is on paper. */
  processId(id: Uint8Array): void;
  /** The paper moved by so many dots (1/8 mm). */
  fed(dots: number): void;
  /** Something a real printer would print as garbage or ignore. */
  problem(text: string): void;
}

export interface InterpreterOptions {
  /** Printable width of the paper. */
  readonly dots: number;
  /** A simplified-Chinese model: Kanji mode and country 15 from power-on. */
  readonly chineseModel: boolean;
}

const LEADS = new Set([0x10, 0x1b, 0x1c, 0x1d]);
const ALIGNMENTS = ['left', 'centre', 'right'] as const;
const BARCODES_A = ['UPC-A', 'UPC-E', 'EAN13', 'EAN8', 'CODE39', 'ITF', 'CODABAR'];
const BARCODES_B = [...BARCODES_A, 'CODE93', 'CODE128', 'GS1-128'];
const CODE_RULES: Readonly<Record<string, RegExp>> = {
  EAN13: /^\d{12,13}$/,
  EAN8: /^\d{7,8}$/,
  'UPC-A': /^\d{11,12}$/,
  ITF: /^(\d\d)+$/,
};

const CHINA = 15;
/** Line spacing of 1/6 inch and the distance from the head to the cutter, in dots. */
const SPACING_DOTS = 34;
const TO_THE_CUTTER_DOTS = 120;
const HRI_DOTS = 24;

const FRESH = {
  bold: false,
  width: 1,
  height: 1,
  kanjiWidth: 1,
  kanjiHeight: 1,
  spacing: SPACING_DOTS,
  barHeight: 162,
  barModule: 3,
  hri: 0,
  qrModule: 3,
  qrLevel: 48,
};

/**
 * Reads ESC/POS as a printer does, in any chunking, and collects receipts
 * (Epson ESC/POS command reference, TM-T88 series; Chinese mode of the simplified-Chinese models).
 */
export class Interpreter {
  readonly #events: InterpreterEvents;
  readonly #options: InterpreterOptions;
  readonly #paper: PrintedPaper;
  #pending: Uint8Array = new Uint8Array();
  #coding: Coding;
  #set = { ...FRESH };
  #text: number[] = [];
  #symbol: Uint8Array = new Uint8Array();

  constructor(events: InterpreterEvents, options: InterpreterOptions) {
    this.#events = events;
    this.#options = options;
    this.#paper = new PrintedPaper(options.dots, events);
    this.#coding = this.#powerOnCoding();
  }

  /** Lines printed since the last cut. */
  openLines(): readonly ReceiptLine[] {
    return this.#paper.openLines();
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

  /** Power off, or the buffers are cleared: all in the printer is gone, the paper stays. */
  reset(): void {
    this.#pending = new Uint8Array();
    this.#initialise();
  }

  #powerOnCoding(): Coding {
    const { chineseModel } = this.#options;
    return { page: 0, country: chineseModel ? CHINA : 0, chinese: chineseModel, fontB: false };
  }

  /** ESC @: what is in the print buffer is cleared, the settings are those of power-on. */
  #initialise(): void {
    this.#text = [];
    this.#paper.clearLine();
    this.#paper.resetArea();
    this.#coding = this.#powerOnCoding();
    this.#set = { ...FRESH };
  }

  #plain(byte: number): void {
    if (byte === 0x0a) {
      this.#flushText();
      this.#paper.lineFeed(this.#set.spacing);
    } else if (byte === 0x09) {
      this.#flushText();
      this.#paper.tab();
    } else if (byte >= 0x20) {
      this.#text.push(byte);
    }
  }

  /** Text bytes are decoded as one run, so that a two-byte character is never split. */
  #flushText(): void {
    if (this.#text.length === 0) return;
    const glyphs = glyphsOf(Uint8Array.from(this.#text), this.#coding);
    this.#text = [];
    const { bold, width, height, kanjiWidth, kanjiHeight, spacing } = this.#set;
    if (glyphs.some(({ char }) => char === '\ufffd')) {
      this.#events.problem(`undecodable text: ${glyphs.map(({ char }) => char).join('')}`);
    }
    for (const { char, dots, twoByte } of glyphs) {
      const [wide, high] = twoByte ? [kanjiWidth, kanjiHeight] : [width, height];
      this.#paper.add(char, dots * wide, { bold, wide: wide > 1, high: high > 1 }, spacing);
    }
  }

  #command(bytes: Uint8Array): void {
    const lead = bytes[0] ?? 0;
    const name = String.fromCharCode(bytes[1] ?? 0);
    const parameter = bytes[2] ?? 0;
    if (lead === 0x1b) this.#esc(name, parameter, bytes);
    else if (lead === 0x1d) this.#gs(name, parameter, bytes);
    else if (lead === 0x1c) this.#fs(name, parameter, bytes);
    // DLE commands act in real time, before they get here, and print nothing.
  }

  #esc(name: string, parameter: number, bytes: Uint8Array): void {
    const set = this.#set;
    switch (name) {
      case '@':
        this.#initialise();
        return;
      case 'a': {
        const align = ALIGNMENTS[parameter & 0x03];
        if (align === undefined) this.#events.problem(`ESC a ${parameter}`);
        else this.#paper.align(align);
        return;
      }
      case 'E':
      case 'G':
        set.bold = (parameter & 1) === 1;
        return;
      case '!':
        set.bold = (parameter & 0x08) !== 0;
        set.height = (parameter & 0x10) === 0 ? 1 : 2;
        set.width = (parameter & 0x20) === 0 ? 1 : 2;
        this.#coding = { ...this.#coding, fontB: (parameter & 1) === 1 };
        return;
      case 'M':
        this.#coding = { ...this.#coding, fontB: (parameter & 1) === 1 };
        return;
      case 't':
        if (!hasPage(parameter)) this.#events.problem(`unknown code page ${parameter}`);
        this.#coding = { ...this.#coding, page: parameter };
        return;
      case 'R':
        this.#coding = { ...this.#coding, country: parameter };
        return;
      case '2':
        set.spacing = SPACING_DOTS;
        return;
      case '3':
        set.spacing = parameter;
        return;
      case 'd':
        this.#paper.feed(parameter * set.spacing);
        return;
      case 'J':
        this.#paper.feed(parameter);
        return;
      case 'p':
        this.#paper.kick();
        this.#events.drawerKick(parameter & 1);
        return;
      case '*':
        this.#paper.image((bytes[3] ?? 0) + (bytes[4] ?? 0) * 256, parameter >= 32 ? 24 : 8);
        return;
      case 'i':
      case 'm':
        this.#paper.cut(name === 'i' ? 'full' : 'partial');
        return;
      default:
        if (!KNOWN_SILENT.ESC.includes(name)) this.#unknown('ESC', bytes);
    }
  }

  #gs(name: string, parameter: number, bytes: Uint8Array): void {
    const set = this.#set;
    const word = parameter + (bytes[3] ?? 0) * 256;
    switch (name) {
      case '!':
        // For one-byte and two-byte characters alike; FS ! afterwards changes the latter.
        set.width = set.kanjiWidth = (parameter >> 4) + 1;
        set.height = set.kanjiHeight = (parameter & 0x0f) + 1;
        return;
      case 'L':
        this.#paper.leftMargin(word);
        return;
      case 'W':
        this.#paper.areaWidth(word);
        return;
      case 'h':
        set.barHeight = parameter;
        return;
      case 'w':
        if (parameter < 2 || parameter > 6) this.#events.problem(`GS w ${parameter}`);
        else set.barModule = parameter;
        return;
      case 'H':
        set.hri = parameter % 48;
        return;
      case 'V':
        if (parameter >= 65) this.#paper.feed(TO_THE_CUTTER_DOTS + (bytes[3] ?? 0));
        this.#paper.cut(parameter % 2 === 0 ? 'full' : 'partial');
        return;
      case 'k':
        this.#barcode(parameter, bytes);
        return;
      case 'v':
        this.#paper.image(
          ((bytes[4] ?? 0) + (bytes[5] ?? 0) * 256) * 8,
          (bytes[6] ?? 0) + (bytes[7] ?? 0) * 256,
        );
        return;
      case '(':
        if (parameter === 0x6b) this.#twoDimensional(bytes);
        if (parameter === 0x48 && bytes[5] === 48) this.#events.processId(bytes.slice(7, 11));
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

  #fs(name: string, parameter: number, bytes: Uint8Array): void {
    if (name === '&') this.#coding = { ...this.#coding, chinese: true };
    else if (name === '.') this.#coding = { ...this.#coding, chinese: false };
    else if (name === '!') {
      this.#set.kanjiWidth = (parameter & 0x04) === 0 ? 1 : 2;
      this.#set.kanjiHeight = (parameter & 0x08) === 0 ? 1 : 2;
    } else if (!KNOWN_SILENT.FS.includes(name)) this.#unknown('FS', bytes);
  }

  #unknown(lead: string, bytes: Uint8Array): void {
    const code = (bytes[1] ?? 0).toString(16).padStart(2, '0');
    this.#events.problem(`unknown command ${lead} ${code}`);
  }

  /** GS k: takes its place on paper also where it is too wide to be drawn. */
  #barcode(type: number, bytes: Uint8Array): void {
    const named = type >= 65 ? BARCODES_B[type - 65] : BARCODES_A[type];
    const content = type <= 6 ? bytes.slice(3, -1) : bytes.slice(4);
    const raw = Buffer.from(content).toString('latin1');
    if (named === undefined || CODE_RULES[named]?.test(raw) === false) {
      this.#events.problem(`bar code ${named ?? type} cannot hold "${raw}"`);
      return;
    }
    const measured =
      named === 'CODE128' || named === 'GS1-128'
        ? measureCode128(content)
        : ({ ok: true, data: raw, modules: modulesOf(named, raw) } as const);
    if (!measured.ok) {
      this.#events.problem(`bar code ${named} cannot hold "${raw}": ${measured.why}`);
      return;
    }
    const { barModule, barHeight, hri } = this.#set;
    const height = barHeight + (hri === 0 ? 0 : HRI_DOTS);
    this.#paper.barcode({ type: named, ...measured }, barModule, height);
  }

  /** GS ( k: 67 module size, 69 level, 80 stores, 81 prints; cn 49 is QR, 48 PDF417. */
  #twoDimensional(bytes: Uint8Array): void {
    const [kind, fn, value] = [bytes[5] ?? 0, bytes[6] ?? 0, bytes[7] ?? 0];
    if (kind === 49 && fn === 67) this.#set.qrModule = value;
    if (kind === 49 && fn === 69) this.#set.qrLevel = value;
    if (fn === 80) this.#symbol = bytes.slice(8);
    if (fn !== 81) return;
    if (this.#symbol.length === 0) {
      this.#events.problem('GS ( k 81 with nothing stored');
      return;
    }
    if (kind !== 49) {
      this.#events.problem(`two-dimensional code ${kind} is not drawn here`);
      return;
    }
    const measured = measureQr(this.#symbol, this.#set.qrLevel);
    if (measured.ok) this.#paper.qr(measured, this.#set.qrModule);
    else this.#events.problem(`QR: ${measured.why}`);
  }
}

/** Commands that change nothing in the text: spacing, modes, user characters. */
const KNOWN_SILENT = {
  ESC: 'L S-=?%KTUVcer{$\\WD&<\fvu',
  GS: ':BETbf/P$\\^*8',
  FS: '-CWSp2q(',
};

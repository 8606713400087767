/**
 * What a printer sends, told apart by the fixed bits of each kind (Epson and Citizen manuals,
 * "transmission status identification"):
 *
 * | Kind | Bits |
 * |---|---|
 * | XON, XOFF | 00010001, 00010011 |
 * | DLE EOT | 0xx1xx10 |
 * | automatic status, first byte | 0xx1xx00, then three of 0xx0xxxx |
 * | GS r | 0xx0xxxx |
 * | a block (GS ( H, DLE DC4 8, GS I) | 37 or 5F, then up to NUL |
 */
export type PrinterAnswer =
  /** To DLE EOT: how the printer is at this moment. */
  | { readonly kind: 'realTime'; readonly byte: number }
  /** Sent by itself, also though nobody turned it on (memory switch). */
  | { readonly kind: 'automatic'; readonly bytes: readonly number[] }
  /** To GS r, in print order. A NUL by itself looks the same. */
  | { readonly kind: 'ordered'; readonly byte: number }
  /** To GS ( H: what came before this process ID is on paper. */
  | { readonly kind: 'processId'; readonly id: string }
  /** To DLE DC4 8: the buffers are empty. */
  | { readonly kind: 'cleared' }
  /** To GS I: maker or model. */
  | { readonly kind: 'text'; readonly text: string }
  /** XOFF: the buffer is filling; XON: there is room. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'resume' };

const XON = 0x11;
const XOFF = 0x13;
const RESPONSE = 0x37;
const TEXT = 0x5f;
const PROCESS_ID = 0x22;
const CLEARED = 0x25;
const LONGEST_BLOCK = 80;

/** Cuts a printer's bytes into answers, in any chunking. Never throws. */
export class AnswerReader {
  #block: number[] | null = null;
  #automatic: number[] | null = null;

  /** Takes one byte; returns the answer it completes, or null. */
  take(byte: number): PrinterAnswer | null {
    if (this.#block !== null) return this.#takeBlock(this.#block, byte);
    if (byte === XON) return { kind: 'resume' };
    if (byte === XOFF) return { kind: 'hold' };
    if ((byte & 0x93) === 0x12) return { kind: 'realTime', byte };
    if ((byte & 0x90) === 0x00) return this.#takeOrdered(byte);
    this.#automatic = (byte & 0x93) === 0x10 ? [byte] : null;
    if (byte === RESPONSE || byte === TEXT) this.#block = [byte];
    return null;
  }

  /** The line was opened anew: what was begun never comes to its end. */
  reset(): void {
    this.#block = null;
    this.#automatic = null;
  }

  #takeOrdered(byte: number): PrinterAnswer | null {
    if (this.#automatic === null) return { kind: 'ordered', byte };
    this.#automatic.push(byte);
    if (this.#automatic.length < 4) return null;
    const bytes = this.#automatic;
    this.#automatic = null;
    return { kind: 'automatic', bytes };
  }

  #takeBlock(block: number[], byte: number): PrinterAnswer | null {
    if (byte !== 0) {
      block.push(byte);
      if (block.length > LONGEST_BLOCK) this.#block = null;
      return null;
    }
    this.#block = null;
    const [header, identifier, ...rest] = block;
    if (header === TEXT) return { kind: 'text', text: latin(block.slice(1)) };
    if (identifier === PROCESS_ID && rest.length === 4) {
      return { kind: 'processId', id: latin(rest) };
    }
    return identifier === CLEARED && rest.length === 0 ? { kind: 'cleared' } : null;
  }
}

function latin(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes);
}

import type { TerminalSlip } from '../../till/ports.ts';
import type { PrintText, ReceiptKind } from '../protocol/zvt/print-text.ts';

/** What is told of a receipt beside its lines (PA00P015, TLV 1F37). */
const MUST_PRINT = 0x80;
const SIGNATURE_LINE = 0x02;

/** Most lines kept of one receipt: a terminal that never ends one must not fill the memory. */
const MAX_LINES = 1000;

/**
 * Puts the lines a terminal sends together into receipts. A receipt ends with a line marked
 * last, with a change of kind, or with the command.
 */
export class ReceiptCollector {
  readonly #emit: (receipt: TerminalSlip) => void;
  readonly #order: readonly ReceiptKind[];
  #lines: string[] = [];
  #kind: ReceiptKind | null = null;
  #flags: number | null = null;
  #count = 0;

  /** `order`: the kinds of the first, second … receipt where the terminal does not say. */
  constructor(order: readonly ReceiptKind[], emit: (receipt: TerminalSlip) => void) {
    this.#order = order;
    this.#emit = emit;
  }

  add(print: PrintText): void {
    const { receiptKind } = print;
    if (receiptKind !== null && this.#kind !== null && receiptKind !== this.#kind) this.flush();
    if (receiptKind !== null) this.#kind = receiptKind;
    if (print.flags !== null) this.#flags = print.flags;
    for (const line of print.lines) {
      if (this.#lines.length < MAX_LINES) this.#lines.push(line.text);
      if (line.last) this.flush();
    }
  }

  /** Hands over what is there; an empty receipt is none. */
  flush(): void {
    const lines = this.#lines;
    const kind = this.#kind ?? this.#order[Math.min(this.#count, this.#order.length - 1)];
    this.#lines = [];
    const flags = this.#flags;
    this.#kind = null;
    this.#flags = null;
    if (!lines.some((line) => line.trim() !== '')) return;
    this.#count += 1;
    this.#emit({
      kind: kind ?? 'admin',
      lines,
      mustPrint: flags === null ? null : (flags & MUST_PRINT) !== 0,
      signature: flags !== null && (flags & SIGNATURE_LINE) !== 0,
    });
  }
}

import type { TerminalSlip } from '../../../till/ports/card-terminal.ts';
import type { PrintText, ReceiptKind } from '../../protocol/zvt/print-text.ts';

/** What is told of a receipt beside its lines (PA00P015, TLV 1F37). */
const MUST_PRINT = 0x80;
const SIGNATURE_LINE = 0x02;

/** Most lines kept of one receipt: a terminal that never ends one must not fill the memory. */
const MAX_LINES = 1000;

/** What the result said of the receipts, for terminals that say nothing with the lines. */
export interface ReceiptHints {
  readonly approved: boolean;
  /** TLV 45: merchant's digit then customer's, 0 nobody, 1 if approved, 2 always; '' unsaid. */
  readonly rule: string;
  /** The card holder signs (TLV 1F10). */
  readonly signs: boolean;
}

const NO_HINTS: ReceiptHints = { approved: false, rule: '', signs: false };

/**
 * Puts the lines a terminal sends together into receipts. A receipt ends with a line marked
 * last, with a change of kind, or with the command.
 */
export class ReceiptCollector {
  readonly #emit: (receipt: TerminalSlip) => void;
  readonly #order: readonly ReceiptKind[];
  #hints = NO_HINTS;
  #lines: string[] = [];
  #kind: ReceiptKind | null = null;
  #flags: number | null = null;
  #count = 0;

  /** `order`: the kinds of the first, second … receipt where the terminal does not say. */
  constructor(order: readonly ReceiptKind[], emit: (receipt: TerminalSlip) => void) {
    this.#order = order;
    this.#emit = emit;
  }

  /** Tells what the result said, for the receipts that end from now on. */
  hint(hints: ReceiptHints): void {
    this.#hints = hints;
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
    const kind = this.#kind ?? this.#nextKind();
    const flags = this.#flags;
    this.#lines = [];
    this.#kind = null;
    this.#flags = null;
    if (!lines.some((line) => line.trim() !== '')) return;
    this.#count += 1;
    this.#emit({
      kind,
      lines,
      mustPrint: flags === null ? this.#ruled(kind) : (flags & MUST_PRINT) !== 0,
      signature:
        flags === null ? kind === 'merchant' && this.#hints.signs : (flags & SIGNATURE_LINE) !== 0,
    });
  }

  /** The kind by place; a copy the rule says nobody gets is not the one that came. */
  #nextKind(): ReceiptKind {
    const made = this.#order.filter((kind) => this.#ruled(kind) !== false);
    return made[Math.min(this.#count, made.length - 1)] ?? this.#order[0] ?? 'admin';
  }

  /** Whether the receipt rule wants this copy; null where it says nothing. */
  #ruled(kind: ReceiptKind): boolean | null {
    const { rule, approved } = this.#hints;
    if (kind === 'admin') return null;
    const digit = rule[kind === 'merchant' ? 0 : 1];
    if (digit === '0') return false;
    if (digit === '1') return approved;
    return digit === '2' ? true : null;
  }
}

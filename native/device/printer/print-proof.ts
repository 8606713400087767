import type { PrinterAnswer } from '../../protocol/escpos/answers.ts';
import { encodeOrderedQuestion, encodeProcessId } from '../../protocol/escpos/status.ts';
import type { Timers } from '../../transport/timers.ts';

/**
 * What a printer can prove of a job: `own`, each part gives its own process ID back when it is on
 * paper (GS ( H); `ordered`, answers in print order, told apart by counting (GS r); `none`, only
 * that bytes have arrived (DLE EOT).
 */
export type ProofKind =
  | { readonly kind: 'own' }
  /** How many of the two questions it answers. */
  | { readonly kind: 'ordered'; readonly answersEach: number }
  | { readonly kind: 'none' };

interface Part {
  readonly id: string;
  readonly bytes: number;
  missing: number;
}

/** The parts of one job that are sent and not yet proved to be on paper. */
export class PrintProof {
  readonly #kind: ProofKind;
  readonly #nextId: () => string;
  #parts: Part[] = [];
  #onProgress: (() => void) | null = null;

  constructor(kind: ProofKind, nextId: () => string) {
    this.#kind = kind;
    this.#nextId = nextId;
  }

  /** Bytes that were sent and are not proved. */
  get unproved(): number {
    return this.#parts.reduce((total, part) => total + part.bytes, 0);
  }

  /** The question behind a part of so many bytes; empty where a printer proves nothing. */
  question(bytes: number): Uint8Array {
    if (this.#kind.kind === 'none') return new Uint8Array();
    const id = this.#nextId();
    const missing = this.#kind.kind === 'ordered' ? this.#kind.answersEach : 1;
    this.#parts.push({ id, bytes, missing });
    return this.#kind.kind === 'own' ? encodeProcessId(id) : encodeOrderedQuestion();
  }

  /** Takes an answer; those of other jobs and those of another kind prove nothing. */
  take(answer: PrinterAnswer): void {
    const before = this.#parts.length;
    if (answer.kind === 'processId' && this.#kind.kind === 'own') {
      const at = this.#parts.findIndex(({ id }) => id === answer.id);
      // It prints in order: with one part all before it are on paper.
      this.#parts.splice(0, at + 1);
    }
    const [first] = this.#parts;
    if (answer.kind === 'ordered' && this.#kind.kind === 'ordered' && first !== undefined) {
      first.missing -= 1;
      if (first.missing === 0) this.#parts.shift();
    }
    if (this.#parts.length < before) this.#onProgress?.();
  }

  /** Resolves true with the next part that is proved, false after `ms`. */
  progress(timers: Timers, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (made: boolean): void => {
        cancel();
        this.#onProgress = null;
        resolve(made);
      };
      const cancel = timers.after(ms, () => finish(false));
      this.#onProgress = () => finish(true);
    });
  }
}

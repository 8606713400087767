import type { PrintDocument } from '../../core/receipt/types.ts';
import type { DeviceStatus, Log, PrintOutcome, ReceiptPrinter } from '../../till/ports.ts';
import {
  encodeDocument,
  encodeDrawerKick,
  encodeDrawerKickNow,
} from '../protocol/escpos/encode.ts';
import type { PrinterProfile } from '../protocol/escpos/encode.ts';
import {
  applyStatus,
  blockingCode,
  CONDITION_GOOD,
  encodePrintedQuestion,
  encodeStatusQuestion,
  isPrintedAnswer,
  isStatusAnswer,
  paperOfPrintedAnswer,
} from '../protocol/escpos/status.ts';
import type { PrinterCondition, StatusQuestion } from '../protocol/escpos/status.ts';
import { ReconnectingLink } from '../transport/reconnect.ts';
import type { LinkState, ReconnectOptions } from '../transport/reconnect.ts';
import type { Timers } from '../transport/timers.ts';
import type { Transport } from '../transport/transport.ts';
import { StatusHolder } from './status-holder.ts';

export interface EscposPrinterOptions {
  readonly transport: Transport;
  readonly profile: PrinterProfile;
  readonly timers: Timers;
  readonly log: Log;
  readonly readyTimeoutMs?: number;
  /** Wait for the answer to a status question. */
  readonly statusTimeoutMs?: number;
  /** Wait for the printer to work off a document. */
  readonly printTimeoutMs?: number;
  /** How often the printer is asked how it is: quietly, between jobs. */
  readonly pollEveryMs?: number;
  readonly reconnect?: ReconnectOptions;
}

const QUESTIONS: readonly StatusQuestion[] = [1, 2, 3, 4];

/** What a printer says while a document prints. */
type PrintedAnswer =
  | { readonly kind: 'printed'; readonly byte: number }
  | { readonly kind: 'gone' };

/**
 * A receipt printer that speaks ESC/POS. It is asked how it is before a job, and answers after
 * it: a job is `done` only when the printer says it came to its end.
 */
export class EscposPrinter implements ReceiptPrinter {
  readonly #options: EscposPrinterOptions;
  readonly #link: ReconnectingLink;
  readonly #status = new StatusHolder({ state: 'connecting', code: null });
  readonly #stopListening: (() => void)[];
  #onByte: ((byte: number) => void) | null = null;
  #onGone: (() => void) | null = null;
  #lineFree: Promise<unknown> = Promise.resolve();
  #cancelPoll: (() => void) | null = null;
  #closed = false;

  constructor(options: EscposPrinterOptions) {
    this.#options = options;
    const { transport } = options;
    this.#link = new ReconnectingLink(transport, options.timers, options.reconnect);
    this.#stopListening = [
      transport.onBytes((bytes) => {
        for (const byte of bytes) this.#onByte?.(byte);
      }),
      transport.onClose(() => this.#onGone?.()),
      this.#link.onState((state) => this.#onLink(state)),
    ];
    this.#link.start();
  }

  status(): DeviceStatus {
    return this.#status.get();
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#status.onChange(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelPoll?.();
    this.#onGone?.();
    for (const stop of this.#stopListening) stop();
    await this.#link.stop();
    this.#status.set('off');
  }

  print(document: PrintDocument): Promise<PrintOutcome> {
    return this.#exclusively(async () => {
      const blocked = await this.#checkReady();
      if (blocked !== null) return { outcome: 'none', code: blocked };
      return this.#sendAndVerify(encodeDocument(document, this.#options.profile));
    });
  }

  openDrawer(): Promise<PrintOutcome> {
    return this.#exclusively(async () => {
      const blocked = await this.#checkReady();
      if (blocked === null) return this.#sendAndVerify(encodeDrawerKick());
      // No paper must not keep the change in the drawer; the real-time pulse works all the same.
      if (blocked !== 'paperOut' && blocked !== 'coverOpen') {
        return { outcome: 'none', code: blocked };
      }
      const written = await this.#options.transport.write(encodeDrawerKickNow());
      if (!written.ok) {
        const outcome = written.error.left === 'none' ? 'none' : 'unknown';
        return { outcome, code: 'disconnected' };
      }
      return (await this.#ask(1)) === null
        ? { outcome: 'unknown', code: 'noAnswer' }
        : { outcome: 'done' };
    });
  }

  /** Why nothing can be printed now, or null. Brings the status up to date. */
  async #checkReady(): Promise<string | null> {
    if (!(await this.#link.whenOpen(this.#options.readyTimeoutMs ?? 2000))) {
      return this.#link.state().code ?? 'disconnected';
    }
    return this.#poll();
  }

  async #poll(): Promise<string | null> {
    let condition: PrinterCondition = CONDITION_GOOD;
    for (const question of QUESTIONS) {
      const answer = await this.#ask(question);
      if (answer === null) {
        if (this.#link.state().state !== 'open') return 'disconnected';
        this.#status.set('fault', 'noAnswer');
        return 'noAnswer';
      }
      condition = applyStatus(condition, question, answer);
    }
    const blocked = blockingCode(condition);
    if (blocked !== null) this.#status.set('fault', blocked);
    else this.#status.set('ready', condition.paperNearEnd ? 'paperNearEnd' : null);
    return blocked;
  }

  async #ask(question: StatusQuestion): Promise<number | null> {
    const timeoutMs = this.#options.statusTimeoutMs ?? 1000;
    const answer = this.#waitForByte(isStatusAnswer, timeoutMs);
    const written = await this.#options.transport.write(encodeStatusQuestion(question));
    if (!written.ok) this.#onGone?.();
    return answer;
  }

  /** The next byte that `fits`, or null after `timeoutMs` or when the line goes. */
  #waitForByte(fits: (byte: number) => boolean, timeoutMs: number): Promise<number | null> {
    return new Promise((resolve) => {
      const finish = (byte: number | null): void => {
        cancel();
        this.#onByte = null;
        this.#onGone = null;
        resolve(byte);
      };
      const cancel = this.#options.timers.after(timeoutMs, () => finish(null));
      this.#onByte = (byte) => {
        if (fits(byte)) finish(byte);
      };
      this.#onGone = () => finish(null);
    });
  }

  async #sendAndVerify(bytes: Uint8Array): Promise<PrintOutcome> {
    const { transport, log } = this.#options;
    const written = await transport.write(bytes);
    if (!written.ok) {
      log.warn('printer write failed', { ...written.error });
      const outcome = written.error.left === 'none' ? 'none' : 'unknown';
      return { outcome, code: 'disconnected' };
    }
    const answer = await this.#askPrinted();
    if (answer.kind === 'gone') return this.#notConfirmed();
    const paper = paperOfPrintedAnswer(answer.byte);
    if (paper === 'out') this.#status.set('fault', 'paperOut');
    else this.#status.set('ready', paper === 'nearEnd' ? 'paperNearEnd' : null);
    return { outcome: 'done' };
  }

  async #askPrinted(): Promise<PrintedAnswer> {
    const timeoutMs = this.#options.printTimeoutMs ?? 15_000;
    const answer = this.#waitForByte(isPrintedAnswer, timeoutMs);
    const asked = await this.#options.transport.write(encodePrintedQuestion());
    if (!asked.ok) this.#onGone?.();
    const byte = await answer;
    return byte === null ? { kind: 'gone' } : { kind: 'printed', byte };
  }

  /** The end was not confirmed: what stopped it is asked, what is on paper nobody knows. */
  async #notConfirmed(): Promise<PrintOutcome> {
    if (!this.#options.transport.isOpen()) return { outcome: 'unknown', code: 'disconnected' };
    const blocked = await this.#poll();
    return { outcome: 'unknown', code: blocked ?? 'noAnswer' };
  }

  #onLink(state: LinkState): void {
    if (state.state === 'open') {
      this.#status.set('connecting');
      this.#pollLater(0);
      return;
    }
    if (state.state === 'off') this.#status.set('off');
    else this.#status.set(state.state === 'fault' ? 'fault' : 'connecting', state.code);
  }

  /** Between jobs the printer is asked now and then, so that new paper is noticed by itself. */
  #pollLater(delayMs: number): void {
    if (this.#closed) return;
    this.#cancelPoll?.();
    this.#cancelPoll = this.#options.timers.after(delayMs, () => {
      void this.#exclusively(async () => {
        if (this.#link.state().state === 'open') await this.#poll();
        this.#pollLater(this.#options.pollEveryMs ?? 2000);
      });
    });
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#lineFree.then(work);
    this.#lineFree = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}

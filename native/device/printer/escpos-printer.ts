import type { PrintDocument } from '../../../core/receipt/types.ts';
import type { DeviceStatus } from '../../../till/ports/device.ts';
import type { Log } from '../../../till/ports/system.ts';
import type { PrintOutcome, ReceiptPrinter } from '../../../till/ports/peripherals.ts';
import type { PrinterAnswer } from '../../protocol/escpos/answers.ts';
import {
  encodeCutOff,
  encodeDrawerKick,
  encodeDrawerKickNow,
  encodePieces,
  type PrinterProfile,
} from '../../protocol/escpos/encode.ts';
import {
  applyStatus,
  automaticCondition,
  blockingCode,
  CONDITION_GOOD,
  encodeClearBuffers,
  isOffline,
  type PrinterCondition,
  type StatusQuestion,
} from '../../protocol/escpos/status.ts';
import {
  type LinkState,
  ReconnectingLink,
  type ReconnectOptions,
} from '../../transport/reconnect.ts';
import type { Timers } from '../../transport/timers.ts';
import type { Transport } from '../../transport/transport.ts';
import { findProof, hear } from './find-proof.ts';
import { runPrintJob } from './print-job.ts';
import { PrintProof, type ProofKind } from './print-proof.ts';
import { PrinterDialogue } from './printer-dialogue.ts';
import { ProcessIds } from './process-ids.ts';
import { StatusHolder } from '../status/status-holder.ts';

export interface EscposPrinterOptions {
  readonly transport: Transport;
  readonly profile: PrinterProfile;
  readonly timers: Timers;
  readonly log: Log;
  /** Bits a second of the line; null or absent where it has no speed of its own (TCP). */
  readonly baud?: number | null;
  readonly readyTimeoutMs?: number;
  /** Wait for the answer to a status question, besides its time on the line. */
  readonly statusTimeoutMs?: number;
  /** How often the printer is asked how it is: quietly, between jobs. */
  readonly pollEveryMs?: number;
  /** How often while a job is under way and the printer says nothing by itself. */
  readonly lookEveryMs?: number;
  readonly reconnect?: ReconnectOptions;
}

const QUESTIONS: readonly StatusQuestion[] = [1, 2, 3, 4];
const CLEARED_WITHIN_MS = 2_000;

/**
 * A receipt printer that speaks ESC/POS. A job is `done` only when the printer itself proves it in
 * the way its model can (`ProofKind`); a model that can prove nothing gets it `sent`. Nothing waits
 * for a job but the next job: the drawer opens between two pieces of it.
 */
export class EscposPrinter implements ReceiptPrinter {
  readonly #options: EscposPrinterOptions;
  readonly #link: ReconnectingLink;
  readonly #dialogue: PrinterDialogue;
  readonly #status = new StatusHolder({ state: 'connecting', code: null });
  readonly #stopListening: (() => void)[];
  readonly #ids = new ProcessIds();
  #jobs: Promise<unknown> = Promise.resolve();
  #cancelPoll: (() => void) | null = null;
  #closed = false;
  /** What this printer can prove; null until it was found out. */
  #kind: ProofKind | null = null;
  /** The proof of the job that is under way. */
  #proof: PrintProof | null = null;
  /** The last job did not come to a known end: some of it may still be in the printer. */
  #isDoubtful = false;
  /** A part of that job may hang at the cutter: it is not the next customer's. */
  #isTorn = false;
  #isHeld = false;
  /** It has proved jobs on this line: silence is a fault then, not a model that cannot. */
  #canProve = false;

  constructor(options: EscposPrinterOptions) {
    this.#options = options;
    const { transport, timers } = options;
    this.#link = new ReconnectingLink(transport, timers, options.reconnect);
    this.#dialogue = new PrinterDialogue(transport, timers, options.statusTimeoutMs ?? 1000);
    this.#stopListening = [
      this.#dialogue.onAnswer((answer) => this.#onAnswer(answer)),
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
    for (const stop of this.#stopListening) stop();
    await this.#link.stop();
    this.#dialogue.stop();
    this.#status.set('off');
  }

  print(document: PrintDocument): Promise<PrintOutcome> {
    return this.#oneJob(async () => {
      const blocked = await this.#checkReady();
      if (blocked !== null) return { outcome: 'none', code: blocked };
      const kind = await this.#proofKind();
      if (kind === null) return { outcome: 'none', code: 'noAnswer' };
      const { profile } = this.#options;
      const before = this.#isTorn ? [encodeCutOff(profile)] : [];
      const outcome = await this.#run(kind, [...before, ...encodePieces(document, profile)]);
      this.#isDoubtful = outcome.outcome === 'unknown';
      if (outcome.outcome !== 'none') this.#isTorn = this.#isDoubtful;
      return outcome;
    });
  }

  expectHalfPaper(): void {
    this.#isTorn = true;
  }

  /** Opens it now, past whatever prints: see `openDrawer` of the port. */
  async openDrawer(): Promise<PrintOutcome> {
    if (!(await this.#link.whenOpen(this.#options.readyTimeoutMs ?? 2000))) {
      return { outcome: 'none', code: this.#link.state().code ?? 'disconnected' };
    }
    return this.#dialogue.inTurn(async () => {
      const dialogue = this.#dialogue;
      const status = await dialogue.ask(1);
      if (status === null) return { outcome: 'none', code: 'noAnswer' };
      // ESC p waits for its turn in the printer, and without paper for hours; DLE DC4 does not. A
      // printer at rest gets the one that every model knows.
      const isAtRest = this.#proof === null && !this.#isDoubtful && !isOffline(status);
      const failed = await dialogue.write(isAtRest ? encodeDrawerKick() : encodeDrawerKickNow());
      if (failed !== null) return { outcome: failed, code: 'disconnected' };
      return (await dialogue.ask(1)) === null
        ? { outcome: 'unknown', code: 'noAnswer' }
        : { outcome: 'done' };
    });
  }

  async #run(kind: ProofKind, pieces: readonly Uint8Array[]): Promise<PrintOutcome> {
    const { timers, baud = null, lookEveryMs = 1000 } = this.#options;
    const proof = new PrintProof(kind, () => this.#ids.next());
    this.#proof = proof;
    try {
      return await runPrintJob(pieces, {
        dialogue: this.#dialogue,
        proof,
        timers,
        baud,
        lookEveryMs,
        look: () => this.#poll(),
        isHeld: () => this.#isHeld,
        proves: kind.kind !== 'none',
      });
    } finally {
      this.#proof = null;
    }
  }

  /**
   * What this printer can prove, with nothing of a doubtful job left in it where that can be had;
   * null when it owes answers that it has given before.
   */
  async #proofKind(): Promise<ProofKind | null> {
    const { timers, log } = this.#options;
    if (this.#isDoubtful && this.#kind?.kind === 'own') {
      // What it has not printed must not come out behind the next customer's receipt.
      await hear(this.#dialogue, timers, encodeClearBuffers(), CLEARED_WITHIN_MS, (answer) =>
        answer.kind === 'cleared' ? true : null,
      );
    } else if (this.#isDoubtful) {
      // Its answers may still come: they are waited out, so that none is taken for the next job's.
      this.#kind = null;
    }
    if (this.#kind === null) {
      const found = await findProof(this.#dialogue, timers, () => this.#ids.next());
      log.info('printer proves its jobs', { kind: found.kind });
      if (found.kind === 'none' && this.#canProve) return null;
      this.#kind = found;
      this.#canProve = found.kind !== 'none';
      this.#isDoubtful = false;
    }
    return this.#kind;
  }

  /** Why nothing can be printed now, or null. Brings the status up to date. */
  async #checkReady(): Promise<string | null> {
    if (!(await this.#link.whenOpen(this.#options.readyTimeoutMs ?? 2000))) {
      return this.#link.state().code ?? 'disconnected';
    }
    return this.#poll();
  }

  #poll(): Promise<string | null> {
    return this.#dialogue.inTurn(async () => {
      let condition: PrinterCondition = CONDITION_GOOD;
      for (const question of QUESTIONS) {
        const answer = await this.#dialogue.ask(question);
        if (answer === null) {
          if (this.#link.state().state !== 'open') return 'disconnected';
          this.#status.set('fault', 'noAnswer');
          return 'noAnswer';
        }
        condition = applyStatus(condition, question, answer);
      }
      return this.#show(condition);
    });
  }

  #show(condition: PrinterCondition): string | null {
    const blocked = blockingCode(condition);
    if (blocked !== null) this.#status.set('fault', blocked);
    else this.#status.set('ready', condition.paperNearEnd ? 'paperNearEnd' : null);
    return blocked;
  }

  #onAnswer(answer: PrinterAnswer): void {
    if (answer.kind === 'hold' || answer.kind === 'resume') this.#isHeld = answer.kind === 'hold';
    if (answer.kind === 'automatic') this.#show(automaticCondition(answer.bytes));
    if (this.#proof !== null) this.#proof.take(answer);
    // It said nothing when it was asked what it can prove, and does now: it was busy then.
    const isNews = answer.kind === 'ordered' || answer.kind === 'processId';
    if (isNews && this.#kind?.kind === 'none' && this.#proof === null) this.#kind = null;
  }

  #onLink(state: LinkState): void {
    if (state.state === 'open') {
      this.#kind = null;
      this.#canProve = false;
      this.#isHeld = false;
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
      void this.#oneJob(async () => {
        const isWell = this.#link.state().state === 'open' && (await this.#poll()) === null;
        // Found out now, while nobody waits for a receipt.
        if (isWell && this.#kind === null) await this.#proofKind();
        this.#pollLater(this.#options.pollEveryMs ?? 2000);
      });
    });
  }

  #oneJob<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#jobs.then(work);
    this.#jobs = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}

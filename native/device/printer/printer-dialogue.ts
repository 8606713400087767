import { AnswerReader, type PrinterAnswer } from '../../protocol/escpos/answers.ts';
import { encodeStatusQuestion, type StatusQuestion } from '../../protocol/escpos/status.ts';
import { createListeners } from '../../transport/listeners.ts';
import type { Timers } from '../../transport/timers.ts';
import type { Transport } from '../../transport/transport.ts';

/** How bytes went: `answer` is the real-time status that came after them, or null. */
export interface Delivery {
  /** What may be on the line of bytes that could not be written; null when all were. */
  readonly failed: 'none' | 'unknown' | null;
  readonly answer: number | null;
}

/**
 * Talks with a printer, one exchange after the other: whoever writes waits for the end of the
 * exchange before, never for the end of a print job. A question in real time behind some bytes is
 * answered when they have all arrived, which paces a job by the printer's own answers.
 */
export class PrinterDialogue {
  readonly #transport: Transport;
  readonly #timers: Timers;
  readonly #answerMs: number;
  readonly #reader = new AnswerReader();
  readonly #answers = createListeners<PrinterAnswer>();
  readonly #stops: (() => void)[];
  #turn: Promise<unknown> = Promise.resolve();
  #onRealTime: ((byte: number | null) => void) | null = null;

  /** `answerMs`: the wait for a status, besides the time its question takes on the line. */
  constructor(transport: Transport, timers: Timers, answerMs: number) {
    this.#transport = transport;
    this.#timers = timers;
    this.#answerMs = answerMs;
    this.#stops = [
      transport.onBytes((bytes) => {
        for (const byte of bytes) this.#take(byte);
      }),
      transport.onClose(() => this.giveUp()),
    ];
  }

  /** Everything but real-time status. Returns a function that stops listening. */
  onAnswer(listener: (answer: PrinterAnswer) => void): () => void {
    return this.#answers.add(listener);
  }

  /** Runs an exchange when the one before is over. */
  inTurn<T>(exchange: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(exchange);
    this.#turn = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** Within a turn: the status now, or null when none comes. */
  async ask(question: StatusQuestion): Promise<number | null> {
    return (await this.#writeAndHear(encodeStatusQuestion(question), 0)).answer;
  }

  /** Writes bytes that take `lineMs` on the line and asks whether they have arrived. */
  deliver(bytes: Uint8Array, lineMs: number): Promise<Delivery> {
    return this.inTurn(() =>
      this.#writeAndHear(Uint8Array.from([...bytes, ...encodeStatusQuestion(1)]), lineMs),
    );
  }

  /** Within a turn: writes bytes that no status answers. */
  async write(bytes: Uint8Array): Promise<Delivery['failed']> {
    const written = await this.#transport.write(bytes);
    return written.ok ? null : written.error.left;
  }

  /** Ends what waits for an answer: the line is gone. */
  giveUp(): void {
    this.#reader.reset();
    this.#onRealTime?.(null);
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.giveUp();
  }

  async #writeAndHear(bytes: Uint8Array, lineMs: number): Promise<Delivery> {
    const answer = new Promise<number | null>((resolve) => {
      const finish = (byte: number | null): void => {
        cancel();
        this.#onRealTime = null;
        resolve(byte);
      };
      const cancel = this.#timers.after(lineMs + this.#answerMs, () => finish(null));
      this.#onRealTime = finish;
    });
    const failed = await this.write(bytes);
    if (failed !== null) this.#onRealTime?.(null);
    return { failed, answer: await answer };
  }

  #take(byte: number): void {
    const answer = this.#reader.take(byte);
    if (answer === null) return;
    if (answer.kind === 'realTime') this.#onRealTime?.(answer.byte);
    else this.#answers.emit(answer);
  }
}

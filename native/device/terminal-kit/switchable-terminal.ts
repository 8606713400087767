import type { CardTerminal, LateResultDecider } from '../../../till/ports/card-terminal.ts';
import type { DeviceStatus } from '../../../till/ports/device.ts';
import { createListeners } from '../../transport/listeners.ts';
import { absentTerminal } from './absent-terminal.ts';

/**
 * The register's card terminal, whichever driver it is at the moment. Who holds it keeps it while
 * another terminal is set up, or while a test of the connection needs the line for itself.
 */
export class SwitchableTerminal implements CardTerminal {
  #current: CardTerminal;
  #build: () => CardTerminal;
  #stopListening: () => void = () => undefined;
  #decideLate: LateResultDecider | null = null;
  #stopDeciding: () => void = () => undefined;
  readonly #listeners = createListeners<DeviceStatus>();

  /** `build` makes the driver; it is called again each time the line is taken anew. */
  constructor(build: () => CardTerminal) {
    this.#build = build;
    this.#current = build();
    this.#listen();
  }

  get terminalId(): string {
    return this.#current.terminalId;
  }

  get capabilities(): CardTerminal['capabilities'] {
    return this.#current.capabilities;
  }

  status(): DeviceStatus {
    return this.#current.status();
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Holds for the drivers to come too. */
  onLateResult(decide: LateResultDecider): () => void {
    this.#decideLate = decide;
    this.#stopDeciding = this.#current.onLateResult(decide);
    return () => {
      if (this.#decideLate !== decide) return;
      this.#decideLate = null;
      this.#stopDeciding();
    };
  }

  async close(): Promise<void> {
    this.#stopListening();
    await this.#current.close();
  }

  /**
   * Lets go of the line, runs `work` and takes the line again, whatever became of the work. The
   * caller sees to it that no operation runs: one that does is cut off and comes out unknown. Who
   * decides on late results is told to the work: one may come to whoever has the line.
   */
  async without<T>(work: (decideLate: LateResultDecider | null) => Promise<T>): Promise<T> {
    const { terminalId, capabilities } = this.#current;
    await this.#replace(() => ({ ...absentTerminal(), terminalId, capabilities }));
    try {
      return await work(this.#decideLate);
    } finally {
      await this.#replace(this.#build);
    }
  }

  /** From now on this driver; the one before has let go of its line when this resolves. */
  async switchTo(build: () => CardTerminal): Promise<void> {
    this.#build = build;
    await this.#replace(build);
  }

  pay: CardTerminal['pay'] = (request, observer) => this.#current.pay(request, observer);

  reverse: CardTerminal['reverse'] = (request, observer) =>
    this.#current.reverse(request, observer);

  refund: CardTerminal['refund'] = (request, observer) => this.#current.refund(request, observer);

  requestCancel(): void {
    this.#current.requestCancel();
  }

  lastTransaction: CardTerminal['lastTransaction'] = () => this.#current.lastTransaction();

  repeatSlips: CardTerminal['repeatSlips'] = () => this.#current.repeatSlips();

  closeBatch: CardTerminal['closeBatch'] = (observer) => this.#current.closeBatch(observer);

  totals: CardTerminal['totals'] = () => this.#current.totals();

  async #replace(build: () => CardTerminal): Promise<void> {
    this.#stopListening();
    // Deciding goes on until the line is let go: an approval may still come.
    await this.#current.close();
    this.#stopDeciding();
    this.#current = build();
    this.#listen();
    this.#listeners.emit(this.#current.status());
  }

  #listen(): void {
    this.#stopListening = this.#current.onStatus((status) => this.#listeners.emit(status));
    if (this.#decideLate !== null) {
      this.#stopDeciding = this.#current.onLateResult(this.#decideLate);
    }
  }
}

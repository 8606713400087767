import type { SimClock } from '../line/clock.ts';
import { type ButtonName, buttonNames, outcomeOf } from './buttons.ts';
import type { Outcome } from './cards.ts';

/** What a person standing at the terminal sees and can press. */
export interface TerminalView {
  readonly on: boolean;
  /** The display, line by line; empty while the power is off. */
  readonly lines: readonly string[];
  /** A card or a code is awaited: the buttons work. */
  readonly waitingForCard: boolean;
  /** What is to be paid or given back, in minor units; undefined between transactions. */
  readonly amountMinor: number | undefined;
  /** The buttons that do something now. */
  readonly buttons: readonly ButtonName[];
}

const READY = ['PAYMENT TERMINAL', 'READY'] as const;

/** The terminal's display and card slot. It shows what happens whether the register asks or not. */
export class Screen {
  readonly #clock: SimClock;
  readonly #listeners = new Set<() => void>();
  #on = true;
  #lines: readonly string[] = READY;
  #amountMinor: number | undefined;
  /** What is shown is a step of the running command and means nothing after it. */
  #step = false;
  #take: ((outcome: Outcome) => void) | undefined;
  #cancelReturn: () => void = () => undefined;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** What is to be seen now. */
  view(): TerminalView {
    const waitingForCard = this.#take !== undefined;
    return {
      on: this.#on,
      lines: [...this.#lines],
      waitingForCard,
      amountMinor: this.#amountMinor,
      buttons: waitingForCard ? buttonNames : [],
    };
  }

  /** Calls back after each change of the view; the result removes the listener. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Shows lines until something else comes, or for `forMs` before "ready" returns. */
  show(lines: readonly string[], forMs?: number): void {
    if (!this.#on) return;
    this.#step = false;
    this.#put(lines);
    if (forMs !== undefined) this.#cancelReturn = this.#clock.after(forMs, () => this.show(READY));
  }

  /** Shows a step of the running command. */
  showStep(text: string): void {
    if (!this.#on) return;
    this.#step = true;
    this.#put([text]);
  }

  /** A transaction begins. */
  setAmount(amountMinor: number): void {
    this.#amountMinor = amountMinor;
    this.#changed();
  }

  /** The command is over; a result or the register's own text stays. */
  endCommand(): void {
    this.#amountMinor = undefined;
    if (this.#step) this.show(READY);
    else this.#changed();
  }

  #put(lines: readonly string[]): void {
    this.#cancelReturn();
    this.#lines = [...lines];
    this.#changed();
  }

  /** Opens the card slot: resolves when a person presses something. `closeSlot` ends it. */
  openSlot(): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#take = resolve;
      this.#changed();
    });
  }

  /** Nothing can be presented any more. */
  closeSlot(): void {
    this.#take = undefined;
    this.#changed();
  }

  /** A person does something with a card. False: the terminal is not waiting for one. */
  press(what: ButtonName | Outcome): boolean {
    const take = this.#take;
    if (take === undefined) return false;
    this.#take = undefined;
    this.#changed();
    take(typeof what === 'string' ? outcomeOf(what) : what);
    return true;
  }

  /** The power goes or comes back. */
  setPower(on: boolean): void {
    this.#cancelReturn();
    this.#on = on;
    this.#take = undefined;
    this.#amountMinor = undefined;
    this.#lines = on ? READY : [];
    this.#changed();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

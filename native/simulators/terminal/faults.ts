import { ArmedFaults } from '../kit/armed-faults.ts';

/**
 * Where in a sequence a fault can strike: at a message the terminal is about to send, or at a
 * moment between two.
 *
 * answer: 80 00 00 or 84 xx to the command. intermediate: 04 FF. status: 04 0F. print: 06 D1 and
 * 06 D3. request: 04 01 and 06 D0. completion: 06 0F. abort: 06 1E. authorised: the bank has said yes, 04 0F is not sent yet.
 * booking: every acknowledgement has arrived, nothing is written yet (a terminal that dies here
 * breaks the rule that an acknowledged payment stands: for reconciliation tests). booked: written.
 */
export type FaultPoint =
  | 'answer'
  | 'intermediate'
  | 'status'
  | 'print'
  | 'request'
  | 'completion'
  | 'abort'
  | 'authorised'
  | 'booking'
  | 'booked';

export const faultPoints: readonly FaultPoint[] = [
  'answer',
  'intermediate',
  'status',
  'print',
  'request',
  'completion',
  'abort',
  'authorised',
  'booking',
  'booked',
];

/** What goes wrong there. */
export type FaultAction =
  /** The message is never sent. Before the answer: the command is not even begun. */
  | { readonly kind: 'silence' }
  /** The message comes this much later. */
  | { readonly kind: 'late'; readonly delayMs: number }
  /** The message comes twice in a row. */
  | { readonly kind: 'twice' }
  /** One bit of the first transmission is wrong. */
  | { readonly kind: 'corrupt' }
  /** Bytes that mean nothing come first. */
  | { readonly kind: 'noise'; readonly bytes: Uint8Array }
  /** The register's next frames are answered with NAK though they are good. */
  | { readonly kind: 'nakStorm'; readonly count: number }
  /** The register's next frames get no transport answer at all and are not read. */
  | { readonly kind: 'deaf'; readonly count: number }
  /** The cable is pulled; put back after a while, or by `faults.plugIn()`. */
  | { readonly kind: 'pulled'; readonly forMs?: number }
  /** The power goes; back after a while, or by `powerOn()`. Only the book survives. */
  | { readonly kind: 'powerLost'; readonly forMs?: number }
  /** The message is sent and answered, but the terminal never notices the answer. */
  | { readonly kind: 'answerLost' }
  /**
   * Only at `authorised`: the card refuses after the bank has said yes, so the terminal takes the
   * payment back by itself, shows 04 FF 05 and ends with 72.
   */
  | { readonly kind: 'autoReversal' };

/** What a terminal does after its end of day: a software update (E0) or a restart (FC). */
export interface AfterEndOfDay {
  /** How long the terminal is dead then. */
  readonly forMs: number;
  /** What the completion says, BMP 27; default E0. */
  readonly code?: 0xe0 | 0xfc;
}

/** Everything that can be made to go wrong at the terminal. */
export class Faults extends ArmedFaults<FaultPoint, FaultAction> {
  #hostDown = false;
  #endOfDayFailures = 0;
  #lockCode: number | undefined;
  #batchFull = false;
  #update: AfterEndOfDay | undefined;
  #busy = 0;
  readonly #setPulled: (pulled: boolean) => void;

  constructor(setPulled: (pulled: boolean) => void) {
    super();
    this.#setPulled = setPulled;
  }

  /** Disarms what has not struck yet. */
  clear(): void {
    this.disarm();
    this.#hostDown = false;
    this.#endOfDayFailures = 0;
    this.#lockCode = undefined;
    this.#batchFull = false;
    this.#update = undefined;
    this.#busy = 0;
  }

  /** The bank cannot be reached (result 9B), or can again. */
  hostDown(down: boolean): void {
    this.#hostDown = down;
  }

  get isHostDown(): boolean {
    return this.#hostDown;
  }

  /** The next `times` end-of-day runs fail with 77; until one works, payments end with F0. */
  failEndOfDay(times = 1): void {
    this.#endOfDayFailures = times;
  }

  /** For the terminal: uses one armed end-of-day failure up. */
  takeEndOfDayFailure(): boolean {
    if (this.#endOfDayFailures === 0) return false;
    this.#endOfDayFailures -= 1;
    return true;
  }

  /** The batch has no room for another transaction (result 6A), or has again. */
  fillBatch(full: boolean): void {
    this.#batchFull = full;
  }

  get isBatchFull(): boolean {
    return this.#batchFull;
  }

  /** After the next end of day that works the terminal says so and is dead for a while. */
  updateAfterEndOfDay(update: AfterEndOfDay): void {
    this.#update = update;
  }

  /** For the terminal: uses the armed update up. */
  takeUpdate(): AfterEndOfDay | undefined {
    const update = this.#update;
    this.#update = undefined;
    return update;
  }

  /** It works at a job of its own: the next `times` commands are answered 84 9C, "please wait". */
  keepBusy(times: number): void {
    this.#busy = times;
  }

  /** For the terminal: uses one armed "please wait" up. */
  takeBusy(): boolean {
    if (this.#busy === 0) return false;
    this.#busy -= 1;
    return true;
  }

  /** Locks the terminal with a status code of the 05 01 table (51, C2, DF ...); undefined frees. */
  lock(code: number | undefined): void {
    this.#lockCode = code;
  }

  get lockCode(): number | undefined {
    return this.#lockCode;
  }

  /** Pulls the cable at the terminal. */
  unplug(): void {
    this.#setPulled(true);
  }

  /** Puts the cable back. */
  plugIn(): void {
    this.#setPulled(false);
  }
}

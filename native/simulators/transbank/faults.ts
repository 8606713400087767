import { ArmedFaults } from '../kit/armed-faults.ts';

/**
 * Where a fault can strike: at something the terminal is about to send, or at a moment between.
 *
 * ack: the ACK to a request. progress: 0900. detail: 0261. response: every other answer. Repeats of
 * a message pass their point again, so a fault armed once hits one transmission only. authorised:
 * the bank has said yes, nothing is stored yet (a terminal that dies here takes it back when it
 * starts). stored: in the batch, the response is not sent yet.
 */
export const faultPoints = [
  'ack',
  'progress',
  'detail',
  'response',
  'authorised',
  'stored',
] as const;

export type FaultPoint = (typeof faultPoints)[number];

/** What goes wrong there. */
export type FaultAction =
  /** It is never sent. A lost ACK does not stop the command: the terminal has heard it. */
  | { readonly kind: 'silence' }
  /** It comes this much later. */
  | { readonly kind: 'late'; readonly delayMs: number }
  /** It comes twice in a row. */
  | { readonly kind: 'twice' }
  /** One bit of the data is wrong, the LRC is that of the right data. */
  | { readonly kind: 'corrupt' }
  /** The LRC is wrong, the data right. Of an ACK: as `corrupt`. */
  | { readonly kind: 'badLrc' }
  /** It stops half way and goes on after a pause, as over a bad adapter. */
  | { readonly kind: 'split'; readonly delayMs: number }
  /** Bytes that mean nothing come first. */
  | { readonly kind: 'noise'; readonly bytes: Uint8Array }
  /** The register's next requests are answered with NAK though they are good. */
  | { readonly kind: 'nakStorm'; readonly count: number }
  /** The register's next requests are not heard at all. */
  | { readonly kind: 'deaf'; readonly count: number }
  /** The cable is pulled; put back after a while, or by `faults.plugIn()`. */
  | { readonly kind: 'pulled'; readonly forMs?: number }
  /** The power goes; back after a while, or by `powerOn()`. Only the book survives. */
  | { readonly kind: 'powerLost'; readonly forMs?: number }
  /** It is sent, but the register's ACK or NAK to it is not noticed. */
  | { readonly kind: 'answerLost' };

/** What a fault does to the transport at once, outside the message it strikes at. */
export interface FaultTargets {
  setPulled(pulled: boolean): void;
  /** Answers the next requests with NAK. */
  nakNext(count: number): void;
  /** Does not hear the next requests. */
  ignoreNext(count: number): void;
}

/** Everything that can be made to go wrong at the terminal. */
export class Faults extends ArmedFaults<FaultPoint, FaultAction> {
  readonly #targets: FaultTargets;
  #hostDown: 2 | 3 | undefined;
  #closeFailures: number[] = [];
  #refusal: number | undefined;

  constructor(targets: FaultTargets) {
    super();
    this.#targets = targets;
  }

  /** Answers the register's next requests with NAK, from now on. */
  nakNext(count: number): void {
    this.#targets.nakNext(count);
  }

  /** Does not hear the register's next requests, from now on. */
  deafFor(count: number): void {
    this.#targets.ignoreNext(count);
  }

  /** Disarms what has not struck yet; the cable stays as it is. */
  clear(): void {
    this.disarm();
    this.#hostDown = undefined;
    this.#closeFailures = [];
    this.#refusal = undefined;
    this.#targets.nakNext(0);
    this.#targets.ignoreNext(0);
  }

  /** The bank does not answer (2) or cannot be connected to (3), or is there again (undefined). */
  hostDown(code: 2 | 3 | undefined): void {
    this.#hostDown = code;
  }

  /** The response code while the bank is away. */
  get hostDownCode(): 2 | 3 | undefined {
    return this.#hostDown;
  }

  /** The next closes fail with these response codes, one each; the batch stays open. */
  failClose(...codes: number[]): void {
    this.#closeFailures.push(...codes);
  }

  /** For the terminal: the code of an armed close failure, used up. */
  takeCloseFailure(): number | undefined {
    return this.#closeFailures.shift();
  }

  /**
   * Every sale and void is refused with this code. A successful close ends 13, 67, 74, 76 and 77;
   * loading the keys ends 26; undefined ends any.
   */
  refuse(code: number | undefined): void {
    this.#refusal = code;
  }

  get refusal(): number | undefined {
    return this.#refusal;
  }

  /** Pulls the cable at the terminal. */
  unplug(): void {
    this.#targets.setPulled(true);
  }

  /** Puts the cable back. */
  plugIn(): void {
    this.#targets.setPulled(false);
  }
}

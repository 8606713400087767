import { Powered, PowerLost } from '../kit/powered.ts';
import type { SimClock } from '../line/clock.ts';
import { decodeApdu, encodeApdu, isAnswer, POSITIVE } from './apdu.ts';
import type { FaultAction, FaultPoint, Faults } from './faults.ts';
import { hex } from './fields.ts';
import type { Link, Tamper } from './link.ts';
import { describeApdu } from './log-text.ts';
import type { TerminalTiming } from './options.ts';

/** The register's answer to one of the terminal's messages. */
export type Answer =
  | { readonly kind: 'positive'; readonly data: Uint8Array }
  | { readonly kind: 'negative'; readonly code: number; readonly data: Uint8Array }
  /** Not delivered, not answered in time, or lost on purpose. */
  | { readonly kind: 'silent' };

const ABORT_FROM_REGISTER = 0x06b0;
const WAIT = 0x9c;
const NOT_POSSIBLE = 0x83;

/** What a fault leaves to the code it strikes. */
interface Struck {
  readonly tamper: Tamper;
  readonly silent: boolean;
  readonly answerLost: boolean;
  readonly autoReversal: boolean;
}

const calm: Struck = { tamper: {}, silent: false, answerLost: false, autoReversal: false };

/** What a session needs from the terminal around it. */
export interface SessionHooks {
  readonly clock: SimClock;
  readonly timing: TerminalTiming;
  readonly faults: Faults;
  /** Runs one command to its end. */
  run(apdu: Uint8Array): Promise<void>;
  powerOff(forMs: number | undefined): void;
  note(direction: 'in' | 'out' | 'note', text: string): void;
}

interface Running {
  readonly bytes: string;
  /** What the terminal has answered to the command, to say it again to a repeated frame. */
  answered: Uint8Array | undefined;
}

/**
 * One conversation with the register: who is master, which command runs, answers and their times
 * (ZVT PA00P015 §1, PA00P016 §2), and the faults that strike at each message.
 */
export class Session {
  readonly #link: Link;
  readonly #hooks: SessionHooks;
  #running: Running | undefined;
  #waiter: ((answer: Answer) => void) | undefined;
  #abortable = false;
  #abortRequested = false;
  #abort: (() => void) | undefined;
  readonly #power: Powered;
  #idle: (() => void)[] = [];

  constructor(link: Link, hooks: SessionHooks) {
    this.#link = link;
    this.#hooks = hooks;
    this.#power = new Powered(hooks.clock);
  }

  /** True while the terminal is on. */
  get isOn(): boolean {
    return this.#power.isOn;
  }

  /** Resolves when no command is running. */
  idle(): Promise<void> {
    if (this.#running === undefined) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Drops everything in RAM: the running command ends where it stands. */
  powerOff(): void {
    this.#power.off();
    this.#link.setPower(false);
    this.#answerWith({ kind: 'silent' });
    this.#power.interrupt();
    this.#end();
  }

  /** Starts again with nothing in RAM. */
  powerOn(): void {
    this.#power.on();
    this.#link.setPower(true);
  }

  /** The connection is gone. On TCP nobody can answer any more; serial repeats may still heal. */
  lost(kind: 'serial' | 'tcp'): void {
    if (kind === 'tcp') this.#answerWith({ kind: 'silent' });
  }

  /** Takes one APDU from the link. */
  receive(apdu: Uint8Array): void {
    if (!this.#power.isOn) return;
    this.#hooks.note('in', describeApdu(apdu));
    if (isAnswer(apdu)) {
      this.#answerWith(readAnswer(apdu));
    } else if (this.#running === undefined) {
      this.#begin(apdu);
    } else {
      // On TCP the next command may share a packet with the last answer: let that one end first.
      const generation = this.#power.generation;
      this.#hooks.clock.after(0, () => {
        if (generation === this.#power.generation) this.#interfere(apdu);
      });
    }
  }

  #begin(apdu: Uint8Array): void {
    const running: Running = { bytes: hex(apdu), answered: undefined };
    this.#running = running;
    const ended = (): void => {
      if (this.#running === running) this.#end();
    };
    this.#hooks.run(apdu).then(ended, (error: unknown) => {
      ended();
      if (!(error instanceof PowerLost)) throw error;
    });
  }

  #end(): void {
    this.#running = undefined;
    this.#abort = undefined;
    this.#abortable = false;
    this.#abortRequested = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** A command while another one runs (PA00P015: the terminal is master then). */
  #interfere(apdu: Uint8Array): void {
    const running = this.#running;
    if (running === undefined) {
      this.#begin(apdu);
      return;
    }
    if (hex(apdu) === running.bytes) {
      // Our ACK was lost and the frame came again: same answer, nothing done twice.
      this.#hooks.note('note', 'repeated command, answered again');
      if (running.answered !== undefined) void this.#link.send(running.answered);
      return;
    }
    if (decodeApdu(apdu)?.command !== ABORT_FROM_REGISTER) {
      this.#sendAnswer(WAIT);
      return;
    }
    if (!this.#abortable) {
      this.#sendAnswer(NOT_POSSIBLE);
      return;
    }
    this.#sendAnswer(0);
    this.#abortRequested = true;
    this.#abort?.();
  }

  #sendAnswer(code: number): void {
    void this.#transmit(answerApdu(code));
  }

  /**
   * Answers the running command: code 0 is 80 00, anything else 84 code.
   * False: the register will not have heard it, so the command must not be begun.
   */
  async answer(code: number, data: readonly number[] = []): Promise<boolean> {
    const generation = this.#power.generation;
    const { tamper, silent } = await this.#strike('answer');
    if (silent) return false;
    const apdu = answerApdu(code, data);
    if (this.#running !== undefined) this.#running.answered = apdu;
    const reached = await this.#transmit(apdu, tamper);
    this.#power.check(generation);
    return reached;
  }

  /** Sends a message of the terminal and waits for the register's answer. */
  async exchange(
    point: FaultPoint,
    command: number,
    data: ArrayLike<number> = [],
    timeoutMs = this.#hooks.timing.t3Ms,
  ): Promise<Answer> {
    const generation = this.#power.generation;
    const { tamper, silent, answerLost } = await this.#strike(point);
    if (silent) return { kind: 'silent' };
    const answered = this.#nextAnswer();
    const reached = await this.#transmit(encodeApdu(command, data), tamper);
    this.#power.check(generation);
    if (!reached) {
      this.#answerWith({ kind: 'silent' });
      return { kind: 'silent' };
    }
    const cancel = this.#hooks.clock.after(timeoutMs, () => {
      this.#hooks.note('note', 'no answer in time');
      this.#link.hangUp();
      this.#answerWith({ kind: 'silent' });
    });
    const answer = await answered;
    cancel();
    this.#power.check(generation);
    if (tamper.twice) await this.#secondAnswer();
    return answerLost ? { kind: 'silent' } : answer;
  }

  /** A moment between two messages where a fault can strike. Tells whether one ends it there. */
  async moment(point: 'authorised' | 'booking' | 'booked'): Promise<'goesOn' | 'autoReversal'> {
    return (await this.#strike(point)).autoReversal ? 'autoReversal' : 'goesOn';
  }

  /** Waits; ends early when the power goes. */
  pause(delayMs: number): Promise<void> {
    return this.#power.pause(delayMs);
  }

  /** Opens or closes the time in which the register may abort with 06 B0 (PA00P015, Abort). */
  allowAbort(allowed: boolean): void {
    this.#abortable = allowed;
  }

  /** Waits for something outside the line, at most `timeoutMs`; the register's abort ends it. */
  async waitFor<T>(outside: Promise<T>, timeoutMs: number): Promise<T | 'timeout' | 'aborted'> {
    if (this.#abortRequested) return 'aborted';
    return this.#power.waitFor(outside, timeoutMs, 'aborted', (abort) => {
      this.#abort = abort;
    });
  }

  #transmit(apdu: Uint8Array, tamper: Tamper = {}): Promise<boolean> {
    this.#hooks.note('out', describeApdu(apdu));
    return this.#link.send(apdu, tamper);
  }

  #nextAnswer(): Promise<Answer> {
    return new Promise((resolve) => {
      this.#waiter = resolve;
    });
  }

  #answerWith(answer: Answer): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.(answer);
  }

  /** The register answers both copies of a message sent twice; the second must not linger. */
  async #secondAnswer(): Promise<void> {
    const generation = this.#power.generation;
    const answered = this.#nextAnswer();
    const cancel = this.#hooks.clock.after(this.#hooks.timing.twiceMs, () => {
      this.#answerWith({ kind: 'silent' });
    });
    await answered;
    cancel();
    this.#power.check(generation);
  }

  async #strike(point: FaultPoint): Promise<Struck> {
    this.#power.check();
    const action = this.#hooks.faults.take(point);
    if (action === undefined) return calm;
    this.#hooks.note('note', `fault at ${point}: ${action.kind}`);
    switch (action.kind) {
      case 'silence':
        return { ...calm, silent: true };
      case 'answerLost':
        return { ...calm, answerLost: true };
      case 'autoReversal':
        return { ...calm, autoReversal: true };
      case 'late':
        await this.pause(action.delayMs);
        return calm;
      case 'twice':
        return { ...calm, tamper: { twice: true } };
      case 'corrupt':
        return { ...calm, tamper: { corrupt: true } };
      case 'noise':
        return { ...calm, tamper: { noise: action.bytes } };
      case 'nakStorm':
        this.#link.nakNext(action.count);
        return calm;
      case 'deaf':
        this.#link.ignoreNext(action.count);
        return calm;
      case 'pulled':
        this.#pull(action);
        return calm;
      case 'powerLost':
        this.#hooks.powerOff(action.forMs);
        throw new PowerLost();
    }
  }

  #pull(action: Extract<FaultAction, { kind: 'pulled' }>): void {
    const { faults, clock } = this.#hooks;
    faults.unplug();
    if (action.forMs !== undefined) clock.after(action.forMs, () => faults.plugIn());
  }
}

function answerApdu(code: number, data: readonly number[] = []): Uint8Array {
  return encodeApdu(code === 0 ? POSITIVE : 0x8400 + code, data);
}

/** 80 xx and 84 00 are positive, 84 xx is negative (PA00P015 §1). */
function readAnswer(bytes: Uint8Array): Answer {
  const apdu = decodeApdu(bytes);
  if (apdu === undefined) return { kind: 'negative', code: 0x9a, data: new Uint8Array() };
  const code = apdu.command >>> 8 === 0x84 ? apdu.command & 0xff : 0;
  if (code === 0) return { kind: 'positive', data: apdu.data };
  return { kind: 'negative', code, data: apdu.data };
}

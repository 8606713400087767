import { Powered, PowerLost } from '../kit/powered.ts';
import type { SimClock } from '../line/clock.ts';
import type { FaultAction, FaultPoint, Faults } from './faults.ts';
import type { Link, Tamper } from './link.ts';
import { describeMessage } from './log-text.ts';
import type { TransbankTiming } from './options.ts';

/** What a session needs from the terminal around it. */
export interface SessionHooks {
  readonly clock: SimClock;
  readonly timing: TransbankTiming;
  readonly faults: Faults;
  /** True for a request the terminal knows; others are not even ACKed. */
  knows(request: string): boolean;
  /** Runs one ACKed request to its end. */
  run(request: string): Promise<void>;
  powerOff(forMs: number | undefined): void;
  note(direction: 'in' | 'out' | 'note', text: string): void;
}

interface Strike {
  readonly tamper: Tamper;
  readonly silent: boolean;
  readonly answerLost: boolean;
}

const CALM: Strike = { tamper: {}, silent: false, answerLost: false };

/**
 * One conversation with the register (Transbank POS Integrado reference, the numbered steps under
 * "Mensaje de Venta" and "Mensaje de Anulación"): ACK of a request, one command at a time, messages
 * repeated until they are ACKed, and the faults that strike at each of them.
 */
export class Session {
  readonly #link: Link;
  readonly #hooks: SessionHooks;
  #running: string | undefined;
  #answered: ((kind: 'ack' | 'nak' | 'silent') => void) | undefined;
  #cancel: (() => void) | undefined;
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
    this.#power.interrupt();
    this.#end();
  }

  /** Starts again with nothing in RAM. */
  powerOn(): void {
    this.#power.on();
  }

  /** Cancel is pressed at the terminal. True when it was waiting for the customer. */
  pressCancel(): boolean {
    const cancel = this.#cancel;
    this.#cancel = undefined;
    cancel?.();
    return cancel !== undefined;
  }

  /** The register's ACK or NAK; without a message of ours that waits for one it means nothing. */
  answer(kind: 'ack' | 'nak'): void {
    this.#hooks.note('in', kind.toUpperCase());
    this.#answered?.(kind);
  }

  /** Takes one good request from the link. */
  request(text: string): void {
    this.#hooks.note('in', describeMessage(text));
    if (this.#running === undefined) {
      this.#begin(text);
      return;
    }
    // It may share a packet with the ACK that ends the running command: let that one end first.
    const generation = this.#power.generation;
    this.#hooks.clock.after(0, () => {
      if (generation === this.#power.generation) this.#begin(text);
    });
  }

  #begin(text: string): void {
    const { note, knows } = this.#hooks;
    if (this.#running === text) {
      // Our ACK was lost and the register has sent it again: it must not be done twice.
      note('note', 'repeated request, ACKed again');
      void this.#guard(this.#acknowledge());
    } else if (this.#running !== undefined) {
      note('note', 'busy, request ignored');
    } else if (!knows(text)) {
      note('note', 'unknown request, ignored');
    } else {
      this.#running = text;
      const generation = this.#power.generation;
      void this.#guard(this.#run(text)).then(() => {
        if (generation === this.#power.generation) this.#end();
      });
    }
  }

  async #run(text: string): Promise<void> {
    await this.#acknowledge();
    await this.#hooks.run(text);
  }

  async #acknowledge(): Promise<void> {
    const { tamper, silent } = await this.#strike('ack');
    if (silent) return;
    this.#hooks.note('out', 'ACK');
    this.#link.acknowledge(tamper);
  }

  async #guard(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error;
    }
  }

  #end(): void {
    this.#running = undefined;
    this.#cancel = undefined;
    this.#answered = undefined;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Sends a message until it is ACKed. False: not ACKed after the last transmission. */
  async send(point: FaultPoint, text: string): Promise<boolean> {
    const { timing, note } = this.#hooks;
    for (let transmission = 1; transmission <= timing.transmissions; transmission += 1) {
      if (transmission > 1) note('note', `transmission ${transmission}`);
      const { answerLost } = await this.#transmit(point, text);
      if ((await this.#waitForAnswer(answerLost)) === 'ack') return true;
    }
    note('note', `given up after ${timing.transmissions} transmissions`);
    return false;
  }

  /** Sends a message once; whether it is ACKed does not matter. */
  async tell(point: FaultPoint, text: string): Promise<void> {
    await this.#transmit(point, text);
  }

  async #transmit(point: FaultPoint, text: string): Promise<Strike> {
    await this.pause(this.#hooks.timing.gapMs);
    const strike = await this.#strike(point);
    if (strike.silent) return strike;
    this.#hooks.note('out', describeMessage(text));
    this.#link.send(text, strike.tamper);
    return strike;
  }

  async #waitForAnswer(answerLost: boolean): Promise<'ack' | 'nak' | 'silent'> {
    const generation = this.#power.generation;
    const kind = await new Promise<'ack' | 'nak' | 'silent'>((resolve) => {
      const finish = (how: 'ack' | 'nak' | 'silent'): void => {
        cancel();
        forget();
        this.#answered = undefined;
        resolve(how);
      };
      const interrupt = (): void => finish('silent');
      const cancel = this.#hooks.clock.after(this.#hooks.timing.ackMs, interrupt);
      const forget = this.#power.whenLost(interrupt);
      if (!answerLost) this.#answered = finish;
    });
    this.#power.check(generation);
    return kind;
  }

  /** A moment between two messages where a fault can strike. */
  async moment(point: 'authorised' | 'stored'): Promise<void> {
    await this.#strike(point);
  }

  /** Waits; ends early when the power goes. */
  pause(delayMs: number): Promise<void> {
    return this.#power.pause(delayMs);
  }

  /** Waits for the customer, at most `timeoutMs`; the cancel key ends it. */
  waitFor<T>(customer: Promise<T>, timeoutMs: number): Promise<T | 'timeout' | 'cancelled'> {
    return this.#power.waitFor(customer, timeoutMs, 'cancelled', (cancel) => {
      this.#cancel = cancel;
    });
  }

  async #strike(point: FaultPoint): Promise<Strike> {
    this.#power.check();
    const action = this.#hooks.faults.take(point);
    if (action === undefined) return CALM;
    this.#hooks.note('note', `fault at ${point}: ${action.kind}`);
    switch (action.kind) {
      case 'silence':
        return { ...CALM, silent: true };
      case 'answerLost':
        return { ...CALM, answerLost: true };
      case 'late':
        await this.pause(action.delayMs);
        return CALM;
      case 'twice':
        return { ...CALM, tamper: { twice: true } };
      case 'corrupt':
        return { ...CALM, tamper: { corrupt: true } };
      case 'badLrc':
        return { ...CALM, tamper: { badLrc: true } };
      case 'split':
        return { ...CALM, tamper: { splitMs: action.delayMs } };
      case 'noise':
        return { ...CALM, tamper: { noise: action.bytes } };
      case 'nakStorm':
        this.#hooks.faults.nakNext(action.count);
        return CALM;
      case 'deaf':
        this.#hooks.faults.deafFor(action.count);
        return CALM;
      case 'pulled':
        this.#pull(action);
        return CALM;
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

import type { Currency } from '../../../core/money/currency.ts';
import type { DeviceStatus } from '../../../till/ports/device.ts';
import type { LastTransactionOutcome } from '../../../till/ports/card-terminal.ts';
import type { Log } from '../../../till/ports/system.ts';
import type { ZvtCharset } from '../../protocol/zvt/charset.ts';
import {
  abort,
  CONFIG_REGISTER_PRINTS,
  logOff,
  registration,
  repeatReceipt,
  statusEnquiry,
} from '../../protocol/zvt/commands.ts';
import type { ExchangeEnd } from '../../protocol/zvt/exchange-events.ts';
import { SERIAL_TIMES } from '../../protocol/zvt/serial-session.ts';
import { diagnosis, initialisation } from '../../protocol/zvt/service-commands.ts';
import type { StatusInfo } from '../../protocol/zvt/status-info.ts';
import { delay } from '../../transport/timers.ts';
import { StandingLine, type StandingLineOptions } from '../terminal-kit/standing-line.ts';
import { NamedTimers } from '../terminal-kit/named-timers.ts';
import { ZvtExchanger } from './exchange.ts';
import type { CommandShape, ExchangeHandlers } from './exchange.ts';
import { lastTransactionOutcome } from './outcome.ts';
import { readEnquiry, registeredStatus, registrationFault, upkeepFor } from './registration.ts';
import type { Upkeep } from './registration.ts';

export interface ZvtConnectionOptions extends StandingLineOptions {
  /** 'serial': frames with check sums and acknowledgements; 'tcp': bare messages. */
  readonly framing: 'serial' | 'tcp';
  /** Six digits. */
  readonly password: string;
  readonly currency: Currency;
  /** Offered at registration; in force only when the terminal agrees. */
  readonly charset?: ZvtCharset;
  /** The cashier judges signatures given on the terminal's screen (06 D0). Default false. */
  readonly checksSignatures?: boolean;
  readonly log: Log;
  /** How often an idle terminal is asked how it is: it runs its timed jobs then. */
  readonly enquiryEveryMs?: number;
  /** How long recovery waits for a busy terminal: longer than the terminal's own T4. */
  readonly busyLimitMs?: number;
  /** How long closing waits for the terminal to take note of the log-off. */
  readonly logOffMs?: number;
  /** How long a running command outlives a serial line that went away. */
  readonly lineGoneMs?: number;
}

/** Must have made its verdict durable when it returns; a throw leaves the status unanswered. */
type LateDecider = (status: StatusInfo) => 'book' | 'refuse';

const ENQUIRY_EVERY_MS = 60_000;
const BUSY_LIMIT_MS = 200_000;
const BUSY_POLL_MS = 2000;
/** How often a terminal that says "please wait" is asked again while a person waits. */
const BUSY_REPEATS = 4;
const SILENT_POLLS = 3;
const LOG_OFF_MS = 300;
const FIRST_REGISTER_RETRY_MS = 2000;
const MAX_REGISTER_RETRY_MS = 30_000;

/**
 * The register's standing with one ZVT terminal: line open, registered, known to be idle or not.
 * It connects, registers and asks how the terminal is by itself; operations use it one at a time.
 */
export class ZvtConnection {
  readonly #options: ZvtConnectionOptions;
  readonly #line: StandingLine;
  readonly #exchanger: ZvtExchanger;
  readonly #timers: NamedTimers<'next'>;
  #registered = false;
  /** True until the terminal is known to be idle: after a start, and after any lost end. */
  #unsettled = true;
  #closed = false;
  #registerRetryMs = FIRST_REGISTER_RETRY_MS;
  /** What the terminal needs, and what it was already asked to do about it since it connected. */
  #upkeep: Upkeep | null = null;
  readonly #upkeepTried = new Set<Upkeep>();
  #decideLate: LateDecider | null = null;

  constructor(options: ZvtConnectionOptions) {
    this.#options = options;
    this.#line = new StandingLine(options);
    this.#timers = new NamedTimers(options.timers);
    this.#exchanger = new ZvtExchanger({
      ...options,
      // With nobody to keep it the terminal shall not keep it either: nothing stands unknown.
      decideLate: (status) => this.#decideLate?.(status) ?? 'refuse',
      onBroken: () => {
        this.distrust();
        void this.#line.restart();
      },
    });
    this.#line.start(
      () => this.#onOpen(),
      () => this.#onDown(),
    );
  }

  status(): DeviceStatus {
    return this.#line.status();
  }

  /** Returns a function that stops listening. */
  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#line.onStatus(listener);
  }

  /** Who decides on an approval that belongs to no running command; null: it is refused. */
  setLateDecider(decide: LateDecider | null): void {
    this.#decideLate = decide;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timers.stopAll();
    await this.#logOff();
    this.#exchanger.dispose();
    await this.#line.close();
  }

  /** Runs `work` when nothing else uses the line. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#line.exclusively(work);
  }

  /** Runs one command to its end. Only within `exclusively`. */
  async run(
    command: Uint8Array,
    handlers: ExchangeHandlers = {},
    shape: CommandShape = {},
  ): Promise<ExchangeEnd> {
    // While the register closes the line belongs to the log-off.
    if (this.#closed) return { kind: 'notSent', reason: 'disconnected' };
    const end = await this.#exchanger.run(command, handlers, shape);
    if (end.kind === 'lost') {
      this.distrust();
      this.#line.tell('fault', 'noAnswer');
      this.#later(2 * SERIAL_TIMES.t2Ms, () => this.#refresh());
      // PA00P016 §3: on TCP the side that waited in vain drops the connection.
      if (this.#options.framing === 'tcp') await this.#line.restart();
    }
    return end;
  }

  /** Asks the running command to stop. */
  cancel(): void {
    this.#exchanger.cancel();
  }

  /** The end of a sequence never came, or not as it should: nothing is taken for granted. */
  distrust(): void {
    this.#unsettled = true;
    this.#registered = false;
  }

  /** The terminal said it will be away for an update or a restart. */
  expectAbsence(): void {
    this.distrust();
    this.#line.tell('fault', 'maintenance');
  }

  /**
   * Line open and registered, which also proves that nothing is left over; or why not. A terminal
   * that answers the registration with "please wait" (84 9C, PA00P015 §1) is asked again a few
   * times while it `isWanted`: it may be at a job of its own, and a registration moves no money.
   */
  async makeReady(isWanted: () => boolean = () => true): Promise<string | null> {
    const { timers } = this.#options;
    const closed = await this.#line.makeReady();
    if (closed !== null) return closed;
    if (this.#registered) return null;
    let fault = await this.#register();
    for (let asked = 0; fault === 'busy' && asked < BUSY_REPEATS; asked += 1) {
      await delay(timers, BUSY_POLL_MS);
      if (this.#closed || !isWanted()) return fault;
      fault = await this.#register();
    }
    return fault;
  }

  /** Registered, and nothing is known to be under way at the terminal. */
  isIdle(): boolean {
    return this.#registered && !this.#unsettled;
  }

  /** The character set in force. */
  charset(): ZvtCharset {
    return this.#exchanger.charset();
  }

  /** Waits out whatever still runs and registers anew; null then, else why it could not. */
  async recover(): Promise<string | null> {
    return (await this.#settle()) ?? (await this.#register());
  }

  /** Waits out whatever still runs, then asks for the last transaction (06 20, PA00P015 §2.8). */
  async askLast(): Promise<LastTransactionOutcome> {
    const fault = await this.recover();
    if (fault !== null) return { kind: 'unreachable', reason: fault };
    const end = await this.run(repeatReceipt(this.#options.password));
    return lastTransactionOutcome(end);
  }

  async #register(): Promise<string | null> {
    const { password, currency, charset, checksSignatures = false } = this.#options;
    const offered = charset ?? 'utf8';
    const end = await this.run(
      registration({
        password,
        config: CONFIG_REGISTER_PRINTS,
        currencyNumeric: currency.numeric,
        charset: offered,
        checksSignatures,
      }),
    );
    const garbage = this.#options.framing === 'serial' && this.#exchanger.heardOnlyGarbage();
    const fault = registrationFault(end, garbage);
    if (end.kind !== 'completed' || fault !== null) {
      this.#registered = false;
      this.#line.tell('fault', fault);
      return fault ?? 'noAnswer';
    }
    this.#registered = true;
    // A terminal that takes up and ends a command has nothing else under way.
    this.#unsettled = false;
    this.#registerRetryMs = FIRST_REGISTER_RETRY_MS;
    this.#exchanger.setCharset(end.completion.charset ?? 'cp437');
    const { state, code } = registeredStatus(end.completion.statusByte);
    this.#line.tell(state, code);
    this.#upkeep = upkeepFor(code);
    return null;
  }

  /**
   * Ends the registration so that the terminal can be used by itself (06 02). Only when it is
   * idle, and not waited for longer than a person would notice: the line may be dead.
   */
  async #logOff(): Promise<void> {
    if (!this.#registered || this.#unsettled || this.#exchanger.isRunning()) return;
    const { timers, logOffMs } = this.#options;
    await new Promise<void>((resolve) => {
      const cancel = timers.after(logOffMs ?? LOG_OFF_MS, resolve);
      void this.#exchanger
        .run(logOff(), {}, { endsWith: 'answer' })
        // A terminal that waits for the ACK of its answer hears no one who comes next.
        .then(() => this.#exchanger.flushed())
        .then(() => {
          cancel();
          resolve();
        });
    });
  }

  /** Waits until the terminal is idle; null then, else why it could not be reached. */
  async #settle(): Promise<string | null> {
    const { timers, busyLimitMs, log } = this.#options;
    const closed = await this.#line.makeReady();
    if (closed !== null) return closed;
    if (!this.#unsettled) return null;
    // The terminal may be repeating its last message: it is answered, and nothing is sent yet.
    await delay(timers, SERIAL_TIMES.t2Ms);
    let reason = 'busy';
    let askedToStop = false;
    const polls = Math.ceil((busyLimitMs ?? BUSY_LIMIT_MS) / BUSY_POLL_MS);
    for (let poll = 0; poll < polls && !this.#closed; poll += 1) {
      const enquiry = readEnquiry(await this.run(statusEnquiry()));
      if (enquiry.kind === 'idle') {
        this.#unsettled = false;
        return null;
      }
      reason = enquiry.kind === 'busy' ? 'busy' : enquiry.reason;
      log.info('zvt terminal not idle yet', { reason });
      // A line that is not there will not answer for as long as a busy terminal may take.
      if (enquiry.kind === 'silent' && poll + 1 >= SILENT_POLLS) return reason;
      if (enquiry.kind === 'busy' && !askedToStop) {
        // Nobody waits at that payment any more; what becomes of it is asked afterwards.
        askedToStop = true;
        await this.run(abort(), {}, { endsWith: 'answer' });
      }
      await delay(timers, BUSY_POLL_MS);
    }
    return reason;
  }

  #onOpen(): void {
    this.#registerRetryMs = FIRST_REGISTER_RETRY_MS;
    // After a start or a lost end the terminal may be repeating a result: it is only answered,
    // and gets no command that it could take for "not acknowledged", until that is over.
    this.#later(this.#unsettled ? SERIAL_TIMES.t2Ms : 0, () => this.#refresh());
  }

  /** It may restart meanwhile, and then knows nothing of a registration. */
  #onDown(): void {
    this.#registered = false;
    this.#upkeepTried.clear();
  }

  /** Checks up on the terminal when the line is free, and comes back for the next time. */
  async #refresh(): Promise<void> {
    await this.exclusively(async () => {
      if (this.#closed || !this.#line.isOpen()) return;
      // An operation lost its end while this waited for the line: the pause it set comes first.
      if (this.#timers.isRunning('next')) return;
      await this.#checkUp();
      await this.#doUpkeep();
    });
    if (this.#closed || this.#timers.isRunning('next')) return;
    if (this.#registered) {
      this.#later(this.#options.enquiryEveryMs ?? ENQUIRY_EVERY_MS, () => this.#refresh());
      return;
    }
    this.#later(this.#registerRetryMs, () => this.#refresh());
    this.#registerRetryMs = Math.min(this.#registerRetryMs * 2, MAX_REGISTER_RETRY_MS);
  }

  /** Asks once for what the terminal said it needs. Never under way: the line is free here. */
  async #doUpkeep(): Promise<void> {
    const upkeep = this.#upkeep;
    if (upkeep === null || !this.#registered || this.#closed) return;
    if (this.#upkeepTried.has(upkeep)) return;
    this.#upkeepTried.add(upkeep);
    const command = upkeep === 'diagnosis' ? diagnosis() : initialisation(this.#options.password);
    const end = await this.run(command);
    this.#options.log.info('zvt upkeep', { upkeep, end: end.kind });
    if (end.kind !== 'lost' && end.kind !== 'notSent') await this.#checkUp();
  }

  /** Registers, or asks a registered terminal how it is. */
  async #checkUp(): Promise<void> {
    if (!this.#registered) {
      await this.#register();
      return;
    }
    const end = await this.run(statusEnquiry());
    const enquiry = readEnquiry(end);
    if (enquiry.kind === 'idle') {
      this.#unsettled = false;
      this.#line.tell(enquiry.status.state, enquiry.status.code);
      this.#upkeep = upkeepFor(enquiry.status.code);
      if (this.#upkeep === null) this.#upkeepTried.clear();
    } else if (enquiry.kind === 'busy') {
      this.#line.tell('ready', 'busy');
    } else {
      this.#registered = false;
      this.#line.tell('fault', 'noAnswer');
    }
  }

  #later(delayMs: number, run: () => Promise<void>): void {
    if (this.#closed) return;
    this.#timers.start('next', delayMs, () => void run());
  }
}

import type {
  CloseBatchOutcome,
  LateResultDecider,
  RepeatedSlipsOutcome,
  TerminalCapabilities,
  TerminalObserver,
  TerminalOutcome,
  TerminalRefundRequest,
  TotalsOutcome,
} from '../../../till/ports/card-terminal.ts';
import type { DeviceStatus } from '../../../till/ports/device.ts';
import type { Log } from '../../../till/ports/system.ts';

/** Capabilities of a terminal that only takes payments. */
export const NO_CAPABILITIES: TerminalCapabilities = {
  reversal: false,
  reversalRepeatable: false,
  refund: false,
  partialRefund: false,
  lastTransaction: 'none',
  closeBatch: false,
  closeForgets: false,
  totals: false,
  abort: false,
  refusesResult: false,
  signatureCheck: false,
  repeatsSlips: false,
  walletCodes: [],
  walletSelection: [],
};

/** What every driver's connection can do. */
export interface TerminalLine {
  status(): DeviceStatus;
  onStatus(listener: (status: DeviceStatus) => void): () => void;
  /** Runs `work` when nothing else uses the line. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Line open and the terminal ready: null; else why not, as a code. Whoever waits for a busy terminal
   * goes on only while it `isWanted`.
   */
  makeReady(isWanted?: () => boolean): Promise<string | null>;
  /** Asks what runs to stop; absent where the protocol cannot. */
  cancel?(): void;
  close(): Promise<void>;
}

const NOT_SUPPORTED = 'notSupported';
export const OPERATION_RUNNING = 'operationRunning';

/** An outcome of which nothing was sent. */
export function notStarted(reason: string): TerminalOutcome {
  return { kind: 'notStarted', reason };
}

/**
 * What all card terminals have in common: one operation at a time, a status, one who decides on
 * approvals that come late, and an answer to whatever the protocol does not have.
 */
export abstract class BaseTerminal {
  readonly terminalId: string;
  readonly #line: TerminalLine;
  readonly #log: Log;
  #operating = false;
  #cancelWanted = false;
  #decideLate: LateResultDecider | null = null;

  protected constructor(terminalId: string, line: TerminalLine, log: Log) {
    this.terminalId = terminalId;
    this.#line = line;
    this.#log = log;
  }

  /** Somebody wants the running operation to stop. */
  protected get cancelWanted(): boolean {
    return this.#cancelWanted;
  }

  protected get isOperating(): boolean {
    return this.#operating;
  }

  /**
   * Who decides on an approval that no running operation waits for; null: nobody. A terminal that
   * says nothing out of turn has nothing to do here.
   */
  protected hearLate(_decide: LateResultDecider | null): void {}

  status(): DeviceStatus {
    return this.#line.status();
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#line.onStatus(listener);
  }

  onLateResult(decide: LateResultDecider): () => void {
    this.#decideLate = decide;
    this.hearLate(decide);
    return () => {
      if (this.#decideLate !== decide) return;
      this.#decideLate = null;
      this.hearLate(null);
    };
  }

  close(): Promise<void> {
    return this.#line.close();
  }

  /** Line open and the terminal ready: null; else why not. */
  connect(): Promise<string | null> {
    return this.operate(OPERATION_RUNNING, () => this.#line.makeReady());
  }

  requestCancel(): void {
    if (!this.#operating) return;
    this.#cancelWanted = true;
    this.#line.cancel?.();
  }

  /** The protocol has none. */
  reverse(_request: TerminalRefundRequest, _observer: TerminalObserver): Promise<TerminalOutcome> {
    return Promise.resolve(notStarted(NOT_SUPPORTED));
  }

  /** The protocol has none: money goes back another way. */
  refund(_request: TerminalRefundRequest, _observer: TerminalObserver): Promise<TerminalOutcome> {
    return Promise.resolve(notStarted(NOT_SUPPORTED));
  }

  /** The protocol has none: the terminal prints its slips itself. */
  repeatSlips(): Promise<RepeatedSlipsOutcome> {
    return Promise.resolve({ kind: 'none', reason: NOT_SUPPORTED });
  }

  /** The protocol has none. */
  closeBatch(
    _observer: Pick<TerminalObserver, 'progress' | 'receipt'>,
  ): Promise<CloseBatchOutcome> {
    return Promise.resolve({ kind: 'failed', resultCode: '', reason: NOT_SUPPORTED });
  }

  /** The protocol has none. */
  totals(): Promise<TotalsOutcome> {
    return Promise.resolve({ kind: 'unreachable', reason: NOT_SUPPORTED });
  }

  /**
   * One operation on a line that is open and with a terminal that is ready; `refused` makes the outcome
   * of one that could not begin.
   */
  protected ready<T>(refused: (reason: string) => T, work: () => Promise<T>): Promise<T> {
    return this.operate(refused(OPERATION_RUNNING), async () => {
      const fault = await this.#line.makeReady(() => !this.#cancelWanted);
      return fault === null ? work() : refused(fault);
    });
  }

  /** As `ready`, for what moves money: the intent is on the disk before `work` sends a byte. */
  protected moveMoney(
    observer: TerminalObserver,
    work: () => Promise<TerminalOutcome>,
  ): Promise<TerminalOutcome> {
    return this.operate(notStarted(OPERATION_RUNNING), async () => {
      const fault = await this.#line.makeReady(() => !this.#cancelWanted);
      if (this.#cancelWanted) return notStarted('cancelled');
      if (fault !== null) return notStarted(fault);
      try {
        observer.sending();
      } catch (error) {
        // The intent is not on disk, so not one byte may leave.
        this.#log.error('payment intent not stored', { error: String(error) });
        return notStarted('intentNotDurable');
      }
      return work();
    });
  }

  /** One operation at a time: a second one gets `busy` at once. */
  protected async operate<T>(busy: T, work: () => Promise<T>): Promise<T> {
    if (this.#operating) return busy;
    this.#operating = true;
    this.#cancelWanted = false;
    try {
      return await this.#line.exclusively(work);
    } finally {
      this.#operating = false;
    }
  }
}

import type {
  CardTerminal,
  CloseBatchOutcome,
  DeviceStatus,
  LastTransactionOutcome,
  TerminalCapabilities,
  TerminalGiveBackRequest,
  TerminalObserver,
  TerminalOutcome,
  TerminalPaymentRequest,
  TotalsOutcome,
} from '../../till/ports.ts';
import { authorization, endOfDay, refund, reversal, sendTotals } from '../protocol/zvt/commands.ts';
import type { ExchangeEnd } from '../protocol/zvt/command-session.ts';
import { byteCode } from '../protocol/zvt/hex.ts';
import type { ReceiptKind } from '../protocol/zvt/print-text.ts';
import { isApprovedStatus } from '../protocol/zvt/status-info.ts';
import type { StatusInfo } from '../protocol/zvt/status-info.ts';
import { ReceiptCollector } from './receipt-collector.ts';
import { ZvtConnection } from './zvt-connection.ts';
import type { ZvtConnectionOptions } from './zvt-connection.ts';
import {
  closeBatchOutcome,
  goesAway,
  paymentOutcome,
  reversalOutcome,
  totalsOutcome,
} from './zvt-outcome.ts';
import type { NeedsConfirmation } from './zvt-outcome.ts';
import { terminalResult } from './zvt-result.ts';

export interface ZvtTerminalOptions extends ZvtConnectionOptions {
  /** The register's name for this terminal; journal entries carry it. */
  readonly terminalId: string;
}

const MAX_AMOUNT_MINOR = 999_999_999_999;

const CAPABILITIES: TerminalCapabilities = {
  reversal: true,
  reversalRepeatable: true,
  refund: true,
  partialRefund: true,
  lastTransaction: 'byComparison',
  closeBatch: true,
  totals: true,
  abort: true,
  refusesResult: true,
  walletCodes: [],
  walletSelection: [],
};

/** The outcome of one command that can move money, before it is told to the caller. */
type MoneyEnd = TerminalOutcome | NeedsConfirmation;

/**
 * A card terminal that speaks ZVT (PA00P015, PA00P016). It connects and registers by itself and
 * keeps doing so; every operation is one sequence in which the terminal has the last word. What
 * it cannot know it reports as `unknown`; it never sends a payment twice.
 */
export class ZvtTerminal implements CardTerminal {
  readonly terminalId: string;
  readonly capabilities = CAPABILITIES;
  readonly #options: ZvtTerminalOptions;
  readonly #connection: ZvtConnection;
  #operating = false;
  #cancelWanted = false;

  constructor(options: ZvtTerminalOptions) {
    this.terminalId = options.terminalId;
    this.#options = options;
    this.#connection = new ZvtConnection(options);
  }

  status(): DeviceStatus {
    return this.#connection.status();
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#connection.onStatus(listener);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** 06 01. See TerminalOutcome for what each outcome allows the caller to believe. */
  pay(request: TerminalPaymentRequest, observer: TerminalObserver): Promise<TerminalOutcome> {
    const { amountMinor, currency } = request;
    if (amountMinor <= 0 || amountMinor > MAX_AMOUNT_MINOR) {
      return Promise.resolve({ kind: 'notStarted', reason: 'amountNotPossible' });
    }
    if (currency.code !== this.#options.currency.code) {
      return Promise.resolve({ kind: 'notStarted', reason: 'wrongCurrency' });
    }
    const command = authorization(amountMinor, currency.numeric);
    return this.#moveMoney(command, observer, paymentOutcome);
  }

  /** 06 30. Asked twice it answers "already reversed", which counts as done. */
  reverse(request: TerminalGiveBackRequest, observer: TerminalObserver): Promise<TerminalOutcome> {
    const { receiptNo } = request.original;
    if (!/^\d{1,4}$/.test(receiptNo)) {
      return Promise.resolve({ kind: 'notStarted', reason: 'receiptNoNotPossible' });
    }
    const command = reversal({
      password: this.#options.password,
      receiptNo,
      amountMinor: request.amountMinor,
      currencyNumeric: request.currency.numeric,
    });
    return this.#moveMoney(command, observer, reversalOutcome);
  }

  /** 06 31. Never repeated here: a second one would pay a second time. */
  refund(request: TerminalGiveBackRequest, observer: TerminalObserver): Promise<TerminalOutcome> {
    const { amountMinor, currency } = request;
    if (amountMinor <= 0 || amountMinor > MAX_AMOUNT_MINOR) {
      return Promise.resolve({ kind: 'notStarted', reason: 'amountNotPossible' });
    }
    const command = refund({
      password: this.#options.password,
      amountMinor,
      currencyNumeric: currency.numeric,
    });
    return this.#moveMoney(command, observer, paymentOutcome);
  }

  requestCancel(): void {
    if (!this.#operating) return;
    this.#cancelWanted = true;
    this.#connection.cancel();
  }

  /**
   * Finds out what the terminal booked last: lets a running sequence end, waits until the
   * terminal is idle, registers, and asks with 06 20. Moves no money.
   */
  async lastTransaction(): Promise<LastTransactionOutcome> {
    if (this.#operating) return { kind: 'unreachable', reason: 'operationRunning' };
    this.#operating = true;
    try {
      return await this.#connection.exclusively(() => this.#connection.askLast());
    } finally {
      this.#operating = false;
    }
  }

  /** 06 50. `failed` leaves the batch open; `unknown` means it may be closed. */
  async closeBatch(
    observer: Pick<TerminalObserver, 'progress' | 'receipt'>,
  ): Promise<CloseBatchOutcome> {
    if (this.#operating) return { kind: 'failed', resultCode: '', reason: 'operationRunning' };
    this.#operating = true;
    this.#cancelWanted = false;
    try {
      return await this.#connection.exclusively(() => this.#runCloseBatch(observer));
    } finally {
      this.#operating = false;
    }
  }

  /** 06 10. Moves nothing; also waits out an operation whose end was lost. */
  async totals(): Promise<TotalsOutcome> {
    if (this.#operating) return { kind: 'unreachable', reason: 'operationRunning' };
    this.#operating = true;
    try {
      return await this.#connection.exclusively(async () => {
        const fault = await this.#connection.makeReady();
        if (fault !== null) return { kind: 'unreachable', reason: fault };
        const lines: string[] = [];
        const receipts = this.#collector(['admin'], {
          receipt: (slip) => void lines.push(...slip.lines),
        });
        const end = await this.#connection.run(sendTotals(this.#options.password), {
          print: (print) => receipts.add(print),
        });
        receipts.flush();
        return totalsOutcome(end, lines);
      });
    } finally {
      this.#operating = false;
    }
  }

  async #moveMoney(
    command: Uint8Array,
    observer: TerminalObserver,
    outcomeOf: (end: ExchangeEnd, refused: boolean) => MoneyEnd,
  ): Promise<TerminalOutcome> {
    if (this.#operating) return { kind: 'notStarted', reason: 'operationRunning' };
    this.#operating = true;
    this.#cancelWanted = false;
    try {
      return await this.#connection.exclusively(async () => {
        const fault = await this.#connection.makeReady();
        if (fault !== null) return { kind: 'notStarted', reason: fault };
        if (this.#cancelWanted) return { kind: 'notStarted', reason: 'cancelled' };
        return this.#runMoney(command, observer, outcomeOf);
      });
    } finally {
      this.#operating = false;
    }
  }

  async #runMoney(
    command: Uint8Array,
    observer: TerminalObserver,
    outcomeOf: (end: ExchangeEnd, refused: boolean) => MoneyEnd,
  ): Promise<TerminalOutcome> {
    try {
      observer.sending();
    } catch (error) {
      // The intent is not on disk, so not one byte may leave.
      this.#options.log.error('payment intent not stored', { error: String(error) });
      return { kind: 'notStarted', reason: 'intentNotDurable' };
    }
    let refused = false;
    const receipts = this.#collector(['merchant', 'customer'], observer);
    const end = await this.#connection.run(command, {
      progress: (code, text) => observer.progress({ code: byteCode(code), text }),
      print: (print) => receipts.add(print),
      decide: (status) => {
        const verdict = observer.result(terminalResult(status));
        // Only an approval can be refused; a decline is simply acknowledged.
        refused = verdict === 'refuse' && isApprovedStatus(status);
        return refused ? 'refuse' : 'book';
      },
    });
    receipts.flush();
    const outcome = outcomeOf(end, refused);
    if (outcome.kind === 'confirm') return this.#confirm(outcome);
    if (outcome.kind === 'unknown') this.#connection.distrust();
    return outcome;
  }

  #collector(
    order: readonly ReceiptKind[],
    observer: Pick<TerminalObserver, 'receipt'>,
  ): ReceiptCollector {
    return new ReceiptCollector(order, (receipt) => {
      try {
        observer.receipt(receipt);
      } catch (error) {
        // A lost slip can be printed again; the payment it belongs to must go on.
        this.#options.log.error('terminal receipt not stored', { error: String(error) });
      }
    });
  }

  /**
   * The approval was acknowledged and the completion lost. By PA00P015 §2.2 the payment stands
   * once the status, and every print message, is acknowledged; how many print messages were to
   * come the register cannot know. So the terminal is asked, and only its word makes it approved.
   */
  async #confirm(lost: NeedsConfirmation): Promise<TerminalOutcome> {
    this.#connection.distrust();
    const last = await this.#connection.askLast();
    if (last.kind === 'found' && last.result.approved && isSame(last.result, lost.status)) {
      return { kind: 'approved', result: last.result };
    }
    return { kind: 'unknown', reason: `completionLost:${lost.reason}` };
  }

  async #runCloseBatch(
    observer: Pick<TerminalObserver, 'progress' | 'receipt'>,
  ): Promise<CloseBatchOutcome> {
    const fault = await this.#connection.makeReady();
    if (fault !== null) return { kind: 'failed', resultCode: '', reason: fault };
    const lines: string[] = [];
    const receipts = this.#collector(['admin'], {
      receipt: (receipt) => {
        lines.push(...receipt.lines);
        observer.receipt(receipt);
      },
    });
    const end = await this.#connection.run(endOfDay(this.#options.password), {
      progress: (code, text) => observer.progress({ code: byteCode(code), text }),
      print: (print) => receipts.add(print),
    });
    receipts.flush();
    const outcome = closeBatchOutcome(end, lines);
    if (outcome.kind === 'unknown') this.#connection.distrust();
    if (end.kind === 'completed' && goesAway(end.completion)) {
      this.#connection.expectAbsence();
    }
    return outcome;
  }
}

/** True when the terminal's last transaction is the one whose status was acknowledged. */
function isSame(
  last: { readonly receiptNo: string; readonly trace: string; readonly amountMinor: number | null },
  status: StatusInfo,
): boolean {
  const named = status.receiptNo !== '' || status.trace !== '';
  return (
    named &&
    last.receiptNo === status.receiptNo &&
    last.trace === status.trace &&
    last.amountMinor === status.amountMinor
  );
}

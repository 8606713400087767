import type { Currency } from '../../../core/money/currency.ts';
import type {
  CardTerminal,
  CloseBatchOutcome,
  LastTransactionOutcome,
  LateResultDecider,
  RepeatedSlipsOutcome,
  TerminalCapabilities,
  TerminalRefundRequest,
  TerminalObserver,
  TerminalOutcome,
  TerminalPaymentRequest,
  TotalsOutcome,
} from '../../../till/ports/card-terminal.ts';
import type { DeviceStatus } from '../../../till/ports/device.ts';
import { lastSale, loadKeys, sale, voidSale } from '../../protocol/transbank/commands.ts';
import type { TransbankRequest } from '../../protocol/transbank/commands.ts';
import type { ExchangeEnd } from '../../protocol/transbank/exchange-session.ts';
import type { TransbankMessage } from '../../protocol/transbank/messages.ts';
import { shownCode } from '../../protocol/transbank/response-codes.ts';
import { askTotals, closeWithTotals } from './batch.ts';
import { TransbankConnection } from './connection.ts';
import type { TransbankConnectionOptions } from './connection.ts';
import {
  ALREADY_VOIDED,
  lastTransactionOutcome,
  paymentOutcome,
  reversalOutcome,
} from './outcome.ts';
import { saleResult, voidResult, wholeUnits } from './result.ts';

export interface TransbankTerminalOptions extends TransbankConnectionOptions {
  /** The register's name for this terminal; journal entries carry it. */
  readonly terminalId: string;
  readonly currency: Currency;
}

const CAPABILITIES: TerminalCapabilities = {
  reversal: true,
  reversalRepeatable: true,
  refund: false,
  partialRefund: false,
  lastTransaction: 'exact',
  closeBatch: true,
  closeForgets: true,
  totals: true,
  // The protocol has no message for it: the customer presses cancel at the terminal.
  abort: false,
  refusesResult: false,
  signatureCheck: false,
  // It prints its vouchers itself.
  repeatsSlips: false,
  walletCodes: [],
  walletSelection: [],
};

const KEYS_NEEDED = shownCode('26');

/** How the loading of keys went; `reason` says why it did not. */
export type KeysOutcome =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * A card terminal that speaks POS Integrado of Transbank. It connects and polls by itself. The
 * register's reference goes with a sale and comes back with it, so that the last sale tells for
 * certain whether it is the one asked about. It never sends a sale twice unless the terminal said
 * that it had not taken the first (NAK).
 */
export class TransbankTerminal implements CardTerminal {
  readonly terminalId: string;
  readonly capabilities = CAPABILITIES;
  readonly #options: TransbankTerminalOptions;
  readonly #connection: TransbankConnection;
  #operating = false;
  #cancelWanted = false;
  #decideLate: LateResultDecider | null = null;

  constructor(options: TransbankTerminalOptions) {
    this.terminalId = options.terminalId;
    this.#options = options;
    this.#connection = new TransbankConnection(options);
  }

  status(): DeviceStatus {
    return this.#connection.status();
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#connection.onStatus(listener);
  }

  /**
   * Told of the answer to a sale that was given up, before it is acknowledged. The terminal has
   * booked it by then, so 'refuse' changes nothing. A late answer to a void is not told: asked
   * again, the terminal answers 04.
   */
  onLateResult(decide: LateResultDecider): () => void {
    this.#decideLate = decide;
    this.#connection.setLateSaleListener((sale) => {
      const result = saleResult(sale, this.#options.currency);
      if (result.approved) decide(result);
    });
    return () => {
      if (this.#decideLate !== decide) return;
      this.#decideLate = null;
      this.#connection.setLateSaleListener(null);
    };
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** Line open and the terminal answering, or why not, as a code. For testing a connection. */
  connect(): Promise<string | null> {
    return this.#connection.exclusively(() => this.#connection.makeReady());
  }

  /**
   * 0200. The result is what the terminal charged, whatever was asked: it cannot be refused, so
   * 'refuse' changes nothing and the caller reads the amount of the outcome.
   */
  async pay(request: TerminalPaymentRequest, observer: TerminalObserver): Promise<TerminalOutcome> {
    const { amountMinor, currency, reference, wallet } = request;
    if (wallet !== null) return notStarted('notSupported');
    if (currency.code !== this.#options.currency.code) return notStarted('wrongCurrency');
    const units = wholeUnits(amountMinor, currency);
    if (units === null) return notStarted('amountNotPossible');
    if (!/^[0-9A-Za-z]{1,6}$/.test(reference)) return notStarted('referenceNotPossible');
    const outcome = await this.#moveMoney(
      sale(units, reference),
      observer,
      (message) => {
        if (message.kind === 'sale') observer.result(saleResult(message.sale, currency));
      },
      (end) => paymentOutcome(end, reference, currency),
    );
    // In the background: the next sale finds the keys in place, this one is declined already.
    if (outcome.kind === 'declined' && outcome.reason === KEYS_NEEDED) void this.loadKeys();
    return outcome;
  }

  /** 1200. Asked twice it answers 04, which counts as done. Debit cannot be voided (08). */
  async reverse(
    request: TerminalRefundRequest,
    observer: TerminalObserver,
  ): Promise<TerminalOutcome> {
    const operationNo = request.original.extra['operationNo'] ?? '';
    if (!/^\d{1,6}$/.test(operationNo)) return notStarted('operationNoNotPossible');
    return this.#moveMoney(
      voidSale(operationNo),
      observer,
      (message) => {
        if (message.kind !== 'void') return;
        observer.result(voidResult(message, message.responseCode === ALREADY_VOIDED));
      },
      reversalOutcome,
    );
  }

  /** The protocol has none: money goes back another way. */
  refund(): Promise<TerminalOutcome> {
    return Promise.resolve(notStarted('notSupported'));
  }

  /**
   * Stops what has not been sent yet. A sale at the terminal only the customer can cancel: it is
   * waited for until the terminal is silent for a while, and then it is in doubt.
   */
  requestCancel(): void {
    if (!this.#operating) return;
    this.#cancelWanted = true;
    this.#connection.cancel();
  }

  /** 0250, once the terminal acknowledges a poll, which it does when it works on nothing else. */
  async lastTransaction(): Promise<LastTransactionOutcome> {
    const { currency } = this.#options;
    return this.#alone<LastTransactionOutcome>(
      async () => lastTransactionOutcome(await this.#connection.run(lastSale()), currency),
      (reason) => ({ kind: 'unreachable', reason }),
    );
  }

  /** The protocol has none: the terminal prints its vouchers itself. */
  repeatSlips(): Promise<RepeatedSlipsOutcome> {
    return Promise.resolve({ kind: 'none', reason: 'notSupported' });
  }

  /** 0700 and 0260. */
  async totals(): Promise<TotalsOutcome> {
    return this.#alone<TotalsOutcome>(
      () => askTotals((request) => this.#connection.run(request), this.#options.currency),
      (reason) => ({ kind: 'unreachable', reason }),
    );
  }

  /** 0700, 0260, then 0500. `failed` leaves the batch open; `unknown` means it may be closed. */
  async closeBatch(): Promise<CloseBatchOutcome> {
    return this.#alone<CloseBatchOutcome>(
      () => closeWithTotals((request) => this.#connection.run(request), this.#options.currency),
      (reason) => ({ kind: 'failed', resultCode: '', reason }),
    );
  }

  /** 0800: what the terminal wants when it answers 26. */
  async loadKeys(): Promise<KeysOutcome> {
    return this.#alone<KeysOutcome>(
      async () => {
        const end = await this.#connection.run(loadKeys());
        if (end.kind !== 'answered') return { kind: 'failed', reason: 'noAnswer' };
        const code = end.message.kind === 'done' ? end.message.responseCode : '';
        return code === '00'
          ? { kind: 'loaded' }
          : { kind: 'failed', reason: code === '' ? 'answerNotUnderstood' : shownCode(code) };
      },
      (reason) => ({ kind: 'failed', reason }),
    );
  }

  async #moveMoney(
    request: TransbankRequest,
    observer: TerminalObserver,
    store: (message: TransbankMessage) => void,
    outcomeOf: (end: ExchangeEnd) => TerminalOutcome,
  ): Promise<TerminalOutcome> {
    return this.#alone<TerminalOutcome>(async () => {
      if (this.#cancelWanted) return notStarted('cancelled');
      try {
        observer.sending();
      } catch (error) {
        // The intent is not on disk, so not one byte may leave.
        this.#options.log.error('payment intent not stored', { error: String(error) });
        return notStarted('intentNotDurable');
      }
      const end = await this.#connection.run(request, {
        progress: (code) => observer.progress({ code: shownCode(code), text: '' }),
        decide: store,
      });
      return outcomeOf(end);
    }, notStarted);
  }

  /** One operation at a time, on a line that is open and a terminal that acknowledges. */
  async #alone<T>(work: () => Promise<T>, refused: (reason: string) => T): Promise<T> {
    if (this.#operating) return refused('operationRunning');
    this.#operating = true;
    this.#cancelWanted = false;
    try {
      return await this.#connection.exclusively(async () => {
        const fault = await this.#connection.makeReady();
        return fault === null ? await work() : refused(fault);
      });
    } finally {
      this.#operating = false;
    }
  }
}

function notStarted(reason: string): TerminalOutcome {
  return { kind: 'notStarted', reason };
}

import type { Currency } from '../../../core/money/currency.ts';
import type {
  CloseBatchOutcome,
  LastTransactionOutcome,
  LateResultDecider,
  TerminalCapabilities,
  TerminalRefundRequest,
  TerminalObserver,
  TerminalOutcome,
  TerminalPaymentRequest,
  TotalsOutcome,
} from '../../../till/ports/card-terminal.ts';
import { lastSale, loadKeys, sale, voidSale } from '../../protocol/transbank/commands.ts';
import type { TransbankRequest } from '../../protocol/transbank/commands.ts';
import type { ExchangeEnd } from '../../protocol/transbank/exchange-session.ts';
import type { SaleFields, TransbankMessage } from '../../protocol/transbank/messages.ts';
import { shownCode } from '../../protocol/transbank/response-codes.ts';
import { BaseTerminal, NO_CAPABILITIES, notStarted } from '../terminal-kit/base-terminal.ts';
import type { DrivenTerminal } from '../terminal-kit/driver.ts';
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

/** It prints its vouchers itself, and has no message that stops a sale: the customer presses cancel. */
const CAPABILITIES: TerminalCapabilities = {
  ...NO_CAPABILITIES,
  reversal: true,
  reversalRepeatable: true,
  lastTransaction: 'exact',
  closeBatch: true,
  closeForgets: true,
  totals: true,
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
export class TransbankTerminal extends BaseTerminal implements DrivenTerminal {
  readonly capabilities = CAPABILITIES;
  readonly #options: TransbankTerminalOptions;
  readonly #connection: TransbankConnection;

  constructor(options: TransbankTerminalOptions) {
    const connection = new TransbankConnection(options);
    super(options.terminalId, connection, options.log);
    this.#options = options;
    this.#connection = connection;
  }

  /**
   * Told of the answer to a sale that was given up, before it is acknowledged. The terminal has
   * booked it by then, so 'refuse' changes nothing. A late answer to a void is not told: asked
   * again, the terminal answers 04.
   */
  protected override hearLate(decide: LateResultDecider | null): void {
    const tell = (sale: SaleFields): void => {
      const result = saleResult(sale, this.#options.currency);
      if (result.approved) decide?.(result);
    };
    this.#connection.setLateSaleListener(decide === null ? null : tell);
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
    const outcome = await this.#sendMoney(
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
  override async reverse(
    request: TerminalRefundRequest,
    observer: TerminalObserver,
  ): Promise<TerminalOutcome> {
    const operationNo = request.original.extra['operationNo'] ?? '';
    if (!/^\d{1,6}$/.test(operationNo)) return notStarted('operationNoNotPossible');
    return this.#sendMoney(
      voidSale(operationNo),
      observer,
      (message) => {
        if (message.kind !== 'void') return;
        observer.result(voidResult(message, message.responseCode === ALREADY_VOIDED));
      },
      reversalOutcome,
    );
  }

  /** 0250, once the terminal acknowledges a poll, which it does when it works on nothing else. */
  async lastTransaction(): Promise<LastTransactionOutcome> {
    const { currency } = this.#options;
    return this.ready<LastTransactionOutcome>(
      (reason) => ({ kind: 'unreachable', reason }),
      async () => lastTransactionOutcome(await this.#connection.run(lastSale()), currency),
    );
  }

  /** 0700 and 0260. */
  override async totals(): Promise<TotalsOutcome> {
    return this.ready<TotalsOutcome>(
      (reason) => ({ kind: 'unreachable', reason }),
      () => askTotals((request) => this.#connection.run(request), this.#options.currency),
    );
  }

  /** 0700, 0260, then 0500. `failed` leaves the batch open; `unknown` means it may be closed. */
  override async closeBatch(): Promise<CloseBatchOutcome> {
    return this.ready<CloseBatchOutcome>(
      (reason) => ({ kind: 'failed', resultCode: '', reason }),
      () => closeWithTotals((request) => this.#connection.run(request), this.#options.currency),
    );
  }

  /** 0800: what the terminal wants when it answers 26. */
  async loadKeys(): Promise<KeysOutcome> {
    return this.ready<KeysOutcome>(
      (reason) => ({ kind: 'failed', reason }),
      async () => {
        const end = await this.#connection.run(loadKeys());
        if (end.kind !== 'answered') return { kind: 'failed', reason: 'noAnswer' };
        const code = end.message.kind === 'done' ? end.message.responseCode : '';
        return code === '00'
          ? { kind: 'loaded' }
          : { kind: 'failed', reason: code === '' ? 'answerNotUnderstood' : shownCode(code) };
      },
    );
  }

  #sendMoney(
    request: TransbankRequest,
    observer: TerminalObserver,
    store: (message: TransbankMessage) => void,
    outcomeOf: (end: ExchangeEnd) => TerminalOutcome,
  ): Promise<TerminalOutcome> {
    return this.moveMoney(observer, async () => {
      const end = await this.#connection.run(request, {
        progress: (code) => observer.progress({ code: shownCode(code), text: '' }),
        decide: store,
      });
      return outcomeOf(end);
    });
  }
}

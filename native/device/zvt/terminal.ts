import type { WalletKind } from '../../../core/payment/wallet-code.ts';
import type {
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
import { authorization, refund, reversal } from '../../protocol/zvt/commands.ts';
import type { Preselection } from '../../protocol/zvt/commands.ts';
import type { StatusInfo } from '../../protocol/zvt/status-info.ts';
import { BaseTerminal } from '../terminal-kit/base-terminal.ts';
import type { DrivenTerminal } from '../terminal-kit/driver.ts';
import { cardTypeForRefund, cardTypeOfWallet, SELECTABLE_WALLETS } from './card-types.ts';
import { askTotals, closeBatch } from './close-batch.ts';
import { ZvtConnection } from './connection.ts';
import type { ZvtConnectionOptions } from './connection.ts';
import { lateResult, runMoney, STOPPED } from './money.ts';
import type { MoneyCommand } from './money.ts';
import { paymentOutcome, reversalOutcome } from './outcome.ts';
import { askForSlips } from './repeat-slips.ts';
import { ZvtService } from './service.ts';

export interface ZvtTerminalOptions extends ZvtConnectionOptions {
  /** The register's name for this terminal; journal entries carry it. */
  readonly terminalId: string;
  /** The terminal takes customers' payment codes scanned at the register. Default false. */
  readonly takesWalletCodes?: boolean;
}

const MAX_AMOUNT_MINOR = 999_999_999_999;

const ALL_WALLETS: readonly WalletKind[] = ['alipay', 'wechatPay', 'unionPayQr'];

const CAPABILITIES: TerminalCapabilities = {
  reversal: true,
  reversalRepeatable: true,
  refund: true,
  partialRefund: true,
  lastTransaction: 'byComparison',
  closeBatch: true,
  closeForgets: false,
  totals: true,
  abort: true,
  refusesResult: true,
  signatureCheck: false,
  repeatsSlips: true,
  walletCodes: [],
  walletSelection: SELECTABLE_WALLETS,
};

/**
 * A card terminal that speaks ZVT (PA00P015, PA00P016). It connects and registers by itself and
 * keeps doing so; every operation is one sequence in which the terminal has the last word. What
 * it cannot know it reports as `unknown`; it never sends a payment twice.
 */
export class ZvtTerminal extends BaseTerminal implements DrivenTerminal {
  readonly capabilities: TerminalCapabilities;
  /** Care of the terminal itself: diagnosis, initialisation, display, card reading. */
  readonly service: ZvtService;
  readonly #options: ZvtTerminalOptions;
  readonly #connection: ZvtConnection;

  constructor(options: ZvtTerminalOptions) {
    const connection = new ZvtConnection(options);
    super(options.terminalId, connection, options.log);
    this.capabilities = {
      ...CAPABILITIES,
      walletCodes: options.takesWalletCodes === true ? ALL_WALLETS : [],
      signatureCheck: options.checksSignatures === true,
    };
    this.#options = options;
    this.#connection = connection;
    this.service = new ZvtService(connection, options.password, (busy, work) =>
      this.operate(busy, work),
    );
  }

  /** The terminal keeps what is booked and reverses what is refused (84 6C to its 04 0F). */
  protected override hearLate(decide: LateResultDecider | null): void {
    const late = (status: StatusInfo) => (decide === null ? 'refuse' : decide(lateResult(status)));
    this.#connection.setLateDecider(decide === null ? null : late);
  }

  /** 06 01. See TerminalOutcome for what each outcome allows the caller to believe. */
  pay(request: TerminalPaymentRequest, observer: TerminalObserver): Promise<TerminalOutcome> {
    const { amountMinor, currency } = request;
    const fault = this.#amountFault(request);
    if (fault !== null) return Promise.resolve({ kind: 'notStarted', reason: fault });
    const preselection = this.#preselection(request.wallet);
    if (preselection === null) {
      return Promise.resolve({ kind: 'notStarted', reason: 'walletNotPossible' });
    }
    const apdu = authorization(amountMinor, currency.numeric, preselection);
    const { code } = preselection;
    return this.#moveMoney({ apdu, outcomeOf: paymentOutcome, code }, observer);
  }

  /** 06 30. Asked twice it answers "already reversed", which counts as done. */
  override reverse(
    request: TerminalRefundRequest,
    observer: TerminalObserver,
  ): Promise<TerminalOutcome> {
    const { receiptNo } = request.original;
    const isNumber = /^\d{1,4}$/.test(receiptNo);
    const fault = isNumber ? this.#amountFault(request) : 'receiptNoNotPossible';
    if (fault !== null) return Promise.resolve({ kind: 'notStarted', reason: fault });
    const apdu = reversal({
      password: this.#options.password,
      receiptNo,
      amountMinor: request.amountMinor,
      currencyNumeric: request.currency.numeric,
    });
    return this.#moveMoney({ apdu, outcomeOf: reversalOutcome, code: null }, observer);
  }

  /** 06 31. Never repeated here: a second one would pay a second time. */
  override refund(
    request: TerminalRefundRequest,
    observer: TerminalObserver,
  ): Promise<TerminalOutcome> {
    const fault = this.#amountFault(request);
    if (fault !== null) return Promise.resolve({ kind: 'notStarted', reason: fault });
    const apdu = refund({
      password: this.#options.password,
      amountMinor: request.amountMinor,
      currencyNumeric: request.currency.numeric,
      cardType: cardTypeForRefund(request.original.cardType),
    });
    return this.#moveMoney({ apdu, outcomeOf: paymentOutcome, code: null }, observer);
  }

  /**
   * Finds out what the terminal booked last: lets a running sequence end, waits until the
   * terminal is idle, registers, and asks with 06 20. Moves no money.
   */
  lastTransaction(): Promise<LastTransactionOutcome> {
    const busy = { kind: 'unreachable', reason: 'operationRunning' } as const;
    return this.operate<LastTransactionOutcome>(busy, () => this.#connection.askLast());
  }

  /** 06 20 with paper; what begins while it runs waits for its end, as the line is one. */
  override repeatSlips(): Promise<RepeatedSlipsOutcome> {
    if (this.isOperating) {
      return Promise.resolve({ kind: 'unreachable', reason: 'operationRunning' });
    }
    const { password, log } = this.#options;
    return this.#connection.exclusively(() => askForSlips(this.#connection, password, log));
  }

  /**
   * 06 50. `failed` leaves the batch open; `unknown` means it may be closed. The reason is a
   * result code, `openPreAuthorizations:` with their receipt numbers, `batchStillOpen`, or why
   * the terminal could not be reached.
   */
  override closeBatch(
    observer: Pick<TerminalObserver, 'progress' | 'receipt'>,
  ): Promise<CloseBatchOutcome> {
    const { password, log } = this.#options;
    const failed = (reason: string): CloseBatchOutcome => {
      return { kind: 'failed', resultCode: '', reason };
    };
    return this.operate<CloseBatchOutcome>(failed('operationRunning'), async () => {
      const fault = await this.#connection.makeReady();
      if (fault !== null) return failed(fault);
      return closeBatch(this.#connection, password, observer, log);
    });
  }

  /** 06 10. Moves nothing; waits out an operation whose end was lost. */
  override totals(): Promise<TotalsOutcome> {
    const unreachable = (reason: string): TotalsOutcome => ({ kind: 'unreachable', reason });
    return this.operate<TotalsOutcome>(unreachable('operationRunning'), async () => {
      const fault = await this.#connection.recover();
      if (fault !== null) return unreachable(fault);
      return askTotals(this.#connection, this.#options.password, this.#options.log);
    });
  }

  #amountFault({
    amountMinor,
    currency,
  }: Pick<TerminalPaymentRequest, 'amountMinor' | 'currency'>): string | null {
    if (amountMinor <= 0 || amountMinor > MAX_AMOUNT_MINOR) return 'amountNotPossible';
    return currency.code === this.#options.currency.code ? null : 'wrongCurrency';
  }

  /** What 06 01 says of a wallet; null when this terminal cannot take it that way. */
  #preselection(wallet: TerminalPaymentRequest['wallet']): Preselection | null {
    if (wallet === null) return { cardType: null, code: null };
    const { kind, code } = wallet;
    const { walletCodes, walletSelection } = this.capabilities;
    const possible = code === null ? walletSelection : walletCodes;
    if (!possible.includes(kind) || !/^\d{12,38}$/.test(code ?? '000000000000')) return null;
    return { cardType: cardTypeOfWallet(kind), code };
  }

  #moveMoney(money: MoneyCommand, observer: TerminalObserver): Promise<TerminalOutcome> {
    return this.moveMoney(observer, async () => {
      const outcome = await runMoney(this.#connection, money, observer, this.#options.log);
      return this.cancelWanted ? stoppedHere(outcome) : outcome;
    });
  }
}

/** What was stopped from here was left neither by the customer nor by the cashier who judges. */
function stoppedHere(outcome: TerminalOutcome): TerminalOutcome {
  if (outcome.kind !== 'declined') return outcome;
  const isStopped = outcome.reason === STOPPED || outcome.reason === 'signatureUnanswered';
  return isStopped ? { ...outcome, reason: 'stoppedHere' } : outcome;
}

import type {
  CardTerminal,
  TerminalObserver,
  TerminalOutcome,
} from '../../till/ports/card-terminal.ts';
import { ScriptedTerminal, terminalResult } from './till-kit.ts';

type RefundRequest = Parameters<CardTerminal['reverse']>[0];
type Answer = (observer: TerminalObserver, request: RefundRequest) => Promise<TerminalOutcome>;

/** A scripted terminal that also refunds money, and counts how often it was asked to. */
export class RefundingTerminal extends ScriptedTerminal {
  /** Every void and refund that was asked for. */
  readonly asks: { readonly way: 'void' | 'refund'; readonly request: RefundRequest }[] = [];
  /** What it answers, one after the other; then that nothing started. */
  readonly answers: Answer[] = [];

  override reverse: CardTerminal['reverse'] = (request, observer) =>
    this.#give('void', request, observer);
  override refund: CardTerminal['refund'] = (request, observer) =>
    this.#give('refund', request, observer);

  /** The next one is refunded, under this receipt number of the terminal. */
  nextRefund(receiptNo: string): void {
    this.answers.push((observer, request) => {
      observer.sending();
      const told = { currencyNumeric: this.numeric };
      const result = terminalResult(request.amountMinor, receiptNo, told);
      return Promise.resolve(
        observer.result(result) === 'book'
          ? { kind: 'approved', result }
          : { kind: 'declined', result, reason: 'refusedByRegister' },
      );
    });
  }

  /** The next one is refused with this result code. */
  refuses(resultCode: string): void {
    this.answers.push((observer, request) => {
      observer.sending();
      const told = { approved: false, resultCode, text: `CODE ${resultCode}` };
      const result = terminalResult(request.amountMinor, '', { ...told, trace: '' });
      observer.result(result);
      return Promise.resolve({ kind: 'declined', result, reason: resultCode });
    });
  }

  /** The next one was refunded before: no numbers, only that it is so. */
  gaveBackBefore(): void {
    this.answers.push((observer) => {
      observer.sending();
      const result = terminalResult(0, '', { amountMinor: null, trace: '', resultCode: 'B4' });
      return Promise.resolve({ kind: 'approved', result });
    });
  }

  /** The command leaves and nothing comes back. */
  isSilent(): void {
    this.answers.push((observer) => {
      observer.sending();
      return Promise.resolve({ kind: 'unknown', reason: 'timeout' });
    });
  }

  /** As `isSilent`, and the register never hears the end either: the power goes. */
  dies(before: 'sending' | 'result' | 'end'): void {
    this.answers.push((observer, request) => {
      if (before !== 'sending') observer.sending();
      if (before === 'end') observer.result(terminalResult(request.amountMinor, '0008'));
      return new Promise(() => undefined);
    });
  }

  #give(
    way: 'void' | 'refund',
    request: RefundRequest,
    observer: TerminalObserver,
  ): Promise<TerminalOutcome> {
    this.asks.push({ way, request });
    const answer = this.answers.shift();
    return answer === undefined
      ? Promise.resolve({ kind: 'notStarted', reason: 'portMissing' })
      : answer(observer, request);
  }
}

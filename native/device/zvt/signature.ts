import type { SignatureKind, SignatureVerdict } from '../../../core/payment/result-extras.ts';
import type { TerminalResult } from '../../../core/payment/types.ts';
import type { SignatureChoice, TerminalObserver } from '../../../till/ports/card-terminal.ts';
import type { CashierQuestion } from '../../protocol/zvt/cashier-question.ts';
import type { MenuItem } from '../../protocol/zvt/graphic-menu.ts';
import type { ExchangeHandlers } from './exchange.ts';

/**
 * Words of a menu item that say yes. The standard names none, and gives the return values (TLV
 * 19) no meaning: what is not known here is shown in the terminal's own words.
 */
const YES =
  /^(?:yes|ja|oui|s[ií]|ok|okay|correct|korrekt|richtig|valid|g[uü]ltig|accept|是|正确|相符)$/i;
/** Words that say no. */
const NO =
  /^(?:no|nein|non|wrong|incorrect|falsch|invalid|ung[uü]ltig|reject|ablehnen|否|错误|不符)$/i;

/** Lets the cashier judge the signature of one payment, and remembers what came of it. */
export class SignatureAsker {
  readonly #observer: TerminalObserver;
  #verdict: SignatureVerdict | null = null;

  constructor(observer: TerminalObserver) {
    this.#observer = observer;
  }

  /** What the exchange needs of it: nothing where nobody can judge a signature. */
  handlers(): Pick<ExchangeHandlers, 'ask'> {
    const observer = this.#observer;
    if (observer.signature === undefined) return {};
    return {
      ask: (question, choose) => {
        const { picture, text } = question;
        const choices = choicesOf(question);
        let isOpen = true;
        this.#verdict = 'unanswered';
        const withdraw = observer.signature?.({ picture, text, choices }, (place) => {
          const chosen = choices[place];
          if (chosen === undefined || !isOpen) return;
          isOpen = false;
          this.#verdict = chosen.meaning ?? 'other';
          choose(place);
        });
        return () => {
          isOpen = false;
          withdraw?.();
        };
      },
    };
  }

  /** The cashier answered, and not with "does not match". */
  isConfirmed(): boolean {
    return this.#verdict === 'matches' || this.#verdict === 'other';
  }

  /** Why the terminal then stopped the payment, as far as the question explains it. */
  whyStopped(): 'signatureDiffers' | 'signatureUnanswered' | null {
    if (this.#verdict === 'differs') return 'signatureDiffers';
    return this.#verdict === 'unanswered' ? 'signatureUnanswered' : null;
  }

  /** The result with what the cashier said; as it was when nobody was asked. */
  mark(result: TerminalResult): TerminalResult {
    if (this.#verdict === null) return result;
    const kind = result.extra['signatureKind'] ?? '';
    const onTerminal = { signatureKind: 'onTerminal' satisfies SignatureKind };
    return {
      ...result,
      extra: {
        ...result.extra,
        ...(kind === 'paper' && this.isConfirmed() ? onTerminal : {}),
        signatureCheck: this.#verdict,
      },
    };
  }
}

/** Both must be plain, or neither is taken as known: half a guess would be worse than none. */
function choicesOf({ items }: CashierQuestion): SignatureChoice[] {
  const meant = items.map(meaningOf);
  const isPlain =
    meant.filter((meaning) => meaning === 'matches').length === 1 &&
    meant.filter((meaning) => meaning === 'differs').length === 1;
  return items.map(({ text }, at) => ({ text, meaning: isPlain ? (meant[at] ?? null) : null }));
}

function meaningOf({ text }: MenuItem): SignatureChoice['meaning'] {
  const word = text.replaceAll(/[.!?]/g, '').trim();
  if (YES.test(word)) return 'matches';
  return NO.test(word) ? 'differs' : null;
}

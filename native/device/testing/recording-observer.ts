import type { TerminalResult } from '../../../core/payment/types.ts';
import type { TerminalObserver, TerminalSlip } from '../../../till/ports/card-terminal.ts';

/** An observer that writes down what it is told, in order. */
export interface RecordingObserver extends TerminalObserver {
  readonly events: string[];
  readonly results: TerminalResult[];
  readonly receipts: TerminalSlip[];
}

/** Makes one; `verdict` is what it answers to a result, `failOn` which call throws. */
export function recordingObserver(
  verdict: 'book' | 'refuse' = 'book',
  failOn: 'sending' | 'result' | null = null,
  onEvent: (event: string) => void = () => {},
): RecordingObserver {
  const events: string[] = [];
  const results: TerminalResult[] = [];
  const receipts: TerminalSlip[] = [];
  const note = (event: string): void => {
    events.push(event);
    onEvent(event);
  };
  return {
    events,
    results,
    receipts,
    sending() {
      if (failOn === 'sending') throw new Error('disk full');
      note('sending');
    },
    progress({ code, text }) {
      note(`progress:${code}${text === '' ? '' : `:${text}`}`);
    },
    result(result) {
      if (failOn === 'result') throw new Error('disk full');
      results.push(result);
      note(`result:${result.resultCode}`);
      return verdict;
    },
    receipt(receipt) {
      receipts.push(receipt);
      note(`receipt:${receipt.kind}`);
    },
  };
}

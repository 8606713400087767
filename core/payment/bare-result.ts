import type { Minor } from '../money/minor.ts';
import type { TerminalResult } from './types.ts';

/** A result of which no more is known than this: every other field says "not told". */
export function bareResult(told: {
  readonly approved: boolean;
  /** Empty when the terminal told none. */
  readonly resultCode: string;
  readonly amountMinor: Minor | null;
}): TerminalResult {
  return {
    ...told,
    currencyNumeric: null,
    receiptNo: '',
    trace: '',
    terminalId: '',
    merchantId: '',
    authCode: '',
    maskedPan: '',
    cardName: '',
    cardType: '',
    date: '',
    time: '',
    text: '',
    extra: {},
  };
}

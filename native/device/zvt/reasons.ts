import type { ReasonOf } from '../../../core/payment/terminal-reason.ts';
import { reasonsByCode } from '../terminal-kit/reasons.ts';

/** The acquirer's response codes are decimal, written as one byte (ISO 8583 field 39): 01 to 63. */
const LAST_HOST_CODE = 99;

/** PA00P015 §10, as two hex digits. 83 is "function not possible", also to a wrong password. */
const known = reasonsByCode({
  insufficientFunds: '33 71',
  cardExpired: '21 36 78',
  cardNotAccepted: '24 38 39 3E 6E 76 7A C5 D2',
  cardUnreadable: '64 65 72 DC',
  wrongPin: '37',
  stopped: '6C',
  busy: '9C A0',
  maintenance: 'E0 FC',
  bankUnreachable: '9B A1 A3',
  outOfPaper: 'CC',
  settlementNeeded: 'F0',
  settlementRefused: '77',
  openReservations: 'B8',
  functionOff: '6B',
  notPossible: '83',
  wrongCurrency: '6F C6 CB',
  outOfOrder: 'DF E2 FF',
});

/** A code of the bank's that has no meaning of its own here is a refusal of the bank's. */
export const zvtReason: ReasonOf = (code) => {
  const value = /^[0-9A-F]{2}$/.test(code) ? Number.parseInt(code, 16) : 0;
  return known(code) ?? (value > 0 && value <= LAST_HOST_CODE ? 'bankDeclined' : null);
};

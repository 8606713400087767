import type { ReasonTable } from '../terminal-kit/reasons.ts';

/** Reference of POS Integrado, "Tabla de respuestas", as `shownCode` writes the codes. */
export const TRANSBANK_REASONS: ReasonTable = {
  bankDeclined: 'T01',
  cardNotAccepted: 'T06 T20',
  cardUnreadable: 'T09',
  stopped: 'T07',
  busy: 'T94',
  bankUnreachable: 'T02 T03 T14',
  outOfPaper: 'T24',
  settlementNeeded: 'T13',
};

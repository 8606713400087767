/**
 * Why a card terminal did not do what it was asked, as far as flows and screens tell reasons apart.
 * Drivers translate their protocol's codes into these; the windows have words for each, which a
 * driver's own dictionary makes more exact for single codes.
 */
export const TERMINAL_REASONS = [
  /** The card holder's bank said no, and did not say why. */
  'bankDeclined',
  'insufficientFunds',
  'cardExpired',
  /** This card, or this kind of card, is not taken here. */
  'cardNotAccepted',
  'cardUnreadable',
  'wrongPin',
  /** Nobody refused: the customer, the cashier or a time limit stopped it. */
  'stopped',
  'busy',
  'maintenance',
  'bankUnreachable',
  'outOfPaper',
  /** The terminal's batch has to be closed before anything else. */
  'settlementNeeded',
  /** The bank did not take the batch. */
  'settlementRefused',
  /** Reservations stand open, which a batch cannot be closed over. */
  'openReservations',
  'functionOff',
  /** "Not possible": also said to a wrong password by terminals that have no word for it. */
  'notPossible',
  'wrongPassword',
  'wrongCurrency',
  /** A defect of the terminal itself. */
  'outOfOrder',
] as const;

export type TerminalReason = (typeof TERMINAL_REASONS)[number];

/** What a code of a terminal means; null for one that no driver knows, and for what is no code. */
export type ReasonOf = (code: string) => TerminalReason | null;

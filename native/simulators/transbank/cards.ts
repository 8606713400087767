/** What a simulated card shows. Only its last four digits exist. */
export interface Card {
  /** Field 11 of a sale: credit or debit. */
  readonly type: 'CR' | 'DB';
  /** Field 14: "Tabla de Abreviación de Tarjetas" of the POS Integrado reference. */
  readonly brand: string;
  readonly last4: string;
  /** Field 13, debit only: the number of the bank account. */
  readonly account: string;
}

/** The cards a shop in Chile sees, by the name used in scripts. */
export const cards = {
  visa: { type: 'CR', brand: 'VI', last4: '6677', account: '' },
  mastercard: { type: 'CR', brand: 'MC', last4: '4771', account: '' },
  amex: { type: 'CR', brand: 'AX', last4: '1003', account: '' },
  diners: { type: 'CR', brand: 'DC', last4: '9017', account: '' },
  redcompra: { type: 'DB', brand: 'DB', last4: '0049', account: '30000000' },
} as const satisfies Record<string, Card>;

export type CardName = keyof typeof cards;

/** True for a name in the card table. */
export function isCardName(name: string): name is CardName {
  return Object.hasOwn(cards, name);
}

/** What the customer and the bank do with the next sale. */
export type Outcome =
  | {
      readonly kind: 'approve';
      readonly card?: CardName;
      /** Instalments the customer chooses, 2 to 48; credit only. */
      readonly shares?: number;
      /** Pesos the customer adds; told in its own field. */
      readonly tip?: number;
      /** The cashier's number typed at the terminal, up to 4 digits. */
      readonly employee?: number;
      /** Approve another amount than asked for: a register must notice. */
      readonly approvedAmount?: number;
    }
  /** The bank says no; `code` is the answer's response code, default 01. */
  | { readonly kind: 'decline'; readonly code?: number; readonly card?: CardName }
  /** The bank cannot be asked: 02 after a wait (no answer), or 03 (no connection). */
  | { readonly kind: 'hostDown'; readonly code?: 2 | 3 }
  /**
   * The bank has charged the card and the sale is stored, yet the answer says it went wrong (02, 65,
   * 94): what a register finds out only with 0250.
   */
  | { readonly kind: 'storedWithError'; readonly code: number; readonly card?: CardName }
  /** Someone presses cancel at the terminal: 07. */
  | { readonly kind: 'cancel' }
  /** The card cannot be read: 09. */
  | { readonly kind: 'unreadable' }
  /** The card is none the shop takes: 06. */
  | { readonly kind: 'unsupported' }
  /** Nobody presents a card: cancel, or 22 when the terminal gives up. */
  | { readonly kind: 'noCard' };

/** What an outcome may depend on. */
export interface SaleRequest {
  /** Whole pesos. */
  readonly amount: number;
  readonly ticket: string;
}

/** Decides the next sale; may take its time, as a person with a keyboard does. */
export type OutcomeSource = (request: SaleRequest) => Outcome | Promise<Outcome>;

/** Every card is approved. */
export const approveAll: OutcomeSource = () => ({ kind: 'approve' });

/** The rule without a script: the last two digits of the amount decide, see `AMOUNT_HELP`. */
export const outcomeByAmount: OutcomeSource = ({ amount }) => {
  switch (amount % 100) {
    case 2:
      return { kind: 'hostDown', code: 2 };
    case 3:
      return { kind: 'hostDown', code: 3 };
    case 5:
      return { kind: 'decline' };
    case 6:
      return { kind: 'unsupported' };
    case 7:
      return { kind: 'cancel' };
    case 9:
      return { kind: 'unreadable' };
    case 22:
      return { kind: 'noCard' };
    case 33:
      return { kind: 'approve', shares: 3 };
    case 44:
      return { kind: 'approve', card: 'redcompra' };
    default:
      return { kind: 'approve' };
  }
};

/** `outcomeByAmount` for people. */
export const AMOUNT_HELP = `Without script and keys the last two digits of the amount decide:
02 bank silent, 03 no connection, 05 declined, 06 card not supported, 07 cancelled, 09 unreadable,
22 nobody comes, 33 three instalments, 44 debit, all others approved as credit.`;

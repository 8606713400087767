/** What a simulated card shows the register. The number is masked from the start: none is real. */
export interface Card {
  /**
   * ZVT card type id. Up to 254 it goes into BMP 8A, above 255 into tag 41. 255 means "no id": the
   * name alone says what it is, as for WeChat Pay, which PA00P015 rev 13.08 does not know.
   */
  readonly typeId: number;
  readonly name: string;
  /** First six and last four digits, the rest E. */
  readonly maskedPan: string;
  readonly aid: string;
  readonly technology: 'chip' | 'contactless' | 'qr';
}

/** The cards a shop sees, by the name used in scripts. */
export const cards = {
  visa: card(10, 'VISA', '474843EEEEEE7743', 'A0000000031010'),
  visaContactless: card(10, 'VISA', '474843EEEEEE7743', 'A0000000031010', 'contactless'),
  mastercard: card(6, 'MASTERCARD', '541333EEEEEE4771', 'A0000000041010'),
  girocard: card(5, 'girocard', '672999EEEEEEEEE0133', 'A0000000043060'),
  maestro: card(46, 'MAESTRO', '676280EEEEEE3742', 'A0000000043060'),
  amex: card(8, 'AMEX', '374245EEEEE1003', 'A00000002501'),
  jcb: card(14, 'JCB', '352800EEEEEE0049', 'A0000000651010'),
  diners: card(12, 'DINERS', '361480EEEE9017', 'A0000001523010'),
  unionpay: card(198, 'UNIONPAY', '622202EEEEEEEEE8217', 'A000000333010101'),
  unionpayContactless: card(
    198,
    'UNIONPAY',
    '622202EEEEEEEEE8217',
    'A000000333010101',
    'contactless',
  ),
  unionpayQr: card(198, 'UNIONPAY QR', '620000EEEEEEEEE0714', '', 'qr'),
  alipay: card(97, 'ALIPAY', '208800EEEEEE0318', '', 'qr'),
  wechat: card(255, 'WECHAT PAY', '420000EEEEEE0527', '', 'qr'),
  bluecode: card(260, 'BLUECODE', '988000EEEEEEEEEE0642', '', 'qr'),
} as const satisfies Record<string, Card>;

export type CardName = keyof typeof cards;

function card(
  typeId: number,
  name: string,
  maskedPan: string,
  aid: string,
  technology: Card['technology'] = 'chip',
): Card {
  return { typeId, name, maskedPan, aid, technology };
}

/** The first card of a name in the book; Visa for one that is no longer in the table. */
export function cardByName(name: string): Card {
  return Object.values<Card>(cards).find((known) => known.name === name) ?? cards.visa;
}

/** The first card of a ZVT card type id. */
export function cardByType(typeId: number): Card | undefined {
  return Object.values<Card>(cards).find((known) => known.typeId === typeId);
}

/** True for a name in the card table. */
export function isCardName(name: string): name is CardName {
  return Object.hasOwn(cards, name);
}

/** What the customer and the bank do with the next card. */
export type Outcome =
  | {
      readonly kind: 'approve';
      readonly card?: CardName;
      /** How the customer proves to be the holder; default PIN for chip, none otherwise. */
      readonly cvm?: 'none' | 'pin' | 'signature';
      /** PIN typed wrong this often before it is right; from three on the card is blocked. */
      readonly wrongPins?: number;
      /** The bank says "wrong PIN" this often before it says yes: a 04 0F with 37 each time. */
      readonly pinRetries?: number;
      /** How long the customer types the PIN; meanwhile the terminal says so again and again. */
      readonly pinMs?: number;
      /** Approve another amount than asked for (partial approval). */
      readonly approvedMinor?: number;
      /** A void says it took back the payment with this trace number, whatever it was asked for. */
      readonly originalTrace?: number;
    }
  /** The bank says no; `code` is its ISO 8583 response code (1..99) or a ZVT result code. */
  | { readonly kind: 'decline'; readonly code: number; readonly card?: CardName }
  /** The terminal itself refuses the card before it asks the bank (78 expired, 7A unknown ...). */
  | { readonly kind: 'refuse'; readonly code: number; readonly card?: CardName }
  /** The customer presses stop: 6C. */
  | { readonly kind: 'stop' }
  /** Nobody types a PIN: the terminal gives up with 6C. */
  | { readonly kind: 'noPin'; readonly card?: CardName }
  /** The PIN is wrong three times: the card is blocked, the bank's code 75 (4B). */
  | { readonly kind: 'pinBlocked'; readonly card?: CardName }
  /** The card is pulled out too early: 64. */
  | { readonly kind: 'removed' }
  /** Nobody presents a card: the terminal waits until it is aborted or gives up with 6C. */
  | { readonly kind: 'noCard' }
  /** The bank cannot be reached: 9B. */
  | { readonly kind: 'hostDown' };

/** What an outcome may depend on. */
export interface CardRequest {
  readonly kind: 'sale' | 'refund' | 'preAuth' | 'readCard';
  readonly amountMinor: number;
}

/** Decides the next card; may take its time, as a person with a keyboard does. */
export type OutcomeSource = (request: CardRequest) => Outcome | Promise<Outcome>;

/** Every card is approved. */
export const approveAll: OutcomeSource = () => ({ kind: 'approve' });

/**
 * The rule without a script: the last two digits of the amount decide, all others are approved.
 * .05 declined by the bank, .51 not enough money, .54 card expired, .55 wrong PIN,
 * .68 customer presses stop, .91 bank not reachable. Refunds are always approved.
 */
export const outcomeByAmount: OutcomeSource = ({ kind, amountMinor }) => {
  if (kind !== 'sale') return { kind: 'approve' };
  switch (amountMinor % 100) {
    case 5:
      return { kind: 'decline', code: 0x05 };
    case 51:
      return { kind: 'decline', code: 0x33 };
    case 54:
      return { kind: 'refuse', code: 0x78 };
    case 55:
      return { kind: 'decline', code: 0x37 };
    case 68:
      return { kind: 'stop' };
    case 91:
      return { kind: 'hostDown' };
    default:
      return { kind: 'approve' };
  }
};

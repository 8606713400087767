import type { CardGroup } from '../../../core/settlement/card-group.ts';
import type { WalletKind } from '../../../core/payment/wallet-code.ts';

/**
 * The kind of card a ZVT card type counts as when a batch is closed: the groups of BMP 60
 * (PA00P015 §2.16). Maestro is Mastercard's, Visa Electron and V PAY are Visa's; a terminal that
 * counts one of them elsewhere shows up as a difference between two groups of the same sum.
 */
const GROUPS: Readonly<Record<string, CardGroup>> = {
  '2': 'girocard',
  '5': 'girocard',
  '6': 'mastercard',
  '8': 'amex',
  '10': 'visa',
  '11': 'visa',
  '12': 'diners',
  '13': 'visa',
  '14': 'jcb',
  '46': 'mastercard',
};

/** The group of a card type as a status gives it, in decimal; null when it gave none. */
export function cardGroupOfType(cardType: string): CardGroup | null {
  return cardType === '' ? null : (GROUPS[cardType] ?? 'other');
}

/** Card types of wallets (PA00P015 rev. 13.08, BMP 8A); WeChat Pay has none there. */
const WALLET_TYPES = { alipay: 97, unionPayQr: 198 } as const satisfies Partial<
  Record<WalletKind, number>
>;

/** Wallets a terminal can be told to expect. */
export const SELECTABLE_WALLETS: readonly WalletKind[] = ['alipay', 'unionPayQr'];

/** The card type that selects a wallet at the terminal; null when there is none. */
export function cardTypeOfWallet(wallet: WalletKind): number | null {
  return wallet === 'wechatPay' ? null : WALLET_TYPES[wallet];
}

/**
 * Types that no card number tells (wallets, UnionPay, BlueCode): money goes back to the same one
 * only when it is named. Others are left to the card the customer presents: a debit and a credit
 * card of one brand have different types, and a terminal refuses the wrong one.
 */
const NAMED_FOR_REFUND: ReadonlySet<string> = new Set(['79', '97', '107', '111', '198', '260']);

/** The card type a refund names; null when it names none. */
export function cardTypeForRefund(original: string): number | null {
  return NAMED_FOR_REFUND.has(original) ? Number(original) : null;
}

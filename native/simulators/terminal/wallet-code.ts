import type { Fields } from './bmp.ts';
import { type Card, cards } from './cards.ts';
import type { TerminalContext } from './context.ts';
import { hex } from './fields.ts';
import { preselectedType, tagOf } from './request.ts';

/** What a payment command says about the card itself. */
export type HandedOver =
  /** Nothing: the customer presents something to the terminal. */
  | { readonly kind: 'nothing' }
  /** The customer's wallet code, read by the register. The code itself is not kept. */
  | { readonly kind: 'code'; readonly card: Card }
  | { readonly kind: 'refused'; readonly code: number };

const BARCODE = 0x02;
const FORBIDDEN = 0xa5;
const NOT_SUPPORTED = 0xc5;
const WRONG_DATA = 0x73;

/** Tracks and chip data (PA00P015, bitmaps): no register hands these over. */
const TRACKS = [0x23, 0x24, 0x2d, 0x2e];

/**
 * The public forms of payment codes: Alipay 16-24 digits from 25-30, WeChat Pay 18 from 10-15,
 * UnionPay 19 from 62, BlueCode 20 from 98.
 */
const FORMS: readonly (readonly [RegExp, Card])[] = [
  [/^(2[5-9]|30)\d{14,22}$/, cards.alipay],
  [/^1[0-5]\d{16}$/, cards.wechat],
  [/^62\d{17}$/, cards.unionpayQr],
  [/^98\d{18}$/, cards.bluecode],
];

/**
 * Reads card data in a payment command. A wallet code is BMP 22 with tag 1F2D value 02; a typed
 * card number or a track is A5, forbidden (PA00P015, error codes); a terminal that cannot take
 * codes says C5; a code that is none, or of another wallet than preselected, is 73.
 */
export function handedOver(context: TerminalContext, fields: Fields): HandedOver {
  if (TRACKS.some((bitmap) => fields.has(bitmap))) return { kind: 'refused', code: FORBIDDEN };
  const number = fields.get(0x22);
  if (number === undefined) return { kind: 'nothing' };
  if (tagOf(fields, 0x1f2d)?.[0] !== BARCODE) return { kind: 'refused', code: FORBIDDEN };
  if (!context.takesCodes) return { kind: 'refused', code: NOT_SUPPORTED };
  const digits = hex(number).replace(/f$/, '');
  const card = FORMS.find(([form]) => form.test(digits))?.[1];
  const wanted = preselectedType(fields);
  if (card === undefined || (wanted !== undefined && !isOfType(card, wanted))) {
    return { kind: 'refused', code: WRONG_DATA };
  }
  return { kind: 'code', card };
}

/** True when a card is of a preselected type; 255 stands for all that have no short id. */
export function isOfType(card: Card, typeId: number): boolean {
  return card.typeId === typeId || (typeId === 0xff && card.typeId > 0xff);
}

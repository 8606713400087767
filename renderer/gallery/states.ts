import { AGE_STATES } from './states/age.ts';
import { DISPLAY_STATES } from './states/display.ts';
import { HEAD_OFFICE_STATES } from './states/head-office.ts';
import type { Language } from '../../core/language.ts';
import type { LinkState } from '../../contracts/bridge.ts';
import type { NoticeCode } from '../../contracts/refusal-codes.ts';
import type { DisplaySnapshot, TillSnapshot } from '../../contracts/till/snapshot.ts';
import {
  fakeBasket,
  fakeLastSale,
  fakePayment,
  fakeReturn,
  fakeTill,
} from '../testing/snapshots.ts';
import { LONG_LIST_STATES } from './states/long-list.ts';
import { LOSS_STATES } from './states/loss.ts';
import { LOCKED_STATES } from './states/locked.ts';
import { SHOP_SETTINGS_STATES } from './states/shop-settings.ts';
import { FOREIGN_SIGNATURE, SIGNATURE } from './signature-picture.ts';
import { OPENING_STATES } from './states/opening.ts';
import { TAKEN_OFF_STATES } from './states/taken-off.ts';
import { VOID_PAID_STATES } from './states/void-paid.ts';

type Locale = Language;

/** A screen as it may stand: what the service says and the keys pressed to get there. */
export interface GalleryState {
  readonly name: string;
  readonly window: 'till' | 'display';
  readonly link?: LinkState;
  readonly snapshot: (locale: Locale) => TillSnapshot | DisplaySnapshot | null;
  /** DOM key names, pressed slowly as a person does. */
  readonly keys?: readonly string[];
  readonly theme?: 'dark';
  /** What the first snapshot said otherwise: for what is seen only as the end of something. */
  readonly before?: Partial<TillSnapshot>;
}

const NOW_MS = Date.now();
const busy = {
  devices: {
    terminal: { state: 'ready', code: null },
    printer: { state: 'fault', code: 'paperOut' },
    scanner: { state: 'ready', code: null },
    scale: { state: 'off', code: null },
    headOffice: { state: 'fault', code: null },
    secondCopy: { state: 'ready', code: null },
  },
  receiptsWaiting: 2,
  papersLate: 2,
  toSend: { entries: 312, oldestAtMs: NOW_MS - 3_600_000, acknowledgedTo: 500 },
  suspended: [
    { basketId: 'p1', label: '红色外套', suspendedAtMs: NOW_MS, totalMinor: 12840, itemCount: 14 },
    { basketId: 'p2', label: '', suspendedAtMs: NOW_MS, totalMinor: 590, itemCount: 1 },
  ],
} satisfies Partial<TillSnapshot>;
const sale = fakeLastSale(NOW_MS);
const payment = fakePayment({
  attemptId: 'a1',
  amountMinor: 12840,
  statusCode: '0A',
  sinceMs: NOW_MS - 7000,
});
const cashier = (locale: Locale) => ({
  operator: {
    operatorId: 'op1',
    name: locale === 'en' ? 'Li Na' : '李娜',
    role: 'cashier' as const,
    locale,
  },
});
const selling = (change: Partial<TillSnapshot>) => (locale: Locale) =>
  fakeTill(locale, { ...cashier(locale), basket: fakeBasket(9), ...change });
const notice = (kind: 'accepted' | 'refused' | 'attention', code: NoticeCode, params = {}) => ({
  notice: { n: 5, kind, code, params },
});
const part = (() => {
  const basket = fakeBasket(9);
  const tender = { tenderId: 't1', kind: 'cash' as const, amountMinor: 10000, label: '' };
  const left = basket.totalMinor - 10000;
  const due = { remainingMinor: left, cashDueMinor: left, cardDueMinor: left };
  return { ...basket, tenders: [tender], ...due };
})();
const pending = (change: Partial<TillSnapshot['pendingPayments'][number]>) => ({
  attemptId: 'a1',
  way: 'payment' as const,
  amountMinor: 12840,
  approvedMinor: null,
  reason: 'timeout',
  sinceMs: NOW_MS - 240_000,
  basketId: 'p1',
  label: '红色外套',
  ...change,
});
const doubts = {
  pendingPayments: [
    pending({}),
    pending({ attemptId: 'a2', amountMinor: 590, approvedMinor: 500, reason: 'amountDiffers' }),
    pending({ attemptId: 'a3', way: 'refund', amountMinor: 5000, reason: 'lineLost', label: '' }),
  ],
  saleReturn: fakeReturn('unknown'),
};
const returning = (
  state: Parameters<typeof fakeReturn>[0],
  change: Partial<TillSnapshot> = {},
  more: Partial<NonNullable<TillSnapshot['saleReturn']>> = {},
) => {
  return (locale: Locale) =>
    fakeTill(locale, {
      ...cashier(locale),
      saleReturn: { ...fakeReturn(state), ...more },
      ...change,
    });
};
const stopped = (code: string) => (locale: Locale) =>
  fakeTill(locale, { phase: 'stopped', stopped: { code, params: {} }, operator: null });
const noShift = { phase: 'shiftClosed', shift: null } as const;

export const STATES: readonly GalleryState[] = [
  ...AGE_STATES,
  ...HEAD_OFFICE_STATES,
  { name: 'starting', window: 'till', link: 'down', snapshot: () => null },
  { name: 'link-lost', window: 'till', link: 'down', snapshot: (l) => fakeTill(l) },
  { name: 'link-failing', window: 'till', link: 'failing', snapshot: () => null },
  { name: 'stopped-disk-full', window: 'till', snapshot: stopped('diskFull') },
  ...LOCKED_STATES,
  ...LOSS_STATES,
  {
    name: 'sign-on',
    window: 'till',
    snapshot: (l) => fakeTill(l, { phase: 'signedOff', operator: null }),
  },
  {
    name: 'sign-on-pin',
    window: 'till',
    snapshot: (l) => fakeTill(l, { phase: 'signedOff', operator: null }),
    keys: ['1', '1', '2', '3'],
  },
  {
    name: 'shift-closed',
    window: 'till',
    snapshot: (l) => fakeTill(l, noShift),
    keys: ['3', '0', '0'],
  },
  { name: 'sale-empty', window: 'till', snapshot: (l) => fakeTill(l, cashier(l)) },
  {
    name: 'sale',
    window: 'till',
    snapshot: selling(notice('accepted', 'lineAdded', { name: '伊利纯牛奶' })),
  },
  {
    name: 'sale-busy',
    window: 'till',
    snapshot: selling({
      ...busy,
      basket: fakeBasket(40),
      notice: { n: 5, kind: 'scanRefused', code: 'unknownCode', params: { code: '6901234567892' } },
    }),
    keys: ['4', '0', '1', '1', 'ArrowUp', 'ArrowUp'],
  },
  { name: 'sale-dark', window: 'till', snapshot: selling(busy), theme: 'dark' },
  { name: 'sale-500-lines', window: 'till', snapshot: selling({ basket: fakeBasket(500) }) },
  { name: 'help', window: 'till', snapshot: selling({}), keys: ['F1'] },
  { name: 'quantity', window: 'till', snapshot: selling({}), keys: ['F2', '1', '2'] },
  { name: 'price-check', window: 'till', snapshot: selling({}), keys: ['F3', '4', 'Enter'] },
  { name: 'search', window: 'till', snapshot: selling({}), keys: ['F4', 'p', 'g'] },
  { name: 'void-line', window: 'till', snapshot: selling({}), keys: ['F6'] },
  { name: 'void-basket', window: 'till', snapshot: selling({}), keys: ['v', '1'] },
  { name: 'park', window: 'till', snapshot: selling({}), keys: ['F9'] },
  { name: 'resume', window: 'till', snapshot: (l) => fakeTill(l, busy), keys: ['F9'] },
  {
    name: 'weight',
    window: 'till',
    snapshot: selling({}),
    keys: ['F4', 'p', 'Enter', '1', '.', '2'],
  },
  {
    name: 'weight-scanned',
    window: 'till',
    snapshot: selling({
      notice: {
        n: 5,
        kind: 'scanRefused',
        code: 'needsWeight',
        params: { itemId: 'i1', name: '红富士苹果', priceMinor: 990 },
      },
    }),
    keys: ['1', '.', '2'],
  },
  { name: 'pay', window: 'till', snapshot: selling({}), keys: ['F12'] },
  {
    name: 'pay-split',
    window: 'till',
    snapshot: selling({ basket: part }),
    keys: ['F12', '5', '0', '0'],
  },
  {
    name: 'change',
    window: 'till',
    snapshot: (l) => fakeTill(l, { ...cashier(l), lastSale: sale }),
  },
  { name: 'card-working', window: 'till', snapshot: selling({ payment }) },
  {
    name: 'card-signature',
    window: 'till',
    snapshot: selling({
      payment: { ...payment, canCancel: false, statusCode: 'C8', signature: SIGNATURE },
      ...notice('attention', 'signature'),
    }),
  },
  {
    name: 'card-signature-words',
    window: 'till',
    theme: 'dark',
    snapshot: selling({
      payment: { ...payment, canCancel: false, signature: FOREIGN_SIGNATURE },
      ...notice('attention', 'signature'),
    }),
  },
  {
    name: 'card-cancelling',
    window: 'till',
    snapshot: selling({
      payment: { ...payment, terminalText: 'Bitte Karte entnehmen', cancelRequested: true },
    }),
  },
  {
    name: 'card-unknown',
    window: 'till',
    snapshot: selling({
      payment: { ...payment, state: 'unknown' },
      ...notice('attention', 'cardUnknown'),
    }),
  },
  {
    name: 'card-settle',
    window: 'till',
    snapshot: selling({ payment: { ...payment, state: 'unknown' } }),
    keys: ['s', 'y'],
  },
  {
    name: 'card-amount-differs',
    window: 'till',
    snapshot: selling({
      payment: { ...payment, state: 'unknown', approvedMinor: 12000, reason: 'amountDiffers' },
    }),
  },
  {
    name: 'card-settle-differs',
    window: 'till',
    snapshot: selling({
      payment: { ...payment, state: 'unknown', approvedMinor: 12000, reason: 'amountDiffers' },
    }),
    keys: ['s', 'y', '1'],
  },
  {
    name: 'card-settle-approve',
    window: 'till',
    snapshot: selling({ payment: { ...payment, state: 'unknown' } }),
    keys: ['s', 'y', '1', '2', 'Enter', 'F2', '1', '2', '3'],
  },
  {
    name: 'pay-declined',
    window: 'till',
    snapshot: selling(
      notice('refused', 'cardDeclined', { text: 'ZAHLUNG ABGELEHNT', reason: '33' }),
    ),
    keys: ['F12'],
  },
  { name: 'return-find', window: 'till', snapshot: (l) => fakeTill(l), keys: ['F11', '4', '1'] },
  {
    name: 'return-plan',
    window: 'till',
    snapshot: (l) => fakeTill(l),
    keys: ['F11', '4', 'Enter'],
  },
  {
    name: 'return-note',
    window: 'till',
    snapshot: (l) => fakeTill(l),
    keys: ['F11', '4', 'Enter', '6', 'x', 'y', 'z'],
  },
  {
    name: 'return-approve',
    window: 'till',
    snapshot: (l) => fakeTill(l, cashier(l)),
    keys: ['F11', '4', 'Enter', '2', 'F2', '1', '2', '3'],
  },
  {
    name: 'return-running',
    window: 'till',
    snapshot: returning('running', {
      payment: fakePayment({ way: 'void', amountMinor: 5000, statusCode: '04' }),
    }),
  },
  {
    name: 'return-failed',
    window: 'till',
    snapshot: returning(
      'failed',
      {},
      { canRetry: true, retryAs: ['same', 'refund', 'cash'], canAbandon: true },
    ),
  },
  {
    name: 'return-retry',
    window: 'till',
    snapshot: returning(
      'failed',
      {},
      { canRetry: true, retryAs: ['same', 'refund', 'cash'], canAbandon: true },
    ),
    keys: ['f'],
  },
  {
    name: 'return-unknown',
    window: 'till',
    snapshot: returning('unknown', { pendingPayments: [pending({ way: 'void', label: '' })] }),
  },
  ...OPENING_STATES,
  ...VOID_PAID_STATES,
  ...LONG_LIST_STATES,
  ...TAKEN_OFF_STATES,
  ...SHOP_SETTINGS_STATES,
  { name: 'pending-mark', window: 'till', snapshot: selling({ ...busy, ...doubts }), keys: ['n'] },
  {
    name: 'pending-list',
    window: 'till',
    snapshot: selling({ ...doubts }),
    keys: ['n', 'u', 'ArrowDown'],
  },
  { name: 'office-menu', window: 'till', snapshot: (l) => fakeTill(l), keys: ['F10'] },
  { name: 'office-recent', window: 'till', snapshot: selling({}), keys: ['F7'] },
  { name: 'office-x', window: 'till', snapshot: (l) => fakeTill(l), keys: ['F10', 'x'] },
  { name: 'office-z-table', window: 'till', snapshot: (l) => fakeTill(l), keys: ['F10', 'l', 't'] },
  { name: 'office-terminal', window: 'till', snapshot: (l) => fakeTill(l), keys: ['F10', 'k'] },
  { name: 'office-settings', window: 'till', snapshot: (l) => fakeTill(l), keys: ['F10', 'g'] },
  {
    name: 'closing-baskets',
    window: 'till',
    snapshot: (l) => fakeTill(l, busy),
    keys: ['F10', 'z'],
  },
  {
    name: 'closing-count',
    window: 'till',
    snapshot: (l) => fakeTill(l),
    keys: ['F10', 'z', '3', 'Enter', '1', '2', 'Enter', '5'],
  },
  {
    name: 'closing-counted',
    window: 'till',
    snapshot: (l) => fakeTill(l),
    keys: ['F10', 'z', '3', 'f'],
  },
  {
    name: 'closing-terminal',
    window: 'till',
    snapshot: (l) => fakeTill(l, noShift),
    keys: ['F10', 'z', 'Enter'],
  },
  {
    name: 'closing-terminal-differs',
    window: 'till',
    snapshot: (l) => fakeTill(l, noShift),
    keys: ['F10', 'c'],
  },
  {
    name: 'closing-terminal-lines',
    window: 'till',
    snapshot: (l) => fakeTill(l, noShift),
    keys: ['F10', 'c', 't'],
  },
  {
    name: 'closing-z',
    window: 'till',
    snapshot: (l) => fakeTill(l, noShift),
    keys: ['F10', 'z', 's'],
  },
  ...DISPLAY_STATES,
];

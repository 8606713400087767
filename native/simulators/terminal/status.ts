import type { EntryKind } from './book-entry.ts';
import type { Card } from './cards.ts';
import { ascii, bcd, fromHex, packDigits, variable } from './fields.ts';
import type { CopyRule, ReceiptRule } from './options.ts';
import { encodeTlv, type TlvObject, tlv, tlvContainer } from './tlv.ts';
import type { BatchTotals } from './totals.ts';

/** Who the terminal is, for status messages and receipts. */
export interface Identity {
  readonly terminalId: string;
  readonly contractNumber: string;
  readonly currency: string;
}

/** All that a 04 0F of an approved transaction tells. */
export interface ApprovedStatus {
  readonly kind: EntryKind;
  readonly amountMinor: number;
  readonly receiptNo: number;
  readonly trace: number;
  readonly originalTrace: number | undefined;
  readonly card: Card;
  readonly cvm: 'none' | 'pin' | 'signature';
  /** The customer has signed on the terminal and the cashier has seen it: no line on paper. */
  readonly signedOnScreen: boolean;
  readonly authCode: string;
  readonly turnoverNo: number;
  readonly atMs: number;
}

/** What the register may be told besides; each only when it has sent a container itself. */
export interface StatusExtras {
  /** The register named a currency, so it gets one back. */
  readonly currency: boolean;
  readonly tlv: boolean;
  /** Tag 45, for a register that composes the receipts itself. */
  readonly receiptRule: ReceiptRule | undefined;
  /** BMP A0, with or without a container. */
  readonly hostCode: number | undefined;
  /** Tag 1F1F, the sync id. */
  readonly syncId: boolean;
}

const CVM_CODES = { none: 0x00, signature: 0x01, pin: 0x02 } as const;
const TECHNOLOGY_CODES = { chip: 0x01, contactless: 0x02 } as const;
const BARCODE = 0x02;
const COPY_CODES: Readonly<Record<CopyRule, string>> = { none: '0', approved: '1', all: '2' };

/** The card expiry every simulated card has: December 2031. */
const EXPIRY = '3112';

/**
 * The data of an approved 04 0F, its fields in the order registers have come to rely on
 * (ZVT PA00P015, Status-Information): 27 04 0B 37 0C 0D 0E 17 19 22 29 3B 49 87 8A 2A 3C A0 88 8B 06.
 * Currency and TLV only when the register has sent some itself.
 */
export function approvedStatus(
  status: ApprovedStatus,
  identity: Identity,
  extras: StatusExtras,
): Uint8Array {
  const { date, time } = clockDigits(status.atMs);
  const { card, originalTrace } = status;
  return Uint8Array.from([
    ...[0x27, 0x00],
    ...[0x04, ...bcd(status.amountMinor, 6)],
    ...[0x0b, ...bcd(status.trace, 3)],
    ...(originalTrace === undefined ? [] : [0x37, ...bcd(originalTrace, 3)]),
    ...[0x0c, ...packDigits(time)],
    ...[0x0d, ...packDigits(date.slice(4))],
    ...(card.technology === 'qr' ? [] : [0x0e, ...packDigits(EXPIRY)]),
    ...(card.technology === 'qr' ? [] : [0x17, 0x00, 0x01]),
    ...[0x19, status.cvm === 'pin' ? 0x70 : 0x60],
    ...[0x22, ...variable(2, packDigits(card.maskedPan))],
    ...terminalIdField(identity),
    ...[0x3b, ...padded(ascii(status.authCode), 8, 0x00)],
    ...(extras.currency ? currencyField(identity) : []),
    ...[0x87, ...bcd(status.receiptNo, 2)],
    ...cardTypeField(card),
    ...[0x2a, ...padded(ascii(identity.contractNumber), 15, 0x20)],
    ...[0x3c, ...variable(3, ascii(OUTCOME_TEXTS[status.kind]))],
    ...(extras.hostCode === undefined ? [] : [0xa0, extras.hostCode]),
    ...[0x88, ...bcd(status.turnoverNo, 3)],
    ...[0x8b, ...variable(2, [...ascii(card.name), 0x00])],
    ...(extras.tlv ? statusTlv(status, extras, date, time) : []),
  ]);
}

function statusTlv(
  status: ApprovedStatus,
  extras: StatusExtras,
  date: string,
  time: string,
): number[] {
  const { card } = status;
  const rule = extras.receiptRule;
  return tlvContainer([
    tlv(0x2e, encodeTlv([tlv(0x1f0e, packDigits(date)), tlv(0x1f0f, packDigits(time))])),
    tlv(
      0x2f,
      encodeTlv([
        tlv(0x1f10, [CVM_CODES[status.cvm]]),
        tlv(0x1f11, [0x01]),
        ...(card.technology === 'qr' ? [] : [tlv(0x1f12, [TECHNOLOGY_CODES[card.technology]])]),
      ]),
    ),
    ...(card.technology === 'qr' ? [tlv(0x1f2d, [BARCODE])] : []),
    ...longCardType(card),
    ...(card.aid === '' ? [] : [tlv(0x43, fromHex(card.aid))]),
    tlv(0x44, ascii(card.name)),
    ...(rule === undefined ? [] : [tlv(0x45, receiptRuleDigits(rule))]),
    ...(extras.syncId ? [tlv(0x1f1f, bcd(status.receiptNo, 2))] : []),
  ]);
}

/** BMP 8A; FF stands for types it has no room for (PA00P015, card types). */
export function cardTypeField(card: Card): number[] {
  return [0x8a, Math.min(card.typeId, 0xff)];
}

/** Tag 41 of a card type above 255. */
function longCardType({ typeId }: Card): TlvObject[] {
  return typeId > 0xff ? [tlv(0x41, [typeId >>> 8, typeId & 0xff])] : [];
}

/** Tag 45: four bytes BCD, merchant and customer in the first two nibbles. */
function receiptRuleDigits({ merchant, customer }: ReceiptRule): number[] {
  return packDigits(`${COPY_CODES[merchant]}${COPY_CODES[customer]}000000`);
}

/** The data of a 04 0F with a result other than 00. */
export function failedStatus(
  code: number,
  identity: Identity,
  card: Card | undefined,
  text: string,
): Uint8Array {
  return Uint8Array.from([
    ...[0x27, code],
    ...terminalIdField(identity),
    ...(card === undefined ? [] : cardTypeField(card)),
    ...[0x3c, ...variable(3, ascii(text))],
  ]);
}

/** Card types of the single totals in BMP 60, in their order; the seventh is all others. */
const TOTAL_GROUPS: readonly (readonly number[])[] = [[2, 5], [14], [6], [8], [10, 11], [12]];

/**
 * The data of a 04 0F of end of day or turnover totals (ZVT PA00P015, End-of-Day): 04 total and 60
 * single totals. Amounts carry no sign there, so a net credit is sent as 0; the receipt shows it.
 */
export function totalsStatus(
  totals: BatchTotals,
  trace: number,
  atMs: number,
  identity: Identity,
  extras: { readonly currency: boolean; readonly automatic: boolean },
): Uint8Array {
  const { date, time } = clockDigits(atMs);
  const unsigned = (amountMinor: number): number[] => bcd(Math.max(0, amountMinor), 6);
  const grouped = TOTAL_GROUPS.flat();
  const sums = [...TOTAL_GROUPS, undefined].map((ids) => {
    let count = 0;
    let netMinor = 0;
    for (const [typeId, sum] of totals.byCardType) {
      if (ids === undefined ? grouped.includes(typeId) : !ids.includes(typeId)) continue;
      count += sum.count;
      netMinor += sum.netMinor;
    }
    return [count & 0xff, ...unsigned(netMinor)];
  });
  const content = [...bcd(totals.firstReceiptNo, 2), ...bcd(totals.lastReceiptNo, 2)];
  content.push(...sums.flat());
  return Uint8Array.from([
    ...[0x27, 0x00],
    ...[0x04, ...unsigned(totals.netMinor)],
    ...[0x0b, ...bcd(trace, 3)],
    ...[0x0c, ...packDigits(time)],
    ...[0x0d, ...packDigits(date.slice(4))],
    ...terminalIdField(identity),
    ...(extras.currency ? currencyField(identity) : []),
    ...[0x60, ...variable(3, content)],
    // Tag 1F26 value 02: the terminal has closed the batch by itself.
    ...(extras.automatic ? tlvContainer([tlv(0x1f26, [0x02])]) : []),
  ]);
}

/** BMP 29 with the terminal id. */
export function terminalIdField(identity: Identity): number[] {
  return [0x29, ...bcd(Number(identity.terminalId), 4)];
}

/** BMP 49 with the terminal's currency. */
export function currencyField(identity: Identity): number[] {
  return [0x49, ...bcd(Number(identity.currency), 2)];
}

/** Local date YYYYMMDD and time HHMMSS, as the terminal's own clock shows them. */
export function clockDigits(atMs: number): { date: string; time: string } {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    date: `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`,
    time: `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`,
  };
}

const OUTCOME_TEXTS: Readonly<Record<EntryKind, string>> = {
  sale: 'APPROVED',
  refund: 'CREDIT APPROVED',
  reversal: 'REVERSAL APPROVED',
  preAuth: 'RESERVATION APPROVED',
  booking: 'BOOKING APPROVED',
  release: 'RESERVATION RELEASED',
};

function padded(bytes: readonly number[], length: number, fill: number): number[] {
  return [...bytes, ...new Array<number>(length).fill(fill)].slice(0, length);
}

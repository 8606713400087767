import type { Currency } from '../../../core/money/currency.ts';
import { minor } from '../../../core/money/minor.ts';
import type { Minor } from '../../../core/money/minor.ts';
import { bareResult } from '../../../core/payment/bare-result.ts';
import type { CardGroup } from '../../../core/settlement/card-group.ts';
import type { TerminalResult } from '../../../core/payment/types.ts';
import type { SaleFields, TransbankMessage } from '../../protocol/transbank/messages.ts';
import { shownCode } from '../../protocol/transbank/response-codes.ts';

/** POS Integrado reference, "Tabla de abreviación de tarjetas": code, name, group. */
const BRANDS: Readonly<Record<string, readonly [name: string, group: CardGroup]>> = {
  VI: ['Visa', 'visa'],
  MC: ['Mastercard', 'mastercard'],
  AX: ['American Express', 'amex'],
  DC: ['Diners Club', 'diners'],
  CA: ['Cabal', 'other'],
  CR: ['Credencial', 'other'],
  CE: ['Cerrada', 'other'],
  TP: ['Presto', 'other'],
  MG: ['Magna', 'other'],
  TM: ['Más', 'other'],
  RP: ['Ripley', 'other'],
  EX: ['Extra', 'other'],
  TC: ['CMR', 'other'],
  DB: ['Redcompra', 'other'],
};

/** The group of a card by its two letters. */
export function cardGroupOfBrand(brand: string): CardGroup {
  return brandOf(brand)?.[1] ?? 'other';
}

function brandOf(brand: string): readonly [string, CardGroup] | undefined {
  return Object.hasOwn(BRANDS, brand) ? BRANDS[brand] : undefined;
}

/** The most the amount field holds: nine digits. */
const MAX_AMOUNT_UNITS = 999_999_999;

/** Minor units in one whole unit of the currency, in which the protocol counts. */
function unitMinor(currency: Currency): number {
  return 10 ** currency.decimals;
}

/** An amount as the protocol takes it, or null when it is no whole number of units or too large. */
export function wholeUnits(amountMinor: Minor, currency: Currency): number | null {
  const units = amountMinor / unitMinor(currency);
  const isPossible = Number.isInteger(units) && units > 0 && units <= MAX_AMOUNT_UNITS;
  return isPossible ? units : null;
}

/** An amount of the terminal in minor units. */
export function minorOfUnits(units: number, currency: Currency): Minor {
  return minor(units * unitMinor(currency));
}

/** A sale of the terminal as the register stores it: nothing in it that may not be stored. */
export function saleResult(sale: SaleFields, currency: Currency): TerminalResult {
  const { amountUnits, brand, date, time } = sale;
  return {
    approved: sale.responseCode === '00',
    resultCode: shownCode(sale.responseCode),
    amountMinor: amountUnits === null ? null : minorOfUnits(amountUnits, currency),
    // The terminal has one currency and does not name it.
    currencyNumeric: null,
    receiptNo: sale.operationNo,
    trace: '',
    terminalId: sale.terminalId,
    merchantId: sale.commerceCode,
    authCode: sale.authCode,
    maskedPan: sale.lastDigits.length === 4 ? `************${sale.lastDigits}` : '',
    cardName: brandOf(brand)?.[0] ?? brand,
    cardType: sale.cardType,
    date: /^\d{8}$/.test(date) ? date.slice(2, 4) + date.slice(0, 2) : '',
    time: /^\d{6}$/.test(time) ? time : '',
    text: '',
    extra: present({
      reference: sale.ticket,
      operationNo: sale.operationNo,
      cardGroup: sale.responseCode === '00' ? cardGroupOfBrand(brand) : '',
      fullDate: /^\d{8}$/.test(date) ? date.slice(4) + date.slice(2, 4) + date.slice(0, 2) : '',
      accountingDate: sale.accountingDate,
      shares: sale.shares,
      shareAmount: sale.shareAmount,
      tip: sale.tip,
    }),
  };
}

/**
 * The answer to a void. It is no sale of its own and gets no receipt number, so that it is never
 * compared with the terminal's last sale.
 */
export function voidResult(
  message: Extract<TransbankMessage, { kind: 'void' }>,
  alreadyReversed: boolean,
): TerminalResult {
  return {
    ...bareResult({
      approved: message.responseCode === '00' || alreadyReversed,
      resultCode: shownCode(message.responseCode),
      amountMinor: null,
    }),
    terminalId: message.terminalId,
    merchantId: message.commerceCode,
    authCode: message.authCode,
    extra: present({
      operationNo: message.operationNo,
      alreadyReversed: alreadyReversed ? '1' : '',
    }),
  };
}

function present(all: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

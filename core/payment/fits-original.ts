import { isNumber, isSameNumber, unpadded } from './terminal-mark.ts';
import type { TerminalResult } from './types.ts';

/** What does not fit between what a refund was asked to do and what the terminal did. */
export type Misfit = 'otherCard' | 'otherOriginal';

/**
 * Whether what a terminal gave back fits the payment it was asked to refund: a refund goes to the
 * card that paid, a void undoes that very payment. Only what the terminal said of both is
 * compared; what it leaves out is no difference. Null when nothing speaks against it.
 */
export function misfitOf(
  way: 'void' | 'refund',
  original: TerminalResult,
  result: TerminalResult,
): Misfit | null {
  if (way === 'void') return isOtherOriginal(original, result) ? 'otherOriginal' : null;
  return isOtherCard(original, result) ? 'otherCard' : null;
}

/** The width of a trace number in the answer to a void, where the protocol cuts it short. */
const TRACE_DIGITS = 6;

/** A void names what it took back; a number that has outgrown the field cannot be compared. */
function isOtherOriginal({ trace }: TerminalResult, { extra }: TerminalResult): boolean {
  const told = extra['originalTrace'] ?? '';
  const isTold = [told, trace].every((number) => /^\d+$/.test(number) && isNumber(number));
  return isTold && unpadded(trace).length <= TRACE_DIGITS && !isSameNumber(told, trace);
}

/** Another scheme, or another digit of the number where both show one. */
function isOtherCard(original: TerminalResult, result: TerminalResult): boolean {
  return isOtherScheme(original, result) || isOtherNumber(original, result);
}

function isOtherScheme(original: TerminalResult, result: TerminalResult): boolean {
  const paid = original.extra['cardGroup'] ?? '';
  const given = result.extra['cardGroup'] ?? '';
  if (paid === '' || given === '') return false;
  // Among "other" the card types tell UnionPay from a wallet; a known scheme has several.
  return paid !== given || (paid === 'other' && differ(original.cardType, result.cardType));
}

/** A payment code is another one each time it is shown: it is no card's number. */
function isOtherNumber(original: TerminalResult, result: TerminalResult): boolean {
  if ([original, result].some(({ extra }) => extra['entryMode'] === 'barcode')) return false;
  const paid = [...original.maskedPan].toReversed();
  const given = [...result.maskedPan].toReversed();
  return paid.some((sign, at) => isDigit(sign) && isDigit(given[at]) && sign !== given[at]);
}

function isDigit(sign: string | undefined): boolean {
  return sign !== undefined && sign >= '0' && sign <= '9';
}

function differ(a: string, b: string): boolean {
  return a !== '' && b !== '' && a !== b;
}

/** The card a customer has to show, as a person knows it: "VISA ····7743"; '' when nothing is known. */
export function cardWords({ cardName, maskedPan }: TerminalResult): string {
  const digits = /(\d{4})$/.exec(maskedPan)?.[1];
  return [cardName.trim(), digits === undefined ? '' : `····${digits}`].filter(Boolean).join(' ');
}

import { minor } from '../../../core/money/minor.ts';
import type { ResultExtra, SignatureKind } from '../../../core/payment/result-extras.ts';
import type { TerminalResult } from '../../../core/payment/types.ts';
import { byteCode } from '../../protocol/zvt/hex.ts';
import { isApprovedStatus } from '../../protocol/zvt/status-info.ts';
import type { StatusInfo } from '../../protocol/zvt/status-info.ts';
import { cardGroupOfType } from './card-types.ts';

/** A ZVT status as the register stores it: nothing in it that may not be stored. */
export function terminalResult(status: StatusInfo): TerminalResult {
  return {
    approved: isApprovedStatus(status),
    resultCode: byteCode(status.resultCode ?? 0),
    amountMinor: status.amountMinor === null ? null : minor(status.amountMinor),
    currencyNumeric: status.currencyNumeric,
    receiptNo: status.receiptNo,
    trace: status.trace,
    terminalId: status.terminalId,
    merchantId: status.merchantId,
    authCode: status.authCode,
    maskedPan: status.maskedPan,
    cardName: status.cardName,
    cardType: status.cardType,
    date: status.date,
    time: status.time,
    text: status.text,
    extra: extraOf(status),
  };
}

function extraOf(status: StatusInfo): Record<string, string> {
  const all = {
    turnoverNo: status.turnoverNo,
    originalTrace: status.originalTrace,
    fullDate: status.fullDate,
    verification: status.verification,
    technology: status.technology,
    hostCode: status.hostCode === null ? '' : byteCode(status.hostCode),
    syncNo: status.syncNo,
    cardGroup: cardGroupOfType(status.cardType) ?? '',
    signatureKind: status.verification === '' ? '' : signatureKindOf(status),
    entryMode: entryModeOf(status),
  } satisfies Partial<Record<ResultExtra, string>> & Record<string, string>;
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** TLV 1F10: signature, alone or with a PIN. */
const SIGNED: ReadonlySet<string> = new Set(['01', '05', '06', '07']);

/** True when the card holder signs for this result. */
export function isSigned(status: StatusInfo): boolean {
  return SIGNED.has(status.verification);
}

/**
 * A signature is one on paper: that the cashier judged one on the screen (06 D0) the status does
 * not say, so whoever asked adds it.
 */
function signatureKindOf(status: StatusInfo): SignatureKind {
  return isSigned(status) ? 'paper' : 'none';
}

/** How the card or code was read. */
function entryModeOf({ technology, dataSource }: StatusInfo): string {
  if (dataSource === '02') return 'barcode';
  return { '00': 'stripe', '01': 'chip', '02': 'contactless' }[technology] ?? '';
}

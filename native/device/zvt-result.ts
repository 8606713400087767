import { minor } from '../../core/money/minor.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import { byteCode } from '../protocol/zvt/hex.ts';
import { isApprovedStatus } from '../protocol/zvt/status-info.ts';
import type { StatusInfo } from '../protocol/zvt/status-info.ts';

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
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** A result for an answer that came without a status: only its code is known. */
export function bareResult(code: number, approved: boolean): TerminalResult {
  return {
    approved,
    resultCode: byteCode(code),
    amountMinor: null,
    currencyNumeric: null,
    receiptNo: '',
    trace: '',
    terminalId: '',
    merchantId: '',
    authCode: '',
    maskedPan: '',
    cardName: '',
    cardType: '',
    date: '',
    time: '',
    text: '',
    extra: {},
  };
}

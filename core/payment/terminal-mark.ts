import type { TerminalMark, TerminalResult } from './types.ts';

/** What names a transaction at a terminal: a mark that was kept, or what the terminal told. */
type Named = TerminalMark | Pick<TerminalResult, 'receiptNo' | 'trace' | 'terminalId'>;

/** There is a transaction, and nobody knows its numbers: compared with it, nothing is certain. */
export const NUMBERS_UNKNOWN: TerminalMark = { receiptNo: '', trace: '' };

/** A terminal that does not count leaves a number out, or fills its field with zeros. */
export function isNumber(told: string): boolean {
  return /[^0]/.test(told);
}

/** Two numbers that are there and agree; terminals pad with zeros on the left, or do not. */
export function isSameNumber(a: string, b: string): boolean {
  return isNumber(a) && unpadded(a) === unpadded(b);
}

/** Without the zeros on its left; '' for what is no number. */
export function unpadded(number: string): string {
  return number.replace(/^0+/, '');
}

/** The register's own number of an attempt, sent and given back. */
export function isSameReference(sent: string, told: string): boolean {
  return unpadded(sent) === unpadded(told);
}

/** At least one number names the transaction. */
export function hasNumbers({ receiptNo, trace }: Named): boolean {
  return isNumber(receiptNo) || isNumber(trace);
}

/** Both say which device they are, and they are two: each counts for itself. */
export function isOtherDevice(a: Named, b: Named): boolean {
  const [one, other] = [deviceOf(a), deviceOf(b)];
  return one !== '' && other !== '' && one !== other;
}

/** Nothing tells the two apart: what is no number on one side is none on the other either. */
export function isAlike(a: Named, b: Named): boolean {
  if (isOtherDevice(a, b)) return false;
  return unpadded(a.receiptNo) === unpadded(b.receiptNo) && unpadded(a.trace) === unpadded(b.trace);
}

/**
 * Whether two reports are of the same terminal transaction: at least one number is there, both
 * numbers agree, and no other device gave them. A number of zeros only is none. With a new batch
 * numbers may begin again: whoever compares across one has to ask that besides.
 */
export function isSameTransaction(a: Named, b: Named): boolean {
  return hasNumbers(a) && isAlike(a, b);
}

/** What is kept of a transaction to compare with, or null when the terminal gave it no number. */
export function markOf(result: TerminalResult): TerminalMark | null {
  const { receiptNo, trace, terminalId } = result;
  if (!hasNumbers(result)) return null;
  return terminalId === '' ? { receiptNo, trace } : { receiptNo, trace, device: terminalId };
}

/** What comes next at the terminal comes after this transaction, also where nothing numbers it. */
export function standingMark(result: TerminalResult): TerminalMark {
  const { terminalId: device } = result;
  return markOf(result) ?? (device === '' ? NUMBERS_UNKNOWN : { ...NUMBERS_UNKNOWN, device });
}

function deviceOf(named: Named): string {
  return 'terminalId' in named ? named.terminalId : (named.device ?? '');
}

import type { DayReport } from '../../../core/journal/events/day-report.ts';

const NUMBERS = [
  'zNumber',
  'openedAtMs',
  'closedAtMs',
  'roundingMinor',
  'openingFloatMinor',
  'expectedCashMinor',
  'countedCashMinor',
  'overShortMinor',
  'suspendedBaskets',
  'drawerOpeningsNoSale',
  'cardDeclined',
  'grandSalesMinor',
  'grandReturnsMinor',
  'grandNetMinor',
] as const satisfies readonly (keyof DayReport)[];
const TEXTS = [
  'businessDay',
  'currency',
  'firstReceiptNo',
  'lastReceiptNo',
] as const satisfies readonly (keyof DayReport)[];
const LISTS = [
  'taxes',
  'tenders',
  'departments',
  'operators',
  'unresolvedPayments',
] as const satisfies readonly (keyof DayReport)[];
const COUNTS = [
  'sales',
  'returns',
  'lineVoids',
  'voidedBaskets',
  'reprints',
] as const satisfies readonly (keyof DayReport)[];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isDayReport(value: unknown): value is DayReport {
  return (
    isRecord(value) &&
    NUMBERS.every((key) => Number.isSafeInteger(value[key])) &&
    TEXTS.every((key) => typeof value[key] === 'string') &&
    LISTS.every((key) => Array.isArray(value[key])) &&
    COUNTS.every((key) => {
      const part = value[key];
      return isRecord(part) && typeof part['count'] === 'number';
    })
  );
}

/** Reads a stored report; null when it is not one this version can show. */
export function readDayReport(json: string): DayReport | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Stored by a version that wrote something else: the caller says so instead of showing zeros.
    return null;
  }
  return isDayReport(value) ? value : null;
}

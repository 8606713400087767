import type { SettlementReport } from '../../../core/settlement/batch-report.ts';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const isText = (value: unknown): value is string => typeof value === 'string';

function hasNumbers(value: unknown, keys: readonly string[]): boolean {
  return isRecord(value) && keys.every((key) => Number.isSafeInteger(value[key]));
}

const SIDES = ['terminalCount', 'terminalMinor', 'registerCount', 'registerMinor'] as const;

function isExplanation(value: unknown): boolean {
  return isRecord(value) && isText(value['cause']) && hasNumbers(value, ['amountMinor']);
}

function isDifference(value: unknown): boolean {
  if (!isRecord(value) || !isText(value['group']) || !hasNumbers(value, SIDES)) return false;
  const { explained } = value;
  return Array.isArray(explained) && explained.every(isExplanation);
}

function isReport(value: unknown): value is SettlementReport {
  if (!isRecord(value)) return false;
  const { groups, differences, reportLines, totals } = value;
  return (
    isText(value['terminalId']) &&
    hasNumbers(value, ['closedAtMs']) &&
    typeof value['agrees'] === 'boolean' &&
    typeof value['totalsKnown'] === 'boolean' &&
    hasNumbers(totals, [...SIDES, 'differenceMinor']) &&
    Array.isArray(groups) &&
    groups.every((each) => isRecord(each) && isText(each['group']) && hasNumbers(each, SIDES)) &&
    Array.isArray(differences) &&
    differences.every(isDifference) &&
    Array.isArray(reportLines) &&
    reportLines.every(isText)
  );
}

/** Reads a closed card batch as the service tells it; null when this version cannot show it. */
export function readSettlement(json: string): SettlementReport | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Told by a service of another version: the caller says so instead of showing zeros.
    return null;
  }
  return isReport(value) ? value : null;
}

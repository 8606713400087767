import { BASKET_LIMITS } from '../../core/basket/limits.ts';

/** What is handed over or printed on a line is less than what a basket may come to. */
const OF_A_LINE = new Set(['unitPriceMinor', 'priceMinor']);
/** A day's sums have no limit; this many sales of the largest basket do not fit into one. */
const OF_A_DAY = 99_999_999_999;

function amount(key: string, holder: object, isReport: boolean): number {
  if (isReport) return OF_A_DAY;
  const isLine = key === 'amountMinor' && 'lineId' in holder;
  if (isLine || OF_A_LINE.has(key)) return BASKET_LIMITS.lineAmountMinor;
  return BASKET_LIMITS.totalMinor;
}

/** A copy in which every amount of money is as large as it can be. */
export function withAmounts<T>(value: T, isReport = false): T {
  if (Array.isArray(value)) {
    return value.map((each: unknown) => withAmounts(each, isReport)) as T;
  }
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).map(([key, each]: [string, unknown]) => {
    if (typeof each !== 'number' || !key.endsWith('Minor') || key === 'denominationMinor') {
      return [key, withAmounts(each, isReport)];
    }
    const sign = each < 0 ? -1 : 1;
    return [key, sign * amount(key, value, isReport)];
  });
  return Object.fromEntries(pairs) as T;
}

/** The replies of the made-up service, their reports too. */
export function repliesWith(replies: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const report = (json: string) => JSON.stringify(withAmounts(JSON.parse(json) as unknown, true));
  const pairs = Object.entries(replies).map(([name, reply]) => {
    const hasReport = typeof reply === 'object' && reply !== null && 'reportJson' in reply;
    return [
      name,
      hasReport ? { reportJson: report(String(reply.reportJson)) } : withAmounts(reply),
    ];
  });
  return Object.fromEntries(pairs) as Record<string, unknown>;
}

/** Why a date needs a person's word before a day is opened with it. */
export type DateDoubt = 'ahead' | 'behind';

/** The day before the one that is to be opened. */
export interface DayBefore {
  /** 'YYYY-MM-DD' */
  readonly date: string;
  /** When it was closed, by the clock of then. */
  readonly closedAtMs: number;
}

/** Days that a shop may stay closed without anybody being asked: a long weekend. */
export const QUIET_DAYS = 3;

/** The calendar day so many days after 'YYYY-MM-DD'. */
export function daysAfter(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

/**
 * Whether a clock's date follows sensibly from the day before: not earlier than it, not told by a
 * clock that stands before that day was closed, and not further ahead than a shop stays closed.
 * The same date once more is no doubt: a shop may close and open twice on one day. Without a day
 * before there is nothing to compare with.
 */
export function dateDoubt(date: string, nowMs: number, before: DayBefore | null): DateDoubt | null {
  if (before === null) return null;
  if (date < before.date || nowMs < before.closedAtMs) return 'behind';
  return date > daysAfter(before.date, QUIET_DAYS) ? 'ahead' : null;
}

/** Whether a typed date follows from the day before; then the clock is what is wrong. */
export function followsFrom(date: string, before: DayBefore | null): boolean {
  if (before === null) return false;
  return date >= before.date && date <= daysAfter(before.date, QUIET_DAYS);
}

/**
 * 'YYYY-MM-DD' of a YYMMDD element; day 00 is the month's last. The century is the 21st:
 * nothing in a shop was packed or expires in the 20th. `null` when there is no such day.
 */
export function elementDate(data: string): string | null {
  const match = /^(\d\d)(\d\d)(\d\d)$/.exec(data);
  if (match === null) return null;
  const [, yy = '', mm = '', dd = ''] = match;
  return dateOf(`20${yy}`, mm, dd === '00' ? null : dd);
}

/** Whether 'YYYYMMDD' is a day. */
export function isLongDate(data: string): boolean {
  return dateOf(data.slice(0, 4), data.slice(4, 6), data.slice(6, 8)) !== null;
}

function dateOf(year: string, mm: string, dd: string | null): string | null {
  const month = Number(mm);
  if (month < 1 || month > 12) return null;
  const last = daysInMonth(Number(year), month);
  const day = dd === null ? last : Number(dd);
  if (day < 1 || day > last) return null;
  return `${year}-${mm}-${String(day).padStart(2, '0')}`;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

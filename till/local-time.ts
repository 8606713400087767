/** Civil time of an instant in the store's own zone: for paper and for proposing a day. */
export interface LocalTime {
  /** 'YYYY-MM-DD' */
  readonly date: string;
  /** 'HH:MM:SS' */
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `timeZone` is an IANA name; an unknown one throws RangeError (settings are checked at start). */
export function localTime(atMs: number, timeZone: string): LocalTime {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(atMs).map((part) => [part.type, part.value]));
  const read = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    date: `${read('year')}-${read('month')}-${read('day')}`,
    time: `${read('hour')}:${read('minute')}:${read('second')}`,
  };
}

/** The calendar day after 'YYYY-MM-DD'. */
export function dayAfter(date: string): string {
  const next = new Date(`${date}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/**
 * The business day to open now. People open and close it, not midnight: after a day was closed
 * early, or when the clock was set back, the next one still comes after the last.
 */
export function proposeBusinessDay(
  nowMs: number,
  timeZone: string,
  lastClosed: string | null,
): string {
  const today = localTime(nowMs, timeZone).date;
  if (lastClosed === null || today > lastClosed) return today;
  return dayAfter(lastClosed);
}

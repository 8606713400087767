/** Civil time of an instant in the store's own zone: for paper and for the date a day is opened with. */
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

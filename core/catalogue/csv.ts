import { err, ok, type Result } from '../result.ts';

/** One record with the line of the file it begins on (1 is the first). */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

export type CsvFault = {
  readonly line: number;
  readonly reason: 'quoteNotClosed' | 'strayQuote';
};

/**
 * Reads comma-separated text (RFC 4180): quoted fields may hold commas, line feeds and doubled
 * quotes; lines end with CR LF or LF; a byte order mark and empty lines are skipped. Text after
 * a closing quote or a quote inside a bare field is a fault, not a guess.
 */
export function readCsv(text: string): Result<CsvRecord[], CsvFault> {
  const records: CsvRecord[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let line = 1;
  let start = 1;
  let fields: string[] = [];
  while (at < text.length) {
    const field = readField(text, at);
    if (typeof field === 'string') return err({ line, reason: field });
    fields.push(field.value);
    line += field.lineFeeds;
    at = field.end;
    if (text[at] === ',') {
      at += 1;
      if (at < text.length) continue;
      fields.push('');
    }
    if (fields.length > 1 || fields[0] !== '') records.push({ line: start, fields });
    fields = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line += 1;
    start = line;
  }
  return ok(records);
}

interface Field {
  readonly value: string;
  /** Where the comma, the line's end or the text's end is. */
  readonly end: number;
  readonly lineFeeds: number;
}

function readField(text: string, from: number): Field | CsvFault['reason'] {
  if (text[from] !== '"') return readBareField(text, from);
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return 'quoteNotClosed';
    at = quote + 1;
    if (text[at] !== '"') break;
    at += 1;
  }
  const isEnd = at === text.length || text[at] === ',' || text[at] === '\n';
  if (!isEnd && !text.startsWith('\r\n', at)) return 'strayQuote';
  const raw = text.slice(from + 1, at - 1);
  return { value: raw.replaceAll('""', '"'), end: at, lineFeeds: raw.split('\n').length - 1 };
}

function readBareField(text: string, from: number): Field | 'strayQuote' {
  let end = from;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') {
    if (text[end] === '"') return 'strayQuote';
    if (text.startsWith('\r\n', end)) break;
    end += 1;
  }
  return { value: text.slice(from, end), end, lineFeeds: 0 };
}

/** Writes one record, quoting only where a comma, a quote or a line end needs it. */
export function printCsvRecord(fields: readonly string[]): string {
  const cells = fields.map((field) =>
    /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
  );
  return `${cells.join(',')}\r\n`;
}

import type { JournalReader, JournalRow } from './journal-rows.ts';

/** What fits beside number, time, type and operator in a wide terminal. */
const PAYLOAD_CHARACTERS = 120;

/** One line of an entry: its number, its time in UTC, its type, who made it, and what fits of it. */
export function summaryOf(row: JournalRow): string {
  const { length } = row.payload;
  const cut = length > PAYLOAD_CHARACTERS;
  const payload = cut ? `${row.payload.slice(0, PAYLOAD_CHARACTERS)}…` : row.payload;
  const at = new Date(row.at_ms).toISOString();
  return [String(row.seq).padStart(6), at, row.type, row.actor, payload].join('  ');
}

/** The newest `count` entries, the newest last, a line each. */
export function newestEntries(journal: JournalReader, count: number): string[] {
  const { seq } = journal.head();
  return journal.slice(seq - count + 1, seq).map(summaryOf);
}

/**
 * One entry with all its fields, a line each; its payload over several. A payload that is not JSON
 * is shown as it is stored. Null when there is no such entry.
 */
export function wholeEntry(journal: JournalReader, seq: number): string | null {
  const [row] = journal.slice(seq, seq);
  if (row === undefined) return null;
  const { payload, ...fields } = row;
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value ?? '-'}`);
  return [...lines, `payload: ${indented(payload)}`].join('\n');
}

function indented(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch (error) {
    if (error instanceof SyntaxError) return payload;
    throw error;
  }
}

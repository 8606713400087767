import { readFileSync } from 'node:fs';
import { fromHex } from '../hex.ts';

/** Rows of a tab-separated file beside this one, by column name. */
export function loadVectors(file: string): readonly Readonly<Record<string, string>>[] {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  const [head = '', ...rows] = text.trimEnd().split(/\r?\n/);
  const columns = head.split('\t');
  return rows.map((row) => {
    const cells = row.split('\t');
    return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']));
  });
}

/** A cell as bytes. */
export function bytesOf(row: Readonly<Record<string, string>>, column: string): Uint8Array {
  return fromHex(row[column] ?? '');
}

import type { z } from 'zod';
import { uploadHeaderSchema } from '../../contracts/head-office.ts';
import { journalEntrySchema } from '../../contracts/journal.ts';
import type { UploadHeader } from '../../core/upload/types.ts';
import { canonicalJson } from '../../core/journal/canonical.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import { firstIssue } from '../../core/first-issue.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Refusal, refusal } from '../refusal.ts';

/** An editor was at it: whoever carried the file reads this. */
const SAVED_ANEW =
  ' An editor may have saved the file anew: copy it from the register’s outbox folder once more, ' +
  'without opening it. Nothing was taken of this one.';

/**
 * Reads line 1 of a batch's NDJSON. UTF-8, lines end with LF. Refuses with `malformed`, naming the
 * line; so does `parseEntry`. Nothing that a line says is checked here.
 */
export function parseHeader(line: Uint8Array): Result<UploadHeader, Refusal> {
  const text = decode(line);
  if (text?.startsWith('\ufeff') === true) {
    return err(refusal('malformed', `The batch begins with a byte order mark.${SAVED_ANEW}`));
  }
  return parseLine(text, 1, uploadHeaderSchema);
}

/** Reads one of the lines after it: a journal entry. */
export function parseEntry(line: Uint8Array, lineNo: number): Result<JournalEntry, Refusal> {
  return parseLine(decode(line), lineNo, journalEntrySchema);
}

function decode(bytes: Uint8Array): string | null {
  try {
    // The byte order mark is kept, so that it is refused instead of going unseen.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function parseLine<S extends z.ZodType>(
  line: string | null,
  lineNo: number,
  schema: S,
): Result<z.output<S>, Refusal> {
  if (line === null) {
    return err(refusal('malformed', `The batch is not UTF-8 text.${SAVED_ANEW}`));
  }
  if (line.endsWith('\r')) {
    return err(refusal('malformed', `Line ${lineNo} ends with CR LF, not with LF.${SAVED_ANEW}`));
  }
  const value = parseJson(line);
  if (value === undefined || !isPlainSpelling(line, value)) {
    return err(
      refusal('malformed', `Line ${lineNo} is not one JSON object in its plain spelling.`),
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const seq = typeof value === 'object' && value !== null && 'seq' in value ? value.seq : undefined;
  return err(
    refusal(
      'malformed',
      `Line ${lineNo}: ${firstIssue(parsed.error)}.`,
      typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 1 ? { entrySeq: seq } : {},
    ),
  );
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * JSON can spell one value in many ways (spaces, \u escapes, 1e2, a doubled key). Hashes and
 * signatures cover the value, so a byte changed into another spelling of the same value would go
 * unseen; only what JSON.stringify or RFC 8785 write is taken. The order of fields is free.
 */
function isPlainSpelling(line: string, value: unknown): boolean {
  try {
    return line === JSON.stringify(value) || line === canonicalJson(value);
  } catch (error) {
    // Thousands of nested brackets overflow the stack: no entry looks like that.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

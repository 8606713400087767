import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operatorsFileSchema } from '../../contracts/settings.ts';
import { parseCatalogue } from '../../core/catalogue/parse.ts';
import { canonicalJson } from '../../core/journal/canonical.ts';
import type { Currency } from '../../core/money/currency.ts';
import type { Log } from '../../till/ports.ts';
import type { Store } from '../../till/store.ts';
import { decodeUtf8 } from './strict-text.ts';

/** What became of one file that was laid into the `incoming` folder. */
export type IncomingResult =
  | { readonly file: string; readonly outcome: 'applied'; readonly count: number }
  | { readonly file: string; readonly outcome: 'unchanged' | 'absent' }
  | { readonly file: string; readonly outcome: 'refused'; readonly reasons: readonly string[] };

export interface IncomingOptions {
  readonly dataDir: string;
  readonly store: Store;
  readonly currency: Currency;
  readonly departments: readonly string[];
  /** Rates the store knows, in basis points by tax code. */
  readonly taxRatesBp: Readonly<Record<string, number>>;
  readonly log: Log;
}

type Applied = { count: number } | { reasons: readonly string[] };

/** A file of the `incoming` folder and how it is taken in. */
interface Incoming {
  readonly file: string;
  /** Beside its content: what the same content would be read differently with. */
  readonly rules: string;
  apply(text: string, sha256: string): Applied;
}

/**
 * Applies `incoming/catalogue.csv` and `incoming/operators.json`, once per content and
 * per settings it is read with (a tax rate), before the register sells. A file with one bad row is refused whole and nothing of it is used; why stands
 * beside it in `<name>.refused.txt`, and what was in force stays in force.
 */
export function applyIncomingFiles(options: IncomingOptions): IncomingResult[] {
  const { taxRatesBp, departments, currency } = options;
  const { decimals } = currency;
  return [
    applyFile(options, {
      file: 'catalogue.csv',
      rules: canonicalJson({ taxRatesBp, departments, decimals }),
      apply: (text, sha256) => applyCatalogue(options, text, sha256),
    }),
    applyFile(options, {
      file: 'operators.json',
      rules: '',
      apply: (text) => applyOperators(options, text),
    }),
  ];
}

function applyFile(options: IncomingOptions, incoming: Incoming): IncomingResult {
  const { file } = incoming;
  const { store, log } = options;
  const path = join(options.dataDir, 'incoming', file);
  const read = readIncoming(path);
  if (read === null) return { file, outcome: 'absent' };
  const refused = (reasons: readonly string[]): IncomingResult => {
    log.warn('incoming file refused', { file, first: reasons[0] ?? '' });
    const note = `${path}.refused.txt`;
    beside(log, () => writeFileSync(note, `${reasons.join('\n')}\n`));
    return { file, outcome: 'refused', reasons };
  };
  if ('fault' in read) return refused([`cannot be read (${read.fault})`]);

  const sha256 = sha256Of(read.bytes);
  const key = `incoming.${file}`;
  const seen = sha256Of(`${sha256} ${incoming.rules}`);
  if (store.read((tx) => tx.setting(key)) === seen) return { file, outcome: 'unchanged' };
  const text = decodeUtf8(read.bytes);
  if (text === null) return refused(['not UTF-8 text: save it as UTF-8']);
  const applied = incoming.apply(text, sha256);
  if ('reasons' in applied) return refused(applied.reasons);
  store.write((tx) => tx.setSetting(key, seen));
  beside(log, () => rmSync(`${path}.refused.txt`, { force: true }));
  return { file, outcome: 'applied', count: applied.count };
}

function readIncoming(path: string): { bytes: Buffer } | { fault: string } | null {
  try {
    return { bytes: readFileSync(path) };
  } catch (caught) {
    const code = codeOf(caught);
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : { fault: code };
  }
}

/** The note beside a file is a help: a folder that cannot be written keeps nobody from selling. */
function beside(log: Log, act: () => void): void {
  try {
    act();
  } catch (caught) {
    log.warn('incoming folder', { error: codeOf(caught) });
  }
}

/** The system's name for what went wrong with a file; anything else is a bug and thrown on. */
function codeOf(caught: unknown): string {
  if (caught instanceof Error && 'code' in caught) return String(caught.code);
  throw caught;
}

function sha256Of(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function applyCatalogue(options: IncomingOptions, text: string, sha256: string): Applied {
  const parsed = parseCatalogue(text, {
    decimals: options.currency.decimals,
    departments: options.departments,
    taxCodes: Object.keys(options.taxRatesBp),
  });
  if (!parsed.ok) {
    return {
      reasons: parsed.error.map(
        (fault) => `row ${fault.row}, ${fault.column}: ${fault.reason} (${fault.value})`,
      ),
    };
  }
  const rows = parsed.value.map((item) => ({
    ...item,
    taxRateBp: options.taxRatesBp[item.taxCode] ?? 0,
  }));
  const version = sha256.slice(0, 12);
  const codes = rows.reduce((count, row) => count + row.codes.length, 0);
  options.store.write((tx) => {
    tx.replaceCatalogue(version, rows);
    tx.append('catalogue.applied', { version, items: rows.length, codes, sha256 }, 'system');
  });
  return { count: rows.length };
}

function applyOperators(options: IncomingOptions, text: string): Applied {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (caught) {
    if (caught instanceof SyntaxError) return { reasons: [caught.message] };
    throw caught;
  }
  const parsed = operatorsFileSchema.safeParse(json);
  if (!parsed.success) {
    return {
      reasons: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    };
  }
  options.store.write((tx) => tx.saveOperators(parsed.data));
  return { count: parsed.data.length };
}

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operatorsFileSchema } from '../../contracts/settings.ts';
import { parseCatalogue } from '../../core/catalogue/parse.ts';
import type { Currency } from '../../core/money/currency.ts';
import type { Log } from '../../till/ports.ts';
import type { Store } from '../../till/store.ts';

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

/**
 * Applies `incoming/catalogue.csv` and `incoming/operators.json`, once per content, before the
 * register sells. A file with one bad row is refused whole and nothing of it is used; why stands
 * beside it in `<name>.refused.txt`, and what was in force stays in force.
 */
export function applyIncomingFiles(options: IncomingOptions): IncomingResult[] {
  return [
    applyFile(options, 'catalogue.csv', (text, hash) => applyCatalogue(options, text, hash)),
    applyFile(options, 'operators.json', (text) => applyOperators(options, text)),
  ];
}

type Applied = { count: number } | { reasons: readonly string[] };

function applyFile(
  options: IncomingOptions,
  file: string,
  apply: (text: string, hash: string) => Applied,
): IncomingResult {
  const path = join(options.dataDir, 'incoming', file);
  if (!existsSync(path)) return { file, outcome: 'absent' };
  const bytes = readFileSync(path);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const key = `incoming.${file}`;
  if (options.store.read((tx) => tx.setting(key)) === hash) return { file, outcome: 'unchanged' };

  const refusedPath = `${path}.refused.txt`;
  const applied = apply(bytes.toString('utf8'), hash);
  if ('reasons' in applied) {
    options.log.warn('incoming file refused', { file, first: applied.reasons[0] ?? '' });
    writeFileSync(refusedPath, `${applied.reasons.join('\n')}\n`);
    return { file, outcome: 'refused', reasons: applied.reasons };
  }
  options.store.write((tx) => tx.setSetting(key, hash));
  rmSync(refusedPath, { force: true });
  return { file, outcome: 'applied', count: applied.count };
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

import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { FileFault } from '../../contracts/file-fault.ts';
import { type OperatorsFile, operatorsFileSchema } from '../../contracts/settings.ts';
import { invariant } from '../../core/assert.ts';
import { type CatalogueError, END_MARK, parseCatalogue } from '../../core/catalogue/parse.ts';
import { isSharpFall } from '../../core/catalogue/sharp-fall.ts';
import { canonicalJson } from '../../core/journal/canonical.ts';
import { languages } from '../../core/language.ts';
import type { Currency } from '../../core/money/currency.ts';
import { writeWholeFile } from '../../host/write-whole-file.ts';
import { replacePeople } from '../../till/session/people.ts';
import type { Log } from '../../till/ports/system.ts';
import {
  CONFIRMED_CATALOGUE,
  HELD_CATALOGUE,
  type HeldCatalogue,
} from '../../till/head-office/held-catalogue.ts';
import { flowKey, forgetFlow, keepFlow, readFlow } from '../../till/ports/flow-state.ts';
import type { Store } from '../../till/ports/store.ts';
import { isSealed, type PinSeal } from './pin-seal.ts';
import { decodeUtf8 } from './strict-text.ts';

/** What became of one file that was laid into the `incoming` folder. */
export type IncomingResult =
  | { readonly file: string; readonly outcome: 'applied'; readonly count: number }
  | { readonly file: string; readonly outcome: 'unchanged' | 'absent' }
  | {
      readonly file: string;
      readonly outcome: 'refused';
      /** For who made the file, all of them, in the note beside it. */
      readonly reasons: readonly string[];
      /** The first, for the screen. */
      readonly fault: FileFault;
    };

export interface IncomingOptions {
  readonly dataDir: string;
  readonly store: Store;
  readonly currency: Currency;
  readonly departments: readonly string[];
  /** Rates the store knows, in basis points by tax code. */
  readonly taxRatesBp: Readonly<Record<string, number>>;
  /** A setting that prices depend on and that was changed but does not hold, or null. */
  readonly heldPrices: HeldPrices | null;
  /** What prices mean here, by the name of the setting: the currency, and whether tax is inside. */
  readonly pricedIn: Readonly<Record<string, string>>;
  readonly pinSeal: PinSeal;
  readonly log: Log;
}

/** `never`: it will not hold either, whatever is closed. */
export interface HeldPrices {
  readonly field: string;
  readonly asked: string;
  readonly never: boolean;
}

/** By file: the hash of what was taken in last, and of the rules it was read with. */
const TAKEN_IN = flowKey('incoming.takenIn', z.string());

/** The file that came while another value was asked for, and which. */
const PRICED_FOR = flowKey(
  'incoming.pricedFor',
  z.strictObject({ sha256: z.string(), field: z.string(), asked: z.string() }),
);
type PricedFor = z.infer<typeof PRICED_FOR.schema>;

/** Counted up when names are read otherwise: a file that was taken in is then taken in anew. */
const READINGS_VERSION = 1;

/** A fault in the words of the note, and as the screen says it. */
type Told = FileFault & { readonly words: string };
type Refused = { refused: readonly [Told, ...Told[]] };
/** `instead`: what the file shall hold from now on, where that is not what came. */
type Applied = { count: number; instead?: string } | Refused;

/** A file of the `incoming` folder and how it is taken in. */
interface Incoming {
  readonly file: string;
  /** Beside its content: what the same content would be read differently with. */
  readonly rules: string;
  apply(text: string, sha256: string): Promise<Applied>;
}

/**
 * Applies `incoming/catalogue.csv` and `incoming/operators.json`, once per content and
 * per settings it is read with (a tax rate), before the register sells. A file with one bad row is refused whole and nothing of it is used; why stands
 * beside it in `<name>.refused.txt`, and what was in force stays in force.
 */
export async function applyIncomingFiles(options: IncomingOptions): Promise<IncomingResult[]> {
  const catalogue = await applyFile(options, catalogueFile(options));
  return [
    catalogue,
    await applyFile(options, {
      file: 'operators.json',
      // Another computer's secret: what was taken in there is nobody's PIN here.
      rules: options.pinSeal.id,
      apply: async (text) => applyOperators(options, text),
    }),
  ];
}

/** Takes the catalogue in between two starts; null when that worked, else why not. */
export async function readCatalogueAgain(options: IncomingOptions): Promise<FileFault | null> {
  const result = await applyFile(options, catalogueFile(options));
  if (result.outcome === 'refused') return result.fault;
  return result.outcome === 'absent' ? { code: 'gone', params: {} } : null;
}

function catalogueFile(options: IncomingOptions): Incoming {
  const { taxRatesBp, departments, currency } = options;
  const { decimals } = currency;
  return {
    file: 'catalogue.csv',
    rules: canonicalJson({
      taxRatesBp,
      departments,
      decimals,
      languages: languages(),
      readings: READINGS_VERSION,
    }),
    apply: (text, sha256) => applyCatalogue(options, text, sha256),
  };
}

async function applyFile(options: IncomingOptions, incoming: Incoming): Promise<IncomingResult> {
  const { file } = incoming;
  const { store, log } = options;
  const path = join(options.dataDir, 'incoming', file);
  const read = readIncoming(path);
  if (read === null) return { file, outcome: 'absent' };
  const refused = ([first, ...more]: Refused['refused']): IncomingResult => {
    const reasons = [first, ...more].map(({ words }) => words);
    log.warn('incoming file refused', { file, first: first.words });
    const note = `${path}.refused.txt`;
    beside(log, () => writeWholeFile(note, `${reasons.join('\n')}\n`));
    return { file, outcome: 'refused', reasons, fault: { code: first.code, params: first.params } };
  };
  if ('fault' in read) return refused([unreadable(read.fault)]);

  const sha256 = sha256Of(read.bytes);
  const seen = sha256Of(`${sha256} ${incoming.rules}`);
  if (store.read((tx) => readFlow(tx, TAKEN_IN, file)) === seen)
    return { file, outcome: 'unchanged' };
  const text = decodeUtf8(read.bytes);
  if (text === null) return refused([NOT_UTF8]);
  const applied = await incoming.apply(text, sha256);
  if ('refused' in applied) return refused(applied.refused);
  if (applied.instead === undefined) store.write((tx) => keepFlow(tx, TAKEN_IN, seen, file));
  else replaceFile(options, incoming, applied.instead);
  beside(log, () => rmSync(`${path}.refused.txt`, { force: true }));
  return { file, outcome: 'applied', count: applied.count };
}

/** Until that works the file is taken in again at each start, which changes nothing. */
function replaceFile({ dataDir, store, log }: IncomingOptions, incoming: Incoming, text: string) {
  const path = join(dataDir, 'incoming', incoming.file);
  beside(log, () => {
    writeWholeFile(path, text);
    const seen = sha256Of(`${sha256Of(text)} ${incoming.rules}`);
    store.write((tx) => keepFlow(tx, TAKEN_IN, seen, incoming.file));
  });
}

const NOT_UTF8: Told = { code: 'notUtf8', params: {}, words: 'not UTF-8 text: save it as UTF-8' };

/** What came with a changed currency is priced in it, and sold in the old one it would be wrong. */
function pricesFault(
  { store, heldPrices, pricedIn }: IncomingOptions,
  sha256: string,
): Told | null {
  if (heldPrices !== null) {
    const { field, asked, never } = heldPrices;
    const pricedFor: PricedFor = { sha256, field, asked };
    store.write((tx) => keepFlow(tx, PRICED_FOR, pricedFor));
    return never ? pricesForAnother(pricedFor) : pricesHeld(field);
  }
  const pricedFor = store.read((tx) => readFlow(tx, PRICED_FOR));
  if (pricedFor === null) return null;
  // The setting was put back since: the file that waited for it is not taken for one of this currency.
  const isOfHere = pricedIn[pricedFor.field] === pricedFor.asked;
  return pricedFor.sha256 === sha256 && !isOfHere ? pricesForAnother(pricedFor) : null;
}

function pricesForAnother({ field, asked }: PricedFor): Told {
  const words =
    `these prices came for ${field} ${asked}, which does not hold here: lay the right file in, or, if ` +
    'they are right, put the setting back and save the file once more with any change in it';
  return { code: 'pricesForAnother', params: { field, asked }, words };
}

function pricesHeld(field: string): Told {
  const words = `the changed setting ${field} does not hold yet, and prices may be meant for it: the file is taken in with it`;
  return { code: 'pricesHeld', params: { field }, words };
}

function unreadable(code: string): Told {
  return { code: 'unreadable', params: { code }, words: `cannot be read (${code})` };
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

async function applyCatalogue(
  options: IncomingOptions,
  text: string,
  sha256: string,
): Promise<Applied> {
  const prices = pricesFault(options, sha256);
  if (prices !== null) return { refused: [prices] };
  // Its dictionaries take a tenth of a second to load: only a start that reads a file has that to pay.
  const { readingsOf } = await import('./pinyin-readings.ts');
  const parsed = parseCatalogue(text, {
    decimals: options.currency.decimals,
    departments: options.departments,
    taxCodes: Object.keys(options.taxRatesBp),
  });
  if (!parsed.ok) {
    const [first, ...more] = parsed.error.map(told);
    invariant(first !== undefined, 'a refused catalogue has a fault');
    return { refused: [first, ...more] };
  }
  const fall = heldFall(options, parsed.value.length, sha256);
  if (fall !== null) {
    keepHeld(options, text, sha256);
    return { refused: [fall] };
  }
  const rows = parsed.value.map((item) => ({
    ...item,
    taxRateBp: options.taxRatesBp[item.taxCode] ?? 0,
    pinyin: [...Object.values(item.name).map(readingsOf), item.pinyin]
      .filter((reading) => reading !== '')
      .join(' '),
  }));
  const version = sha256.slice(0, 12);
  const codes = rows.reduce((count, row) => count + row.codes.length, 0);
  options.store.write((tx) => {
    tx.replaceCatalogue(version, rows);
    tx.append('catalogue.applied', { version, items: rows.length, codes, sha256 }, 'system');
    // Whatever waited is older than what holds now.
    forgetFlow(tx, HELD_CATALOGUE);
    forgetFlow(tx, CONFIRMED_CATALOGUE);
    forgetFlow(tx, PRICED_FOR);
  });
  return { count: rows.length };
}

/** What parts columns, as a sign that every language reads. */
const SIGNS: Readonly<Record<string, string>> = { semicolon: ';', bar: '|', tab: 'Tab' };

function told(error: CatalogueError): Told {
  const { row, column, reason, value, items, firstRow } = error;
  const shown = reason === 'notCommas' ? (SIGNS[value] ?? value) : value;
  const params = {
    row,
    column,
    value: shown,
    ...(items === undefined ? {} : { items }),
    ...(firstRow === undefined ? {} : { firstRow }),
  };
  return { code: reason, params, words: faultWords(error) };
}

/** For a supplier who has to mend the file: what is wrong, and with the end also the line to write. */
function faultWords({ row, column, reason, value, items, firstRow }: CatalogueError): string {
  if (reason === 'notCommas') {
    return (
      `row 1: notCommas (${value}): another sign than a comma parts the columns. Save the file as ` +
      `"CSV UTF-8" with commas between the columns and prices like 6.50`
    );
  }
  if (items === undefined) {
    const what = firstRow === undefined ? value : `${value} (row ${firstRow})`;
    return `row ${row}, ${column}: ${reason} (${what})`;
  }
  const fault =
    reason === 'noEnd'
      ? `${reason} (${items}): the file has no end line`
      : `${reason} (${items}, not ${value}): its end line counts other items`;
  return (
    `row ${row}: ${fault}, so it may have been cut: send it again. ` +
    `If its ${items} items are all there are, its last line has to be ${END_MARK},${items}`
  );
}

/**
 * Why a file with far fewer items is not taken, or null when it may be: it is no such file, or a
 * manager agreed to it. What is held is journaled once and stays to be agreed to, also after a
 * restart.
 */
function heldFall({ store }: IncomingOptions, itemsInFile: number, sha256: string): Told | null {
  const { itemsNow, confirmed, held } = store.read((tx) => ({
    itemsNow: tx.itemCount(),
    confirmed: readFlow(tx, CONFIRMED_CATALOGUE),
    held: readFlow(tx, HELD_CATALOGUE),
  }));
  if (!isSharpFall(itemsNow, itemsInFile) || confirmed === sha256) return null;
  const fall: HeldCatalogue = { sha256, itemsNow, itemsInFile };
  const isNew = canonicalJson(held) !== canonicalJson(fall);
  if (isNew) {
    store.write((tx) => {
      keepFlow(tx, HELD_CATALOGUE, fall);
      tx.append('catalogue.held', fall, 'system');
    });
  }
  return {
    code: 'farFewer',
    params: { itemsNow, itemsInFile },
    words: `${itemsNow} items now, ${itemsInFile} in the file: a manager can take it in the office`,
  };
}

/** The file as it came, under a name of its own: the next one will take its place. */
function keepHeld({ dataDir, log }: IncomingOptions, text: string, sha256: string): void {
  const name = `catalogue-${sha256.slice(0, 12)}.csv`;
  beside(log, () => writeWholeFile(join(dataDir, 'incoming', 'held', name), text));
}

function applyOperators(options: IncomingOptions, text: string): Applied {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (caught) {
    if (caught instanceof SyntaxError) {
      return { refused: [{ code: 'notJson', params: {}, words: caught.message }] };
    }
    throw caught;
  }
  const parsed = operatorsFileSchema.safeParse(json);
  if (!parsed.success) {
    const [first, ...more] = parsed.error.issues.map((issue): Told => {
      const path = issue.path.join('.');
      return { code: 'badField', params: { path }, words: `${path}: ${issue.message}` };
    });
    invariant(first !== undefined, 'a refused file has a fault');
    return { refused: [first, ...more] };
  }
  return takePeople(options, parsed.data);
}

/**
 * People come with PIN hashes and stay with sealed ones, in the database and in the file: what lies
 * about for years tells nobody a PIN.
 */
function takePeople({ store, pinSeal }: IncomingOptions, people: OperatorsFile): Applied {
  const foreign = people.find(
    (one) => isSealed(one.pinHash) && pinSeal.open(one, one.pinHash) === null,
  );
  if (foreign !== undefined) {
    const { operatorId } = foreign;
    const words = `${operatorId}: the PIN was sealed by another register or for another role: set it anew`;
    return { refused: [{ code: 'foreignPin', params: { operatorId }, words }] };
  }
  const sealed = people.map((one) =>
    isSealed(one.pinHash) ? one : { ...one, pinHash: pinSeal.seal(one, one.pinHash) },
  );
  store.write((tx) => replacePeople(tx, sealed, 'file'));
  const count = people.length;
  if (people.every((one) => isSealed(one.pinHash))) return { count };
  return { count, instead: `${JSON.stringify(sealed, null, 2)}\n` };
}

import {
  journaledSettingsSchema,
  type JournaledSettings,
  MONEY_SETTINGS,
  type MoneySetting,
  type RegisterSettings,
} from '../../contracts/settings.ts';
import { canonicalJson } from '../../core/journal/canonical.ts';
import type { SettingChange } from '../../core/journal/events/settings.ts';
import { readAs } from '../../core/journal/typed-entry.ts';
import type { HeldSetting } from '../../till/runtime/state.ts';
import type { ReadTx, Store, WriteTx } from '../../till/ports/store.ts';
import type { IncomingOptions } from './incoming-files.ts';
import { SettingsFault } from './register-settings.ts';

export interface SettingsInForce {
  /** The file as it holds: with a kept value wherever the changed one would mix two kinds of money. */
  of(file: RegisterSettings): RegisterSettings;
  readonly held: readonly HeldSetting[];
}

/** Settings of the database: what held last (`JournaledSettings`), and what was told to be held. */
const IN_FORCE = 'settings.inForce';
const HELD = 'settings.held';
/** Setting of the database: 'yes' where it is for practice, 'no' where it is a shop's. */
const TRAINING = 'settings.training';

/**
 * What of a changed settings file holds. What sums depend on (`MONEY_SETTINGS`) stays as it was while a
 * day, a basket, a payment or a return is unfinished; the currency stays for ever once something
 * was sold, because the grand totals never begin again. Nobody is kept from selling: the old value goes
 * on. Every change is journaled with both values, when it takes hold and when it is held.
 *
 * Throws `SettingsFault` when a shop's database shall be for practice or the reverse, `StoreFault`.
 */
export function settingsInForce(store: Store, file: RegisterSettings): SettingsInForce {
  return store.write((tx) => {
    checkTraining(tx, file.training);
    const before = inForceBefore(tx, file);
    const held = heldSettings(tx, before, file);
    const fields = new Set<string>(held.map(({ field }) => field));
    const kept = Object.fromEntries(
      Object.entries(before).filter(([field]) => fields.has(field)),
    ) as Partial<JournaledSettings>;
    const now = journaled({ ...file, ...kept });
    const changes = changesOf(before, now);
    if (changes.length > 0) tx.append('settings.changed', { changes }, 'system');
    noteHeld(tx, held);
    remember(tx, IN_FORCE, canonicalJson(now));
    return { held, of: (each) => ({ ...each, ...kept }) };
  });
}

/** Settings without which a price list is not what it says. */
const PRICED_IN: ReadonlySet<string> = new Set(['currency', 'taxMode']);

/** What a price list is meant in here, and what it may be meant in that does not hold. */
export function pricesOf(
  inForce: SettingsInForce,
  file: RegisterSettings,
): Pick<IncomingOptions, 'heldPrices' | 'pricedIn'> {
  const { currency, taxMode } = inForce.of(file);
  const held = inForce.held.find(({ field }) => PRICED_IN.has(field));
  const heldPrices =
    held === undefined
      ? null
      : { field: held.field, asked: held.asked, never: held.until === 'never' };
  return { heldPrices, pricedIn: { currency, taxMode } };
}

/** Goods carry their rate: one that was changed holds when they come again in a catalogue file. */
export function ratesThatWait(
  store: Store,
  taxRatesBp: Readonly<Record<string, number>>,
): HeldSetting[] {
  const rates = store.read((tx) => tx.itemTaxRates());
  return rates.flatMap(({ taxCode, rateBp }) => {
    const asked = taxRatesBp[taxCode];
    if (asked === rateBp) return [];
    const field = `taxRatesBp.${taxCode}`;
    return [{ field, kept: String(rateBp), asked: String(asked ?? '—'), until: 'catalogue' }];
  });
}

function inForceBefore(tx: ReadTx, file: RegisterSettings): JournaledSettings {
  const kept = tx.setting(IN_FORCE);
  const remembered = kept === null ? fromJournal(tx) : (JSON.parse(kept) as object);
  const { shape } = journaledSettingsSchema;
  // One by one: what another program version wrote, or did not know yet, must not hide the others.
  const known = Object.entries(remembered).filter(
    ([field, value]) =>
      field in shape && shape[field as keyof typeof shape].safeParse(value).success,
  );
  return { ...journaled(file), ...(Object.fromEntries(known) as Partial<JournaledSettings>) };
}

const SLICE_ENTRIES = 500;

/** A new database, or one made from a copy: what the journal itself says of settings. Read once. */
function fromJournal(tx: ReadTx): object {
  const last = tx.recentSales(1)[0]?.sale;
  const known = new Map<string, unknown>();
  if (last !== undefined) known.set('currency', last.currency).set('taxMode', last.taxMode);
  const { seq: head } = tx.journalHead();
  for (let from = 1; from <= head; from += SLICE_ENTRIES) {
    for (const entry of tx.entries(from, Math.min(head, from + SLICE_ENTRIES - 1))) {
      const changed = readAs(entry, 'settings.changed');
      for (const { field, to } of changed?.payload.changes ?? []) known.set(field, JSON.parse(to));
    }
  }
  return Object.fromEntries(known);
}

function journaled(file: JournaledSettings): JournaledSettings {
  return journaledSettingsSchema.strip().parse(file);
}

function heldSettings(
  tx: ReadTx,
  before: JournaledSettings,
  file: RegisterSettings,
): HeldSetting[] {
  const isOpen = isUnfinished(tx);
  // Practice has no sums that anybody adds up.
  const isSold = !file.training && tx.nextReceiptSeq() > 1;
  const isCurrencyHeld = file.currency !== before.currency && (isOpen || isSold);
  const until = (field: MoneySetting): HeldSetting['until'] | null => {
    // Steps of coins belong to their currency.
    const ofCurrency = field === 'currency' || (field === 'cashRounding' && isCurrencyHeld);
    if (ofCurrency && isSold) return 'never';
    return isOpen || (ofCurrency && isCurrencyHeld) ? 'finished' : null;
  };
  return MONEY_SETTINGS.flatMap((field) => {
    const [kept, asked] = [textOf(before[field]), textOf(file[field])];
    const untilWhen = kept === asked ? null : until(field);
    return untilWhen === null ? [] : [{ field, kept, asked, until: untilWhen }];
  });
}

/** Sums that have begun and not ended. */
function isUnfinished(tx: ReadTx): boolean {
  return (
    tx.openDay() !== null ||
    tx.openBasket() !== null ||
    tx.suspendedBaskets().length > 0 ||
    tx.openAttempts().length > 0 ||
    tx.openReturn() !== null
  );
}

function changesOf(before: JournaledSettings, now: JournaledSettings): SettingChange[] {
  const was = new Map(Object.entries(before));
  return Object.entries(now).flatMap(([field, value]) => {
    const [from, to] = [canonicalJson(was.get(field)), canonicalJson(value)];
    return from === to ? [] : [{ field, from, to }];
  });
}

/** Once for what is asked, not at each start. */
function noteHeld(tx: WriteTx, held: readonly HeldSetting[]): void {
  const changes = held.map(({ field, kept, asked }) => ({ field, from: kept, to: asked }));
  if (!remember(tx, HELD, canonicalJson(changes)) || changes.length === 0) return;
  tx.append('settings.held', { changes }, 'system');
}

/** Whether it was another one before. */
function remember(tx: WriteTx, key: string, value: string): boolean {
  if (tx.setting(key) === value) return false;
  tx.setSetting(key, value);
  return true;
}

/** As it stands in the file, a word without its quotation marks. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}

function checkTraining(tx: WriteTx, isTraining: boolean): void {
  const before = tx.setting(TRAINING);
  const now = isTraining ? 'yes' : 'no';
  if (before === null) tx.setSetting(TRAINING, now);
  if (before === null || before === now) return;
  const kept = before === 'yes' ? 'practice' : 'a shop’s sales';
  throw new SettingsFault(
    `training: ${isTraining}, but the data in this folder are ${kept}. Nothing was changed. Put ` +
      `training back to ${!isTraining}; to practise, start the program with --training`,
  );
}

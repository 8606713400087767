import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readCsv } from '../../core/catalogue/csv.ts';
import { languageSchema } from '../../core/language.ts';
import { givenTextSchema } from '../../core/local-text.ts';
import { CURRENCIES, type CurrencyCode } from '../../core/money/currency.ts';
import { REGION_LAYOUTS, type RegionId } from '../../core/gs1/region-layouts.ts';

const currencyCodes = Object.keys(CURRENCIES) as CurrencyCode[];
const regionIds = Object.keys(REGION_LAYOUTS) as RegionId[];

const demoStore = z.strictObject({
  note: z.string(),
  storeId: z.string().regex(/^[0-9A-Z]{1,8}$/),
  name: givenTextSchema,
  address: givenTextSchema,
  taxId: z.string(),
  phone: z.string(),
  footer: givenTextSchema,
  currency: z.enum(currencyCodes),
  region: z.enum(regionIds).nullable(),
  taxMode: z.enum(['inside', 'onTop']),
  taxRounding: z.enum(['perLine', 'perReceipt']),
  taxCodes: z.array(
    z.strictObject({ code: z.string(), rateBp: z.int().nonnegative(), name: givenTextSchema }),
  ),
  registers: z.array(z.string().regex(/^[0-9A-Z]{1,4}$/)).min(1),
  operators: z.array(
    z.strictObject({
      operatorId: z.string(),
      name: z.string(),
      role: z.enum(['cashier', 'supervisor', 'manager']),
      locale: languageSchema,
      /** Published with the source: for the demo store only. */
      pin: z.string().regex(/^\d{4,8}$/),
    }),
  ),
});

const department = z.strictObject({ id: z.string(), name: givenTextSchema, taxCode: z.string() });

/** The demo store's settings and people. */
export type DemoStore = z.infer<typeof demoStore>;
export type DemoDepartment = z.infer<typeof department>;

/** A row of a CSV file by column name. */
export type DataRow = Readonly<Record<string, string>>;

export interface DemoData {
  readonly store: DemoStore;
  readonly departments: readonly DemoDepartment[];
  readonly brands: readonly DataRow[];
  readonly products: readonly DataRow[];
  readonly fresh: readonly DataRow[];
}

/** Reads the data files beside this folder. A file that does not fit its form is a bug. */
export function readDemoData(): DemoData {
  return {
    store: demoStore.parse(readJson('store.json')),
    departments: z.array(department).parse(readJson('departments.json')),
    brands: readRows('brands.csv'),
    products: readRows('products.csv'),
    fresh: readRows('fresh.csv'),
  };
}

function readText(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../data/${name}`, import.meta.url)), 'utf8');
}

function readJson(name: string): unknown {
  return JSON.parse(readText(name));
}

function readRows(name: string): DataRow[] {
  const csv = readCsv(readText(name));
  if (!csv.ok) throw new Error(`${name}, line ${csv.error.line}: ${csv.error.reason}`);
  const [header, ...records] = csv.value;
  return records.map((record) => {
    if (record.fields.length !== header?.fields.length) {
      throw new Error(`${name}, line ${record.line}: ${record.fields.length} fields`);
    }
    return Object.fromEntries(
      header.fields.map((column, index) => [column, record.fields[index] ?? '']),
    );
  });
}

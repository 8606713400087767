import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import {
  type OperatorsFile,
  type RegisterSettings,
  registerSettingsSchema,
} from '../contracts/settings.ts';
import { printCatalogue } from '../core/catalogue/print.ts';
import { CURRENCIES } from '../core/money/currency.ts';
import { buildCatalogue } from './catalogue/build-catalogue.ts';
import { type DemoData, readDemoData } from './catalogue/demo-data.ts';

/** Only the register's own user reads its folder. */
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = { mode: 0o600 } as const;

export interface RegisterFilesOptions {
  readonly dataDir: string;
  readonly registerId: string;
  readonly devices: RegisterSettings['devices'];
  readonly headOffice: { readonly url: string; readonly enrolmentCode: string | null } | null;
  /** How many items the shop sells; null is the demo assortment. */
  readonly items: number | null;
}

/**
 * Lays a demo register's data folder out: its settings, and catalogue and operators to apply at
 * the next start. Settings are written anew each time, because simulated ports change; catalogue
 * and operators only once, so that what a person changed stays.
 */
export async function writeRegisterFiles(options: RegisterFilesOptions): Promise<void> {
  const data = readDemoData();
  const incoming = join(options.dataDir, 'incoming');
  mkdirSync(incoming, { recursive: true, mode: PRIVATE_FOLDER });
  writeFileSync(
    join(options.dataDir, 'register.json'),
    `${JSON.stringify(settingsOf(options, data), null, 2)}\n`,
    PRIVATE_FILE,
  );
  const catalogue = join(incoming, 'catalogue.csv');
  if (!existsSync(catalogue)) {
    writeFileSync(catalogue, catalogueFile(options.items, data), PRIVATE_FILE);
  }
  const operators = join(incoming, 'operators.json');
  if (!existsSync(operators)) {
    writeFileSync(
      operators,
      `${JSON.stringify(await operatorsFile(data), null, 2)}\n`,
      PRIVATE_FILE,
    );
  }
}

function catalogueFile(items: number | null, data: DemoData): string {
  const { decimals } = CURRENCIES[data.store.currency];
  return printCatalogue(buildCatalogue(items === null ? { data } : { data, items }), decimals);
}

function settingsOf(options: RegisterFilesOptions, data: DemoData): RegisterSettings {
  const { store } = data;
  const { name, address, taxId, footer } = store;
  return registerSettingsSchema.parse({
    version: 1,
    storeId: store.storeId,
    registerId: options.registerId,
    store: { name, address, taxId, phone: store.phone, footer },
    currency: store.currency,
    taxMode: store.taxMode,
    taxRounding: store.taxRounding,
    taxRatesBp: Object.fromEntries(store.taxCodes.map(({ code, rateBp }) => [code, rateBp])),
    departments: Object.fromEntries(data.departments.map(({ id, name: text }) => [id, text])),
    labelRegion: store.region,
    timeZone: 'Asia/Shanghai',
    defaultLocale: 'zh',
    devices: options.devices,
    secondCopyPath: join(options.dataDir, 'second-copy', 'journal.ndjson'),
    headOffice:
      options.headOffice === null ? null : { ...options.headOffice, allowPlainHttp: false },
  });
}

async function operatorsFile(data: DemoData): Promise<OperatorsFile> {
  return Promise.all(
    data.store.operators.map(async ({ pin, ...operator }) => ({
      ...operator,
      pinHash: await hash(pin),
    })),
  );
}

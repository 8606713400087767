import { unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';
import {
  type RegisterSettings,
  registerSettingsSchema,
  type TerminalSettings,
} from '../../contracts/settings.ts';
import { REGION_LAYOUTS } from '../../core/gs1/region-layouts.ts';
import { CURRENCIES, type Currency } from '../../core/money/currency.ts';
import { writeWholeFile } from '../../host/write-whole-file.ts';
import { checkedTerminal } from '../../native/device/terminal-drivers.ts';
import type { TillSettings } from '../../till/runtime/context.ts';
import { readUtf8 } from './strict-text.ts';

/** The settings file is missing or wrong; `message` names the field and what to do. */
export class SettingsFault extends Error {
  override readonly name = 'SettingsFault';
}

/** Reads and checks `register.json` in the data folder. Throws `SettingsFault`. */
export function readRegisterSettings(dataDir: string): RegisterSettings {
  const path = join(dataDir, 'register.json');
  const parsed = registerSettingsSchema.safeParse(readJson(path));
  if (parsed.success) {
    checkTimeZone(path, parsed.data.timeZone);
    checkHeadOffice(path, parsed.data.headOffice);
    const { devices } = parsed.data;
    return {
      ...parsed.data,
      devices: { ...devices, terminal: terminalIn(path, devices.terminal) },
    };
  }
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || 'the file';
  throw new SettingsFault(`${path}: ${field}: ${issue?.message ?? 'not valid'}`);
}

/**
 * Writes `register.json` whole: a power cut leaves the old one or the new one. Only its owner can read
 * it: it holds the terminal's password. Throws the system's error when the disk does not take it; the
 * old file stays then.
 */
export function writeRegisterSettings(dataDir: string, settings: RegisterSettings): void {
  writeWholeFile(join(dataDir, 'register.json'), `${JSON.stringify(settings, null, 2)}\n`);
}

/** Between two looks at the file's time and size, which ask neither disk nor network for more. */
const WATCH_MS = 2_000;

/** Tells when somebody has written `register.json`; returns a function that stops it. */
export function watchRegisterSettings(dataDir: string, listener: () => void): () => void {
  const path = join(dataDir, 'register.json');
  // By its time: a file that is renamed into place is another one, which an open watch would miss.
  const look = () => listener();
  watchFile(path, { persistent: false, interval: WATCH_MS }, look);
  return () => unwatchFile(path, look);
}

/** The enrolment code as it stands in the file now; null while the file is not right. */
export function enrolmentCodeNow(dataDir: string): string | null {
  try {
    return readRegisterSettings(dataDir).headOffice?.enrolmentCode ?? null;
  } catch (caught) {
    if (caught instanceof SettingsFault) return null;
    throw caught;
  }
}

/** The settings as the use cases need them. */
export function tillSettings(file: RegisterSettings): TillSettings {
  return {
    storeId: file.storeId,
    registerId: file.registerId,
    store: file.store,
    currency: currencyOf(file),
    taxRule: { taxMode: file.taxMode, taxRounding: file.taxRounding },
    promotions: [],
    labelLayout: file.labelRegion === null ? null : REGION_LAYOUTS[file.labelRegion],
    departments: Object.entries(file.departments).map(([id, name]) => ({ id, name })),
    timeZone: file.timeZone,
    defaultLocale: file.defaultLocale,
    receiptColumns: file.devices.printer?.columns ?? 42,
    receiptCharacters: file.devices.printer?.codePage === 'gb18030' ? 'chinese' : 'european',
    cashForCardRefund: file.refunds.cardInCash,
    customerLimitS: file.devices.terminal?.customerLimitS ?? 0,
    scanPrefix: file.scanPrefix,
    voidLimits: file.voids,
    walletLimitMinor: file.walletLimitMinor,
    screenLockS: file.screenLockS,
    training: file.training,
  };
}

/** The currency with the shop's own way of rounding, where it has one. */
function currencyOf(file: RegisterSettings): Currency {
  const currency = CURRENCIES[file.currency];
  return file.cashRounding === null ? currency : { ...currency, cashRule: file.cashRounding };
}

function readJson(path: string): unknown {
  let text: string | null;
  try {
    text = readUtf8(path);
  } catch (caught) {
    const code = (caught as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new SettingsFault(`${path}: cannot be read (${code})`, { cause: caught });
  }
  if (text === null) {
    throw new SettingsFault(`${path}: not UTF-8 text: save it as UTF-8; nothing of it was used`);
  }
  try {
    return JSON.parse(text);
  } catch (caught) {
    if (caught instanceof SyntaxError) {
      throw new SettingsFault(`${path}: not JSON: ${caught.message}`, { cause: caught });
    }
    throw caught;
  }
}

/** What stands there of the terminal is its driver's to judge. */
function terminalIn(path: string, terminal: TerminalSettings | null): TerminalSettings | null {
  if (terminal === null) return null;
  const checked = checkedTerminal(terminal);
  if (checked.ok) return checked.settings;
  const field = ['devices.terminal', checked.field].filter((part) => part !== '').join('.');
  throw new SettingsFault(`${path}: ${field}: ${checked.message}`);
}

function checkTimeZone(path: string, timeZone: string): void {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone });
  } catch (caught) {
    if (!(caught instanceof RangeError)) throw caught;
    throw new SettingsFault(`${path}: timeZone: ${timeZone} is no IANA zone`, { cause: caught });
  }
}

/** Names of this computer: what is sent there leaves on no wire. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function checkHeadOffice(path: string, headOffice: RegisterSettings['headOffice']): void {
  if (headOffice === null) return;
  const fault = addressFault(new URL(headOffice.url), headOffice.allowPlainHttp);
  if (fault !== null) throw new SettingsFault(`${path}: headOffice.url: ${fault}`);
}

function addressFault(url: URL, isPlainAllowed: boolean): string | null {
  const { protocol, hostname, username, password } = url;
  if (username !== '' || password !== '') return 'no name and no password belong into the address';
  if (protocol === 'https:') return null;
  if (protocol !== 'http:') return `${protocol}// does not lead to head office; write https://`;
  if (isPlainAllowed || LOOPBACK.test(hostname)) return null;
  return (
    'http:// sends the register’s token and its sales unencrypted; write https://, or set ' +
    'headOffice.allowPlainHttp to true where nobody else is on the wire'
  );
}

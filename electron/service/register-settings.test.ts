import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerSettingsSchema } from '../../contracts/settings.ts';
import { CURRENCIES } from '../../core/money/currency.ts';
import { readRegisterSettings, SettingsFault, tillSettings } from './register-settings.ts';

const TEXT = { zh: '店', en: 'Shop' };
const SETTINGS = {
  version: 1,
  storeId: 'S001',
  registerId: '03',
  store: { name: TEXT, address: TEXT, taxId: '', phone: '', footer: TEXT },
  currency: 'EUR',
  taxMode: 'inside',
  taxRounding: 'perLine',
  taxRatesBp: { A: 1300 },
  departments: { food: TEXT },
  labelRegion: null,
  timeZone: 'Europe/Helsinki',
  defaultLocale: 'en',
  devices: { terminal: null, printer: null, scanner: null },
  secondCopyPath: null,
  headOffice: null,
};

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tillwright-settings-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));

function read(changes: Record<string, unknown>) {
  writeFileSync(join(dataDir, 'register.json'), JSON.stringify({ ...SETTINGS, ...changes }));
  return readRegisterSettings(dataDir);
}

describe('what the scanners send before a code', () => {
  it('is nothing unless the shop says so, and then punctuation', () => {
    expect(tillSettings(read({})).scanPrefix).toBe('');
    for (const scanPrefix of ['*', '~', '\\', '[[', '/:@-']) {
      expect(tillSettings(read({ scanPrefix })).scanPrefix).toBe(scanPrefix);
    }
  });

  it.each(['6', 'R', ']', ' ', '*1', '*****', '＊'])('cannot be "%s"', (scanPrefix) => {
    expect(() => read({ scanPrefix })).toThrow(/scanPrefix: punctuation/);
  });
});

describe('the address of head office', () => {
  const at = (url: string, more = {}) =>
    read({ headOffice: { url, enrolmentCode: null, ...more } });

  it.each([
    'https://hq.example',
    'http://127.0.0.1:4790',
    'http://127.1.2.3',
    'http://localhost:4790/',
    'http://[::1]:4790',
  ])('can be %s', (url) => {
    expect(at(url).headOffice).toMatchObject({ url, allowPlainHttp: false });
  });

  it.each([
    'http://hq.example',
    'http://192.168.0.7:4790',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'http://0.0.0.0:4790',
  ])('beyond this computer is not plain unless the settings say so: %s', (url) => {
    expect(() => at(url)).toThrow(SettingsFault);
    expect(() => at(url)).toThrow(/headOffice\.url: .*headOffice\.allowPlainHttp to true/);
    expect(at(url, { allowPlainHttp: true }).headOffice).toMatchObject({ url });
  });

  it.each(['ftp://hq.example', 'file:///etc/passwd', 'https://me:secret@hq.example'])(
    'cannot be %s',
    (url) => {
      expect(() => at(url, { allowPlainHttp: true })).toThrow(/headOffice\.url/);
    },
  );
});

describe('the currency of a shop', () => {
  it.each(Object.values(CURRENCIES))('can be $code', (currency) => {
    expect(tillSettings(read({ currency: currency.code })).currency).toEqual(currency);
  });

  it('that is not known is refused in words that name what can be written', () => {
    expect(() => read({ currency: 'XYZ' })).toThrow(SettingsFault);
    expect(() => read({ currency: 'XYZ' })).toThrow(
      /register\.json: currency: "XYZ" is no currency of this register; write one of CNY, EUR, .*SGD/,
    );
  });

  it('is rounded in cash as the shop says, where it says so', () => {
    const cashRounding = { stepMinor: 5, rounding: 'halfUp' };
    const { currency } = tillSettings(read({ cashRounding }));
    expect(currency).toEqual({
      ...CURRENCIES.EUR,
      cashRule: { ...cashRounding, cardStepMinor: 1 },
    });
    const down = { stepMinor: 5, rounding: 'down', cardStepMinor: 5 };
    expect(tillSettings(read({ cashRounding: down })).currency.cashRule).toEqual(down);
  });

  it.each([
    [{ stepMinor: 0, rounding: 'down' }, 'cashRounding.stepMinor'],
    [{ stepMinor: 5, rounding: 'nearest' }, 'cashRounding.rounding'],
    [{ stepMinor: 5, rounding: 'down', cardStepMinor: 2 }, 'cardStepMinor must divide stepMinor'],
  ])('refuses the rounding %j', (cashRounding, words) => {
    expect(() => read({ cashRounding })).toThrow(words);
  });

  it('stands in the file as it was written', () => {
    read({ currency: 'SEK' });
    const file: unknown = JSON.parse(readFileSync(join(dataDir, 'register.json'), 'utf8'));
    expect(registerSettingsSchema.parse(file)).toMatchObject({
      currency: 'SEK',
      cashRounding: null,
    });
  });
});

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RegisterSettings, registerSettingsSchema } from '../../contracts/settings.ts';
import { lastPort, prepareTrainingFolder, readShop, TRAINING_HOST } from './training-folder.ts';

const text = { zh: '店', en: 'Shop' };
const SHOP = registerSettingsSchema.parse({
  version: 1,
  storeId: 'S1',
  registerId: '3',
  store: { name: text, address: text, taxId: '', phone: '', footer: text },
  currency: 'EUR',
  taxMode: 'inside',
  taxRounding: 'perLine',
  taxRatesBp: { A: 1900 },
  departments: { food: text },
  labelRegion: null,
  timeZone: 'Europe/Berlin',
  defaultLocale: 'en',
  devices: {
    terminal: {
      protocol: 'zvt',
      line: { kind: 'serial', path: 'COM3' },
      terminalId: 'T1',
      password: '987654',
      customerLimitS: 90,
      takesWalletCodes: false,
      checksSignatures: false,
    },
    printer: null,
    scanner: null,
  },
  secondCopyPath: '/stick/journal.ndjson',
  headOffice: { url: 'https://example.com/', enrolmentCode: 'once' },
});

let shopDir = '';
let trainingDir = '';
beforeEach(() => {
  shopDir = mkdtempSync(join(tmpdir(), 'tillwright-shop-'));
  trainingDir = join(shopDir, 'training');
});
afterEach(() => rmSync(shopDir, { recursive: true, force: true }));

function writeShop(settings: RegisterSettings): void {
  writeFileSync(join(shopDir, 'register.json'), JSON.stringify(settings));
}

function incoming(folder: string, name: string, content: string): void {
  mkdirSync(join(folder, 'incoming'), { recursive: true });
  writeFileSync(join(folder, 'incoming', name), content);
}

const prepare = (port: number) => prepareTrainingFolder({ shopDir, trainingDir, shop: SHOP, port });
const copied = (name: string) => readFileSync(join(trainingDir, 'incoming', name), 'utf8');

test('the folder has the shop’s settings, the training terminal and no way out', () => {
  expect(prepare(20_007)).toBeNull();
  const made = registerSettingsSchema.parse(
    JSON.parse(readFileSync(join(trainingDir, 'register.json'), 'utf8')),
  );
  const terminal = {
    protocol: 'zvt',
    line: { kind: 'tcp', host: TRAINING_HOST, port: 20_007 },
    terminalId: 'TRAINING',
    password: '123456',
    customerLimitS: 90,
    takesWalletCodes: true,
    checksSignatures: true,
  };
  expect(made).toEqual({
    ...SHOP,
    devices: { ...SHOP.devices, terminal },
    headOffice: null,
    secondCopyPath: null,
    training: true,
  });
  expect(lastPort(trainingDir)).toBe(20_007);
});

test('catalogue and operators come along, the newest each time; practice books stay', () => {
  incoming(shopDir, 'catalogue.csv', 'first');
  incoming(shopDir, 'operators.json', '[]');
  prepare(1);
  writeFileSync(join(trainingDir, 'register.db'), 'practised');
  incoming(shopDir, 'catalogue.csv', 'second');
  prepare(2);
  expect([copied('catalogue.csv'), copied('operators.json')]).toEqual(['second', '[]']);
  expect(readFileSync(join(trainingDir, 'register.db'), 'utf8')).toBe('practised');
  expect(lastPort(trainingDir)).toBe(2);
});

test('a file the shop’s register refused does not replace the one in force', () => {
  incoming(shopDir, 'catalogue.csv', 'good');
  prepare(1);
  incoming(shopDir, 'catalogue.csv', 'bad');
  incoming(shopDir, 'catalogue.csv.refused.txt', 'row 2');
  prepare(1);
  expect(copied('catalogue.csv')).toBe('good');
  expect(existsSync(join(trainingDir, 'incoming', 'catalogue.csv.refused.txt'))).toBe(false);
});

test('nothing of the shop is written', () => {
  writeShop(SHOP);
  incoming(shopDir, 'catalogue.csv', 'first');
  const before = readFileSync(join(shopDir, 'register.json'), 'utf8');
  expect(readShop(shopDir)).toEqual({ ok: true, settings: SHOP });
  prepare(1);
  expect(readdirSync(shopDir).toSorted()).toEqual(['incoming', 'register.json', 'training']);
  expect(readFileSync(join(shopDir, 'register.json'), 'utf8')).toBe(before);
});

test('without a shop, or on a training folder, it says what is wrong', () => {
  expect(readShop(shopDir)).toMatchObject({ ok: false, reason: expect.stringContaining('ENOENT') });
  writeShop({ ...SHOP, training: true });
  expect(readShop(shopDir)).toMatchObject({ ok: false });
});

test('a disk that does not take it is told by the system’s code', () => {
  writeFileSync(trainingDir, 'a file where the folder should be');
  expect(prepare(1)).toMatch(/^E(EXIST|NOTDIR)$/);
});

test('without a folder, or with another terminal in it, any port is taken', () => {
  expect(lastPort(trainingDir)).toBe(0);
  mkdirSync(trainingDir);
  writeFileSync(join(trainingDir, 'register.json'), JSON.stringify(SHOP));
  expect(lastPort(trainingDir)).toBe(0);
});

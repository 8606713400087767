import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CURRENCIES } from '../../core/money/currency.ts';
import { openStore, type RegisterStore } from '../../db/store.ts';
import { CONFIRMED_CATALOGUE, HELD_CATALOGUE } from '../../till/head-office/held-catalogue.ts';
import { keepFlow, readFlow } from '../../till/ports/flow-state.ts';
import { applyIncomingFiles, type IncomingOptions } from './incoming-files.ts';
import { loadPinSeal } from './pin-seal.ts';

const HEADER = 'item_id,name_zh,name_en,pinyin,department,tax_code,unit,price,plu,codes\n';
const GOOD = `${HEADER}milk,牛奶,Milk,nn,food,A,each,6.50,1001,6901234567892
bread,面包,Bread,mb,food,A,each,10.00,,6900000000014
#end,2
`;
const HASH = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo';
const PERSON = { operatorId: '1', name: 'Li Na', role: 'cashier', locale: 'en', pinHash: HASH };

const log = { info: () => {}, warn: () => {}, error: () => {} };
let dataDir: string;
let store: RegisterStore;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tillwright-incoming-'));
  mkdirSync(join(dataDir, 'incoming'));
  store = openStore({
    path: join(dataDir, 'register.db'),
    secondCopyPath: null,
    clock: { nowMs: () => Date.UTC(2026, 0, 2) },
    ids: { next: () => uuidv7() },
    identity: { storeId: 'S001', registerId: '03' },
    log,
  });
});
afterEach(() => {
  store.close();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

const put = (file: string, content: string | Uint8Array) =>
  writeFileSync(join(dataDir, 'incoming', file), content);
const apply = (changes: Partial<IncomingOptions> = {}) =>
  applyIncomingFiles({
    dataDir,
    store,
    currency: CURRENCIES.CNY,
    departments: ['food'],
    taxRatesBp: { A: 1300 },
    heldPrices: null,
    pricedIn: { currency: 'CNY', taxMode: 'inside' },
    pinSeal: loadPinSeal(dataDir),
    log,
    ...changes,
  });
const item = (itemId: string) => store.read((tx) => tx.item(itemId));
const note = (file: string) => join(dataDir, 'incoming', `${file}.refused.txt`);

describe('a catalogue file', () => {
  it('is applied once per content, journaled with its hash', async () => {
    put('catalogue.csv', GOOD);
    expect((await apply())[0]).toEqual({ file: 'catalogue.csv', outcome: 'applied', count: 2 });
    expect((await apply())[0]).toEqual({ file: 'catalogue.csv', outcome: 'unchanged' });
    expect(item('milk')).toMatchObject({ priceMinor: 650, taxRateBp: 1300 });
    const entries = store.read((tx) => tx.entries(1, 99));
    expect(entries.map((entry) => entry.type)).toEqual(['catalogue.applied']);
  });

  it('that came for another currency is not taken for one of this one when that is put back', async () => {
    put('catalogue.csv', GOOD);
    const heldPrices = { field: 'currency', asked: 'USD', never: false };
    const faultOf = async (changes: Partial<IncomingOptions>) => {
      const [result] = await apply(changes);
      return result?.outcome === 'refused' ? result.fault.code : result?.outcome;
    };
    expect(await faultOf({ heldPrices })).toBe('pricesHeld');
    expect(await faultOf({ heldPrices: { ...heldPrices, never: true } })).toBe('pricesForAnother');
    expect(await faultOf({})).toBe('pricesForAnother');
    expect(item('milk')).toBeNull();
    put('catalogue.csv', GOOD.replace('6.50', '6.60'));
    expect(await faultOf({})).toBe('applied');
    expect(item('milk')).toMatchObject({ priceMinor: 660 });
  });

  it('that came for another currency is taken in with it', async () => {
    put('catalogue.csv', GOOD);
    const heldPrices = { field: 'currency', asked: 'USD', never: false };
    await apply({ heldPrices });
    const inForce = { pricedIn: { currency: 'USD', taxMode: 'inside' } };
    expect((await apply(inForce))[0]).toMatchObject({ outcome: 'applied' });
  });

  const NONSENSE = ['6,50', '-1.00', '0.00', '6.505', 'free', '', '99999999999'];
  it.each(NONSENSE)(
    'with the price "%s" is refused whole; row and reason are named',
    async (price) => {
      put('catalogue.csv', GOOD);
      await apply();
      const before = store.read((tx) => tx.journalHead());
      const field = price.includes(',') ? `"${price}"` : price;
      put('catalogue.csv', GOOD.replace('6.50', '7.00').replace('10.00', field));
      expect((await apply())[0]).toEqual({
        file: 'catalogue.csv',
        outcome: 'refused',
        reasons: [`row 3, price: badPrice (${price})`],
        fault: { code: 'badPrice', params: { row: 3, column: 'price', value: price } },
      });
      expect(item('milk')?.priceMinor).toBe(650);
      expect(item('bread')?.priceMinor).toBe(1000);
      expect(store.read((tx) => tx.journalHead())).toEqual(before);
      expect(readFileSync(note('catalogue.csv'), 'utf8')).toContain('row 3, price: badPrice');
    },
  );

  it('that is right again takes the note away', async () => {
    put('catalogue.csv', GOOD.replace('6.50', 'x'));
    await apply();
    expect(existsSync(note('catalogue.csv'))).toBe(true);
    put('catalogue.csv', GOOD);
    expect((await apply())[0]).toMatchObject({ outcome: 'applied' });
    expect(existsSync(note('catalogue.csv'))).toBe(false);
  });

  it('is read again when a tax rate of the settings changes', async () => {
    put('catalogue.csv', GOOD);
    await apply();
    expect((await apply({ taxRatesBp: { A: 900 } }))[0]).toMatchObject({ outcome: 'applied' });
    expect(item('milk')?.taxRateBp).toBe(900);
  });

  it('in another encoding is refused instead of garbling every name', async () => {
    const gbk = Buffer.concat([Buffer.from(HEADER), Buffer.from([0xc5, 0xa3, 0xc4, 0xcc])]);
    put('catalogue.csv', gbk);
    expect((await apply())[0]).toMatchObject({
      outcome: 'refused',
      reasons: [expect.stringMatching(/UTF-8/)],
    });
  });

  it('with a byte order mark is the same file', async () => {
    put('catalogue.csv', `\uFEFF${GOOD}`);
    expect((await apply())[0]).toMatchObject({ outcome: 'applied', count: 2 });
  });

  it('that cannot be read, with a note that cannot be written, stops nobody', async () => {
    mkdirSync(join(dataDir, 'incoming', 'catalogue.csv'));
    mkdirSync(note('catalogue.csv'));
    expect((await apply())[0]).toMatchObject({
      outcome: 'refused',
      reasons: [expect.stringMatching(/cannot be read/)],
    });
  });

  it('needs no pinyin: names are found by all of it and by its initials', async () => {
    const names = `item_id,name_zh,name_en,department,tax_code,unit,price,plu,codes
cola,可口可乐330ml,Coca-Cola,food,A,each,3.00,,6901234567892
bank,长城干红,Great Wall,food,A,each,30.00,,6900000000014
#end,2
`;
    put('catalogue.csv', names);
    expect((await apply())[0]).toMatchObject({ outcome: 'applied', count: 2 });
    const find = (text: string) =>
      store.read((tx) => tx.searchItems(text, 9)).map(({ itemId }) => itemId);
    expect(['kkkl', 'kl', 'kele', 'kekoukele', 'kkkl 330'].map(find)).toEqual(
      Array.from({ length: 5 }, () => ['cola']),
    );
    expect(['ccgh', 'zcgh', 'changcheng'].map(find)).toEqual(
      Array.from({ length: 3 }, () => ['bank']),
    );
  });

  it('finds a name by what its pinyin column adds, too', async () => {
    put('catalogue.csv', GOOD.replace('Milk,nn', 'Milk,moo'));
    await apply();
    const find = (text: string) =>
      store.read((tx) => tx.searchItems(text, 9)).map(({ itemId }) => itemId);
    expect(['moo', 'nn', 'niunai'].map(find)).toEqual([['milk'], ['milk'], ['milk']]);
  });
});

describe('a catalogue file that was cut or fell sharply', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, i) => `i${i},牛奶,Milk,nn,food,A,each,6.50,,\n`).join('');
  const file = (count: number) => `${HEADER}${rows(count)}#end,${count}\n`;
  const count = () => store.read((tx) => tx.itemCount());
  const types = () => store.read((tx) => tx.entries(1, 99)).map(({ type }) => type);

  it('never changes the shelf, at whatever byte it was cut', async () => {
    put('catalogue.csv', GOOD);
    await apply();
    const next = Buffer.from(GOOD.replace('6.50', '7.00'));
    for (let at = 0; at < next.length - 1; at++) {
      put('catalogue.csv', next.subarray(0, at));
      expect([at, (await apply())[0]]).toEqual([
        at,
        expect.objectContaining({ outcome: 'refused' }),
      ]);
    }
    expect(item('milk')?.priceMinor).toBe(650);
    expect(types()).toEqual(['catalogue.applied']);
    put('catalogue.csv', next.subarray(0, next.length - 1));
    expect((await apply())[0]).toMatchObject({ outcome: 'applied', count: 2 });
  });

  it('tells its supplier the very line it lacks, which makes it whole', async () => {
    const without = GOOD.replace('#end,2\n', '');
    put('catalogue.csv', without);
    await apply();
    const words = readFileSync(note('catalogue.csv'), 'utf8');
    const [, line = ''] = /last line has to be (#end,\d+)$/.exec(words.trim()) ?? [];
    expect(words).toContain('row 3: noEnd (2): the file has no end line');
    put('catalogue.csv', `${without}${line}\n`);
    expect((await apply())[0]).toMatchObject({ outcome: 'applied', count: 2 });
    put('catalogue.csv', GOOD.replace('#end,2', '#end,3'));
    await apply();
    expect(readFileSync(note('catalogue.csv'), 'utf8')).toContain('wrongCount (2, not 3)');
  });

  it('tells who saved it with semicolons how to save it', async () => {
    put('catalogue.csv', GOOD.replaceAll(',', ';').replaceAll('6.50', '6,50'));
    expect((await apply())[0]).toMatchObject({ outcome: 'refused', reasons: [expect.any(String)] });
    const words = readFileSync(note('catalogue.csv'), 'utf8');
    expect(words).toContain('notCommas (semicolon)');
    expect(words).toContain('CSV UTF-8');
  });

  it('is held with both numbers, journaled once and kept, until a manager agrees', async () => {
    put('catalogue.csv', file(40));
    await apply();
    put('catalogue.csv', file(9));
    const refused = {
      outcome: 'refused',
      reasons: [expect.stringContaining('40 items now, 9 in the file')],
    };
    expect((await apply())[0]).toMatchObject(refused);
    expect((await apply())[0]).toMatchObject(refused);
    expect(count()).toBe(40);
    expect(types()).toEqual(['catalogue.applied', 'catalogue.held']);
    const held = store.read((tx) => readFlow(tx, HELD_CATALOGUE));
    expect(held).toMatchObject({ itemsNow: 40, itemsInFile: 9 });
    const kept = join(dataDir, 'incoming', 'held', `catalogue-${held?.sha256.slice(0, 12)}.csv`);
    expect(readFileSync(kept, 'utf8')).toBe(file(9));

    store.write((tx) => keepFlow(tx, CONFIRMED_CATALOGUE, held?.sha256 ?? ''));
    expect((await apply())[0]).toMatchObject({ outcome: 'applied', count: 9 });
    expect(count()).toBe(9);
    expect(store.read((tx) => readFlow(tx, HELD_CATALOGUE))).toBeNull();
  });

  it('that was agreed to does not let another one through', async () => {
    put('catalogue.csv', file(40));
    await apply();
    store.write((tx) => keepFlow(tx, CONFIRMED_CATALOGUE, 'of another file'));
    put('catalogue.csv', file(8));
    expect((await apply())[0]).toMatchObject({ outcome: 'refused' });
    put('catalogue.csv', file(41));
    expect((await apply())[0]).toMatchObject({ outcome: 'applied' });
    expect(store.read((tx) => readFlow(tx, HELD_CATALOGUE))).toBeNull();
  });
});

describe('an operators file', () => {
  const people = () => store.read((tx) => tx.operators()).map(({ operatorId }) => operatorId);

  it('brings people in, once per content', async () => {
    put('operators.json', JSON.stringify([PERSON]));
    expect((await apply())[1]).toEqual({ file: 'operators.json', outcome: 'applied', count: 1 });
    expect((await apply())[1]).toMatchObject({ outcome: 'unchanged' });
    expect(people()).toEqual(['1']);
  });

  const WRONG = [
    ['no JSON', '[{'],
    ['nobody', '[]'],
    ['a PIN in the clear', JSON.stringify([{ ...PERSON, pinHash: '1234' }])],
    ['half a hash', JSON.stringify([{ ...PERSON, pinHash: '$argon2id$v=19$m=19456' }])],
    ['an unknown role', JSON.stringify([{ ...PERSON, role: 'owner' }])],
    ['one id twice', JSON.stringify([PERSON, { ...PERSON, name: 'Another' }])],
  ] as const;
  it.each(WRONG)('with %s is refused whole', async (_, text) => {
    put('operators.json', JSON.stringify([PERSON]));
    await apply();
    put('operators.json', text);
    const [, result] = await apply();
    expect(result).toMatchObject({ outcome: 'refused' });
    expect(store.read((tx) => tx.operator('1'))).toMatchObject({ name: 'Li Na', role: 'cashier' });
    expect(existsSync(note('operators.json'))).toBe(true);
  });

  it('never writes a PIN into its note', async () => {
    put('operators.json', JSON.stringify([{ ...PERSON, pinHash: '4711' }]));
    await apply();
    expect(readFileSync(note('operators.json'), 'utf8')).not.toContain('4711');
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACCESS } from '../../till/head-office/access.ts';
import { readFlow } from '../../till/ports/flow-state.ts';
import { catalogueColumns } from '../../core/catalogue/columns.ts';
import { checkPayload } from '../../core/journal/read-payload.ts';
import { localName } from '../../core/local-text.ts';
import { FRENCH } from '../../core/testing/french.ts';
import { withLanguage } from '../../core/testing/with-language.ts';
import { headOfficeClient } from '../../electron/service/head-office-client.ts';
import { applyIncomingFiles } from '../../electron/service/incoming-files.ts';
import { loadPinSeal } from '../../electron/service/pin-seal.ts';
import { loadRegisterKey } from '../../electron/service/register-key.ts';
import { uploadFiles } from '../../electron/service/upload-files.ts';
import { type HeadOffice, startHeadOffice } from '../../hq/serve.ts';
import { withEmptyDatabase } from '../../hq/test-kit/empty-database.ts';
import {
  BREAD,
  MILK,
  must,
  openForSelling,
  openTestTill,
  type TestTill,
  until,
} from './till-kit.ts';

// French as a third language: its entry on the list and its words (`core/testing/french.ts`), and a
// column of the catalogue. No module of the program is changed for it.

const { language: fr, takeOff } = withLanguage('fr', FRENCH);
const log = { info: () => {}, warn: () => {}, error: () => {} };
const HASH = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo';

let folder: string;
let office: HeadOffice;
let till: TestTill;
let readerToken: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-french-'));
  const dataDir = await withEmptyDatabase(join(folder, 'office'));
  office = await startHeadOffice({ dataDir, port: 0, host: '127.0.0.1', log });
  readerToken = await office.createReaderToken('test');
  const key = loadRegisterKey(join(folder, 'key'));
  till = openTestTill({
    headOffice: headOfficeClient({
      url: office.url,
      enrolmentCode: await office.createEnrolmentCode('S001', '03'),
      storeId: 'S001',
      registerId: '03',
      key,
      timeoutMs: 20_000,
    }),
    signer: key,
    uploadFiles: uploadFiles(join(folder, 'outbox'), log),
  });
  await openForSelling(till);
  await until(till, () => till.store.read((tx) => readFlow(tx, ACCESS)) !== null);
});
afterAll(async () => {
  till.close();
  await office.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const basket = () => till.register.tillSnapshot().basket;
const receipt = () => {
  const { blocks = [] } = till.printer.printed[0] ?? {};
  return blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('\n');
};
const entries = () => till.store.read((tx) => tx.entries(1, tx.journalHead().seq));

/** A catalogue file with the columns of the list, and a cashier who speaks French. */
function applyFiles() {
  const incoming = join(folder, 'incoming');
  mkdirSync(incoming);
  writeFileSync(
    join(incoming, 'catalogue.csv'),
    `item_id,name_zh,name_en,name_fr,department,tax_code,unit,price,plu,codes
milk,牛奶,Milk 1 l,Lait entier,food,A,each,6.50,1001,${MILK.code}
bread,面包,Bread,,food,A,each,10.00,,${BREAD.code}
#end,2
`,
  );
  writeFileSync(
    join(incoming, 'operators.json'),
    JSON.stringify([
      { operatorId: '1', name: 'Élise', role: 'cashier', locale: 'fr', pinHash: HASH },
      { operatorId: '9', name: 'Wang', role: 'manager', locale: 'en', pinHash: HASH },
    ]),
  );
  return applyIncomingFiles({
    dataDir: folder,
    store: till.store,
    currency: till.ctx.settings.currency,
    departments: ['food'],
    taxRatesBp: { A: 1300 },
    heldPrices: null,
    pricedIn: { currency: 'CNY', taxMode: 'inside' },
    pinSeal: loadPinSeal(folder),
    log,
  });
}

it('takes French names from the catalogue file, and people who speak it', async () => {
  expect(catalogueColumns()).toContain('name_fr');
  const results = await applyFiles();
  expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
  const { milk, found, elise } = till.store.read((tx) => ({
    milk: tx.item('milk'),
    found: tx.searchItems('lait ent', 5),
    elise: tx.operator('1'),
  }));
  expect(milk?.name).toEqual({ zh: '牛奶', en: 'Milk 1 l', fr: 'Lait entier' });
  expect(found.map(({ itemId }) => itemId)).toEqual(['milk']);
  expect(elise?.locale).toBe(fr);
});

it('shows, prints and journals them; what has no French name is shown in English', async () => {
  await must(till, 'session.setLocale', { locale: fr });
  await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
  expect(till.register.tillSnapshot().notice?.params).toEqual({ name: 'Lait entier' });
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  const names = basket()?.lines.map(({ name }) => localName(name, fr));
  expect(names).toEqual(['Lait entier', 'Bread']);

  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 2000 });
  await until(till, () => till.register.tillSnapshot().receiptsWaiting === 0);
  expect(receipt()).toMatch(/\nLait entier +6\.50\nBread +10\.00\n/);
  expect(receipt()).toMatch(/\nTOTAL À PAYER +/);
  expect(receipt()).toMatch(/\nEspèces +20\.00\nRendu +3\.50\n/);

  const sold = entries().find(({ type }) => type === 'sale.completed');
  expect(sold?.payload).toMatchObject({ lines: [{ item: { name: { fr: 'Lait entier' } } }, {}] });
});

it('is in the Z, and head office adds the day up, whether it knows French or not', async () => {
  await must(till, 'shift.close', { counted: [] });
  await must(till, 'session.signOff', {});
  till.store.write((tx) =>
    tx.saveOperators([
      { operatorId: '9', name: 'Wang', role: 'manager', pinHash: '9999', locale: fr },
    ]),
  );
  await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
  await must(till, 'day.close', { skipSettlement: true });
  await until(till, () => till.printer.printed.length === 2);
  const z = till.printer.printed[1]?.blocks.map((block) =>
    block.kind === 'text' ? block.text : '',
  );
  expect(z?.join('\n')).toMatch(/RAPPORT Z[^]*Espèces \(1\) +16\.50/);
  await until(till, () => till.store.read((tx) => tx.batches())[0]?.state === 'acknowledged');

  const totals = async () => {
    const answer = await fetch(`${office.url}/v1/summary?businessDay=2026-01-02`, {
      headers: { authorization: `Bearer ${readerToken}` },
    });
    return answer.json();
  };
  const same = { registers: [{ sales: 1, salesTotalMinor: 1650 }] };
  expect(await totals()).toMatchObject(same);

  takeOff();
  expect(await totals()).toMatchObject(same);
  for (const entry of entries())
    expect(checkPayload(entry)).toEqual({ ok: true, value: undefined });
  const name = till.store.read((tx) => tx.item('milk'))?.name ?? {};
  expect([localName(name, 'en'), localName(name, 'zh')]).toEqual(['Milk 1 l', '牛奶']);
});

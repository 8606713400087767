import fs from 'node:fs';
import path from 'node:path';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { payloads, readJournal } from './fixtures/books.ts';
import { codeOf, mustTill, signManagerOn, signOn, until } from './fixtures/lane.ts';
import { expect, type RunningRegister, test } from './fixtures/register.ts';

/** Price of one piece of what the scanner reads, asked by the manager: nobody else is told. */
async function priceOf({ till }: RunningRegister, text: string): Promise<number | null> {
  await signManagerOn(till);
  const { item } = await mustTill(till, 'catalogue.priceCheck', { text });
  return item?.priceMinor ?? null;
}

/** Rewrites one line of the file that has this code in it. Returns the line's number. */
function changeLine(file: string, code: string, change: (line: string) => string): number {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(code));
  lines[index] = change(lines[index] ?? '');
  fs.writeFileSync(file, lines.join('\n'));
  return index + 1;
}

test('a catalogue with one price of nonsense is refused whole and named; the old one sells', async ({
  launchRegister,
  newDataDir,
}) => {
  // The program is started seven times.
  test.setTimeout(240_000);
  const dataDir = newDataDir();
  const catalogue = path.join(dataDir, 'incoming', 'catalogue.csv');
  await writeRegisterFiles({
    dataDir,
    registerId: '1',
    devices: { terminal: null, printer: null, scanner: null },
    headOffice: null,
    items: null,
  });
  const [good, bad] = [codeOf(0), codeOf(1)];
  const first = await launchRegister({ dataDir });
  const prices = [await priceOf(first, good), await priceOf(first, bad)];
  await first.close();

  // A change that is well formed must not come into force either.
  changeLine(catalogue, good, (line) => line.replace(/,each,[\d.]+,/, ',each,0.01,'));
  for (const nonsense of ['abc', '-3.20', '1e3', '3.205']) {
    const row = changeLine(catalogue, bad, (line) =>
      line.replace(/,each,[^,]*,/, `,each,${nonsense},`),
    );
    const register = await launchRegister({ dataDir });
    await signManagerOn(register.till);
    const { notice } = await until(register.till, 'told', (now) => now.operator !== null);
    expect(notice).toMatchObject({
      kind: 'attention',
      code: 'fileRefused',
      params: { file: 'catalogue.csv', fault: 'badPrice', row, value: nonsense },
    });
    expect(fs.readFileSync(`${catalogue}.refused.txt`, 'utf8')).toBe(
      `row ${row}, price: badPrice (${nonsense})\n`,
    );
    expect([await priceOf(register, good), await priceOf(register, bad)]).toEqual(prices);
    await register.close();
  }

  const register = await launchRegister({ dataDir });
  await signOn(register.till);
  await mustTill(register.till, 'sale.scan', { text: good, source: 'wedge' });
  await until(register.till, 'sold', ({ basket }) => basket?.totalMinor === prices[0]);
  await mustTill(register.till, 'pay.tender', { kind: 'cash', amountMinor: prices[0] ?? 0 });
  await register.close();
  expect(payloads(readJournal(dataDir), 'catalogue.applied')).toHaveLength(1);

  // Mended, the same file is taken, and its refusal is gone.
  changeLine(catalogue, bad, (line) => line.replace(/,each,[^,]*,/, ',each,9.90,'));
  const mended = await launchRegister({ dataDir });
  expect([await priceOf(mended, good), await priceOf(mended, bad)]).toEqual([1, 990]);
  expect(fs.existsSync(`${catalogue}.refused.txt`)).toBe(false);
});

test('a whole file with nine items waits for the manager, who sees both numbers and takes it', async ({
  launchRegister,
  newDataDir,
}) => {
  const dataDir = newDataDir();
  const catalogue = path.join(dataDir, 'incoming', 'catalogue.csv');
  await writeRegisterFiles({
    dataDir,
    registerId: '1',
    devices: { terminal: null, printer: null, scanner: null },
    headOffice: null,
    items: null,
  });
  await (await launchRegister({ dataDir })).close();
  const lines = fs.readFileSync(catalogue, 'utf8').split('\r\n');
  fs.writeFileSync(catalogue, [...lines.slice(0, 10), '#end,9', ''].join('\r\n'));
  const register = await launchRegister({ dataDir });
  await signManagerOn(register.till);
  const { heldCatalogue } = await until(register.till, 'held', (now) => now.operator !== null);
  expect(heldCatalogue).toMatchObject({ itemsNow: lines.length - 3, itemsInFile: 9 });
  await register.till.keyboard.press('F10');
  await register.till.keyboard.press('p');
  await expect(register.till.getByTestId('dialog-held-catalogue')).toContainText('文件中只有 9 种');
  await register.till.keyboard.press('Enter');
  await until(register.till, 'taken', (now) => now.heldCatalogue === null);
  await register.close();
  expect(payloads(readJournal(dataDir), 'catalogue.fallConfirmed')).toHaveLength(1);
  expect(payloads(readJournal(dataDir), 'catalogue.applied')).toHaveLength(2);
});

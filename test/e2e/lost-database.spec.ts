import fs from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { payloads, readJournal } from './fixtures/books.ts';
import { cashier, manager, typeSlowly } from './fixtures/hands.ts';
import { callTill, codeOf, mustTill, signOn, until } from './fixtures/lane.ts';
import { expect, type RunningRegister, test } from './fixtures/register.ts';

/** Sells one item for cash. */
async function sellOne({ till }: RunningRegister): Promise<void> {
  await mustTill(till, 'sale.scan', { text: codeOf(0), source: 'wedge' });
  const { basket } = await until(till, 'scanned', (now) => now.basket !== null);
  await mustTill(till, 'pay.tender', { kind: 'cash', amountMinor: basket?.totalMinor ?? 0 });
}

const isAsked = (page: Page) => page.getByTestId('phase-loss').waitFor();
const receipts = (dataDir: string) =>
  payloads(readJournal(dataDir), 'sale.completed').map(({ receiptSeq }) => receiptSeq);

test.describe('a database that is not all there is', () => {
  let dataDir: string;
  let database: string;

  test.beforeEach(async ({ newDataDir, launchRegister }) => {
    dataDir = newDataDir();
    database = path.join(dataDir, 'register.db');
    await writeRegisterFiles({
      dataDir,
      registerId: '1',
      devices: { terminal: null, printer: null, scanner: null },
      headOffice: null,
      items: null,
    });
    const morning = await launchRegister({ dataDir });
    await signOn(morning.till);
    await sellOne(morning);
    await morning.close();
    fs.copyFileSync(database, path.join(dataDir, 'morning'));
    const evening = await launchRegister({ dataDir });
    await signOn(evening.till);
    await sellOne(evening);
    await sellOne(evening);
    await evening.close();
  });

  test('laid back: a manager takes the copy’s entries, by keys alone', async ({
    launchRegister,
  }) => {
    fs.copyFileSync(path.join(dataDir, 'morning'), database);
    const register = await launchRegister({ dataDir });
    const { till: page } = register;
    await isAsked(page);
    await expect(page.getByTestId('loss-database')).toContainText('S001-1-000001');
    await expect(page.getByTestId('loss-copy')).toContainText('S001-1-000003');
    const scan = await callTill(page, 'sale.scan', { text: codeOf(0), source: 'wedge' });
    expect(scan).toMatchObject({ ok: false, error: { code: 'storeFault' } });

    await page.keyboard.press('1');
    const box = page.getByTestId('dialog-approval');
    await box.waitFor();
    await expect(page.getByTestId(`supervisor-${cashier.operatorId}`)).toHaveCount(0);
    await typeSlowly(page, '0000');
    await page.keyboard.press('Enter');
    await page.getByTestId('approval-fault').waitFor();
    await typeSlowly(page, manager.pin);
    await page.keyboard.press('Enter');
    await page.getByTestId('phase-signedOff').waitFor();
    await signOn(page);
    await sellOne(register);
    await register.close();
    expect(receipts(dataDir)).toEqual([1, 2, 3, 4]);
    expect(payloads(readJournal(dataDir), 'loss.decided')).toMatchObject([
      { decision: 'takeCopy', wrongPins: 1 },
    ]);
  });

  test('laid back: a manager goes on without them, by touch; the language can be changed', async ({
    launchRegister,
  }) => {
    fs.copyFileSync(path.join(dataDir, 'morning'), database);
    const register = await launchRegister({ dataDir });
    const { till: page } = register;
    await isAsked(page);
    await page.getByTestId('language-en').click();
    await expect(page.getByTestId('loss.missing')).toContainText('only in the copy: 2,');
    await page.getByTestId('loss-goOn').click();
    await page.getByTestId('dialog-approval').waitFor();
    // Stepping back decides nothing.
    await page.keyboard.press('Escape');
    await page.getByTestId('dialog-approval').waitFor({ state: 'detached' });
    await page.getByTestId('loss-goOn').click();
    await page.getByTestId('dialog-approval').waitFor();
    await typeSlowly(page, manager.pin);
    await page.getByTestId('dialog-do').click();
    await page.getByTestId('phase-signedOff').waitFor();
    await signOn(page);
    await sellOne(register);
    await register.close();
    expect(receipts(dataDir)).toEqual([1, 4]);
  });

  test('gone: whoever stands there takes the copy’s entries', async ({ launchRegister }) => {
    fs.rmSync(database);
    const register = await launchRegister({ dataDir });
    const { till: page } = register;
    await isAsked(page);
    await page.keyboard.press('1');
    await page.getByTestId('dialog-take-copy').waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('phase-signedOff').waitFor();
    await signOn(page);
    await sellOne(register);
    await register.close();
    expect(receipts(dataDir)).toEqual([1, 2, 3, 4]);
  });
});

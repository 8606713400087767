import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { accessibilityFaults } from './fixtures/accessibility.ts';
import { payloads, readJournal } from './fixtures/books.ts';
import {
  callTill,
  type Lane,
  mustTill,
  openForSelling,
  openLane,
  scanLines,
  signOn,
  snapshotOf,
  until,
} from './fixtures/lane.ts';
import { expect, linkUp, type RunningRegister, test } from './fixtures/register.ts';

// Whole practice rounds at the pace of a terminal that people read.
test.describe.configure({ timeout: 120_000 });

let lane: Lane;
test.beforeEach(async () => {
  lane = await openLane();
});
test.afterEach(async () => {
  await lane.close();
});

/** Every file of the shop's own folder with its content; the training folder inside it is not. */
function shopFiles(): Map<string, string> {
  const own = fs
    .readdirSync(lane.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(lane.dataDir, path.join(entry.parentPath, entry.name)))
    .filter((name) => name.split(path.sep)[0] !== 'training');
  return new Map(
    own.map((name) => [name, fs.readFileSync(path.join(lane.dataDir, name)).toString('base64')]),
  );
}

const trainingDir = () => path.join(lane.dataDir, 'training');

/** How often main's log of the training run carries this message. */
function trainingLog(message: string): number {
  const text = fs.readFileSync(path.join(trainingDir(), 'logs', 'main.log'), 'utf8');
  const lines = text.trim().split('\n');
  return lines.filter((line) => JSON.parse(line).msg === message).length;
}

/** The training terminal's window, with its line up. */
async function trainingWindow({ app }: RunningRegister): Promise<Page> {
  const find = () => app.windows().find((page) => page.url() === 'app://training/');
  await expect.poll(() => find() !== undefined).toBe(true);
  const page = find();
  if (page === undefined) throw new Error('the training window is gone again');
  await linkUp(page);
  return page;
}

/** Scans until there is something to pay and begins a card payment. */
async function beginCard(till: Page, lines: number): Promise<number> {
  await scanLines(till, lane, lines);
  const { basket } = await until(till, 'a basket', (seen) => seen.basket !== null);
  const amountMinor = basket?.remainingMinor ?? 0;
  await mustTill(till, 'pay.card', { amountMinor });
  return amountMinor;
}

const isPrinted = ({ receiptsWaiting }: TillSnapshot) => receiptsWaiting === 0;

const papers = () =>
  lane.printer.receipts().map(({ lines, drawerKicks }) => ({
    text: lines.map(({ text }) => text).join('\n'),
    drawerKicks,
  }));

test('practice pays and declines by button and leaves the shop as it was', async ({
  launchRegister,
}) => {
  // A shop that has sold.
  const shop = await openForSelling(launchRegister, lane);
  await scanLines(shop.till, lane, 2);
  const due = (await snapshotOf(shop.till))?.basket?.cashDueMinor ?? 0;
  await mustTill(shop.till, 'pay.tender', { kind: 'cash', amountMinor: due });
  await until(shop.till, 'sold, printed', (seen) => seen.basket === null && isPrinted(seen));
  await shop.close();
  const before = shopFiles();
  const printed = papers().length;
  expect(before.has('register.db')).toBe(true);

  const register = await launchRegister({
    dataDir: lane.dataDir,
    args: ['--training', '--customer-display=window'],
  });
  const { till } = register;
  const training = await trainingWindow(register);
  await signOn(till);
  await expect(till.getByTestId('training')).toBeVisible();
  await expect((await register.display()).getByTestId('display-training')).toBeVisible();
  expect((await snapshotOf(till))?.training).toBe(true);
  await expect(training.getByRole('button')).toHaveCount(17);
  for (const button of await training.getByRole('button').all()) {
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(48);
  }
  expect(await accessibilityFaults(training)).toEqual([]);

  const amount = await beginCard(till, 2);
  await expect(training.getByTestId('training-approve')).toBeEnabled();
  await expect(training.getByTestId('training-amount')).toContainText((amount / 100).toFixed(2));
  await training.getByTestId('training-approve').click();
  await until(till, 'paid', (seen) => seen.lastSale !== null && seen.payment === null);

  // Declined from the keyboard: the basket stays as it was.
  const second = await beginCard(till, 1);
  await expect(training.getByTestId('training-decline')).toBeEnabled();
  await training.keyboard.press('d');
  const declined = await until(
    till,
    'declined',
    (seen) => seen.payment === null && seen.notice?.code === 'cardDeclined',
  );
  expect(declined.basket?.remainingMinor).toBe(second);
  await mustTill(till, 'pay.tender', { kind: 'cash', amountMinor: second });
  await until(till, 'all printed', (seen) => seen.basket === null && isPrinted(seen));

  // The day is closed as a real one, and no batch comes of it.
  await mustTill(till, 'shift.close', { counted: [] });
  const closed = await mustTill(till, 'settlement.close', {});
  expect(closed).toMatchObject({ closed: true, terminalTotalMinor: amount, differenceMinor: 0 });
  await mustTill(till, 'day.close', { skipSettlement: false });
  // The Z prints aside, after the day is closed.
  const hasZ = () => papers().some(({ text }) => text.includes('Z 报表'));
  await expect.poll(hasZ, { timeout: 30_000 }).toBe(true);

  const practice = papers().slice(printed);
  expect(practice.length).toBeGreaterThanOrEqual(3);
  for (const { text, drawerKicks } of practice) {
    expect(text.match(/练习 TRAINING/g)).toHaveLength(2);
    // Practice is no way to the shop's money.
    expect(drawerKicks).toBe(0);
  }
  await register.close();

  expect(payloads(readJournal(trainingDir()), 'sale.completed')).toHaveLength(2);
  expect(fs.existsSync(path.join(trainingDir(), 'outbox'))).toBe(false);
  expect(lane.terminal.book()).toEqual([]);
  expect(shopFiles()).toEqual(before);
});

test('a shop’s terminal, password and head office stay out of the training folder', async ({
  launchRegister,
}) => {
  const file = path.join(lane.dataDir, 'register.json');
  const shop = JSON.parse(fs.readFileSync(file, 'utf8'));
  shop.devices.terminal.password = '987654';
  let hits = 0;
  const headOffice = createServer((_request, response) => {
    hits += 1;
    response.end();
  });
  await new Promise<void>((resolve) => headOffice.listen(0, '127.0.0.1', resolve));
  const { port } = headOffice.address() as AddressInfo;
  shop.headOffice = { url: `http://127.0.0.1:${port}/`, enrolmentCode: 'once' };
  fs.writeFileSync(file, JSON.stringify(shop));
  const register = await launchRegister({ dataDir: lane.dataDir, args: ['--training'] });
  await signOn(register.till);
  const { devices, toSend } = await until(
    register.till,
    'the terminal',
    (seen) => seen.devices.terminal.state === 'ready',
  );
  expect(devices).toMatchObject({ headOffice: { state: 'off' }, secondCopy: { state: 'off' } });
  expect(toSend).toEqual({ entries: 0, oldestAtMs: null, acknowledgedTo: 0 });
  await callTill(register.till, 'upload.send', {});
  await register.close();
  headOffice.close();
  expect(hits).toBe(0);
  const made = fs.readFileSync(path.join(trainingDir(), 'register.json'), 'utf8');
  expect(made).not.toContain('987654');
  expect(JSON.parse(made)).toMatchObject({
    training: true,
    headOffice: null,
    secondCopyPath: null,
  });
});

test('a lost result and a pulled cable can be practised', async ({ launchRegister }) => {
  const register = await launchRegister({ dataDir: lane.dataDir, args: ['--training'] });
  const { till } = register;
  const training = await trainingWindow(register);
  await signOn(till);
  const terminalIs = (state: string) =>
    until(till, `terminal ${state}`, (seen) => seen.devices.terminal.state === state, 60_000);
  await terminalIs('ready');

  // The line drops with the result: the terminal takes the payment back, the register finds out.
  await training.keyboard.press('l');
  await expect(training.getByTestId('training-loseResult')).toHaveAttribute('aria-pressed', 'true');
  const due = await beginCard(till, 1);
  await expect(training.getByTestId('training-approve')).toBeEnabled();
  await training.getByTestId('training-approve').click();
  await until(till, 'in doubt', (seen) => seen.pendingPayments.length === 1);
  const after = await until(till, 'found out', (seen) => seen.payment === null, 60_000);
  expect(after.pendingPayments).toEqual([]);
  expect(after.basket).toMatchObject({ remainingMinor: due, tenders: [] });

  await training.getByTestId('training-cable').click();
  await expect(training.getByTestId('training-cable')).toHaveAttribute('aria-pressed', 'true');
  await until(till, 'no terminal', (seen) => seen.devices.terminal.state !== 'ready');
  await training.getByTestId('training-cable').click();
  await terminalIs('ready');
});

test('the training window is as closed as the others', async ({ launchRegister }) => {
  const register = await launchRegister({ dataDir: lane.dataDir, args: ['--training'] });
  const training = await trainingWindow(register);
  const seen = await training.evaluate(async () => ({
    globals: ['require', 'process', 'module', 'Buffer', 'electron'].filter(
      (name) => name in window,
    ),
    own: await window.tillwright.call('training.view', null, {}),
    other: await window.tillwright.call('till.snapshot', null, {}),
  }));
  expect(seen.globals).toEqual([]);
  expect(seen.own).toMatchObject({ ok: true, value: { fault: null } });
  expect(seen.other).toMatchObject({ ok: false, error: { code: 'unknownCall' } });
  const foreign = await register.till.evaluate(() => {
    return window.tillwright.call('training.press', null, { button: 'approve' });
  });
  expect(foreign).toMatchObject({ ok: false, error: { code: 'unknownCall' } });
  await training.evaluate(() => {
    window.location.href = 'app://till/';
  });
  await expect.poll(() => trainingLog('navigation refused')).toBe(1);
  expect(training.url()).toBe('app://training/');
});

test('a training terminal that dies comes back, and the register finds it', async ({
  launchRegister,
}) => {
  const register = await launchRegister({ dataDir: lane.dataDir, args: ['--training'] });
  const { app, till } = register;
  const training = await trainingWindow(register);
  await signOn(till);
  await until(till, 'terminal', (seen) => seen.devices.terminal.state === 'ready');
  const killed = await app.evaluate(({ app: program }) => {
    const found = program.getAppMetrics().find(({ name }) => name === 'training-terminal');
    return found !== undefined && process.kill(found.pid, 'SIGKILL');
  });
  expect(killed).toBe(true);
  await expect.poll(() => trainingLog('training-terminal ready')).toBe(2);
  await linkUp(training);
  await beginCard(till, 1);
  await expect(training.getByTestId('training-contactless')).toBeEnabled({ timeout: 30_000 });
  await training.getByTestId('training-contactless').click();
  await until(till, 'paid', (seen) => seen.lastSale !== null && seen.payment === null);
});

test('without a shop it says what is missing', async ({ launchRegister, newDataDir }) => {
  const register = await launchRegister({ dataDir: newDataDir(), args: ['--training'] });
  const training = await trainingWindow(register);
  await expect(training.getByRole('alert')).toContainText('register.json');
  expect((await snapshotOf(register.till))?.phase).toBe('stopped');
});

// `npm run demo`: plays a shop's day by driving the real program. The devices are simulators at the
// far ends of real lines; nothing inside the program knows that nobody is there.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import type { TillSnapshot } from '../contracts/till/snapshot.ts';
import { buildCatalogue } from './catalogue/build-catalogue.ts';
import { readDemoData } from './catalogue/demo-data.ts';
import {
  type DemoOperator,
  openShift,
  seeWhatItDid,
  sellBasket,
  signOff,
  signOn,
  snapshotOf,
} from './cashier.ts';
import { closeTheDay, registerReport } from './closing.ts';
import { type PlannedBasket, planDay } from './day-plan.ts';
import { driverArguments, electronPath, registerArguments } from './electron-program.ts';
import { type Camera, startCamera } from './camera.ts';
import { openShop, type Shop } from './shop.ts';
import { cardSaleToReturn, codeOnReceipt, returnSale } from './return.ts';
import {
  disagreements,
  type Expected,
  headOfficeTally,
  printerTally,
  type Tally,
  terminalTally,
} from './tally.ts';

const USAGE = `npm run demo -- [options]
  --json FILE          write a summary
  --screenshots DIR    where pictures go (default: out/demo/screenshots)
  --baskets N          how many customers come (default 34)
  --slow               as fast as a person, not as a test`;

const FLOAT_YUAN = 500;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const yuan = (amountMinor: number): string => `¥${(amountMinor / 100).toFixed(2)}`;

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    screenshots: { type: 'string', default: join('out', 'demo', 'screenshots') },
    baskets: { type: 'string', default: '34' },
    slow: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const baskets = Number(values.baskets);
if (values.help || !Number.isSafeInteger(baskets) || baskets < 2) {
  say(USAGE);
  process.exit(values.help ? 0 : 2);
}

const folder = mkdtempSync(join(tmpdir(), 'tillwright-demo-'));
const shots = resolve(values.screenshots);
mkdirSync(shots, { recursive: true });
process.exitCode = await play();

async function play(): Promise<number> {
  say('Opening the shop: card terminal, printer and scanner on their lines, and head office.');
  const shop = await openShop({
    folder,
    registerId: '1',
    items: null,
    terminalStepMs: values.slow ? 600 : 60,
    log: say,
  });
  const lines = Object.values(shop.settings).map((device) => device?.line.kind ?? 'none');
  say(`  lines: ${lines.join(', ')}; head office: ${shop.headOffice.url}`);
  let app: ElectronApplication | null = null;
  try {
    app = await _electron.launch({
      executablePath: electronPath(),
      args: [
        ...driverArguments(),
        ...registerArguments(shop.dataDir, ['--customer-display=window']),
      ],
      timeout: 60_000,
    });
    return await theDay(app, shop);
  } catch (caught) {
    say(
      `The demo stopped: ${caught instanceof Error ? (caught.stack ?? caught.message) : 'no reason given'}`,
    );
    for (const page of app?.windows() ?? []) {
      const name = new URL(page.url()).host || 'window';
      await page.screenshot({ path: join(shots, `stopped-at-${name}.png`) });
    }
    return 1;
  } finally {
    await app?.close();
    await shop.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function theDay(app: ElectronApplication, shop: Shop): Promise<number> {
  const page = await windowAt(app, 'till');
  page.setDefaultTimeout(30_000);
  await windowAt(app, 'display');
  const camera = await startCamera(app, shots);
  const { store } = readDemoData();
  const [first, second] = store.operators.filter((operator) => operator.role === 'cashier');
  const supervisor = store.operators.find((operator) => operator.role === 'supervisor');
  const manager = store.operators.find((operator) => operator.role === 'manager');
  if (
    first === undefined ||
    second === undefined ||
    supervisor === undefined ||
    manager === undefined
  ) {
    throw new Error('the demo store needs two cashiers, a supervisor and a manager');
  }

  await page.getByTestId('phase-signedOff').waitFor();
  await camera.take('01-sign-on');
  await signOn(page, manager);
  await page.getByTestId('phase-dayClosed').waitFor();
  await camera.take('02-day-closed');
  await page.keyboard.press('Enter');
  await page.getByTestId('phase-shiftClosed').waitFor();
  await camera.take('03-float');
  const { businessDay } = await snapshotOf(page);
  say(`${manager.name} opens business day ${businessDay}.`);
  await openShift(page, String(FLOAT_YUAN));
  await signOff(page);

  const plan = planDay(buildCatalogue(), baskets);
  const half = Math.ceil(plan.length / 2);
  const expected = startOfExpected();
  const lane = { page, shop, expected, camera };
  await serve(lane, first, plan.slice(0, half), null);
  await serve(lane, second, plan.slice(half), { sales: plan.slice(0, half), supervisor });

  say('Waiting for the last receipts.');
  await shop.printer.waitForReceipts(expected.sales + expected.returns);
  await allPapersOut(page);
  await signOn(page, manager);
  const drawerMinor = FLOAT_YUAN * 100 + expected.totalMinor - expected.cardMinor;
  const report = await closeTheDay(page, camera, shop, drawerMinor);
  say(`${manager.name} has closed the day: Z ${report.zNumber}.`);
  const tally: Tally = {
    register: registerReport(report),
    terminal: terminalTally(shop.terminal.book()),
    printer: printerTally(shop.printer.receipts()),
    headOffice: await headOfficeTally(shop, businessDay ?? ''),
  };
  const { toSend } = await snapshotOf(page);
  const problems = disagreements(expected, tally);
  const { batch } = tally.headOffice;
  if (toSend.acknowledgedTo !== batch.to) {
    problems.push(`acknowledged up to ${toSend.acknowledgedTo}, head office has ${batch.to}`);
  }
  if (shop.printer.problems().length > 0) problems.push(...shop.printer.problems());
  tell(expected, tally, problems);
  if (values.json !== undefined) writeSummary(values.json, tally, toSend.acknowledgedTo, camera);
  return problems.length === 0 ? 0 : 1;
}

/** Card slips come between the receipts, so that counting papers does not tell the last one. */
async function allPapersOut(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const reply = await window.tillwright.call('till.snapshot', null, {});
    const { receiptsWaiting } = (reply.ok ? reply.value : {}) as Partial<TillSnapshot>;
    return receiptsWaiting === 0;
  });
}

type Running = { -readonly [K in keyof Expected]: Expected[K] };

function startOfExpected(): Running {
  return {
    sales: 0,
    returns: 0,
    returnedMinor: 0,
    totalMinor: 0,
    cardMinor: 0,
    cardApproved: 0,
    cardDeclined: 0,
  };
}

interface DemoLane {
  readonly page: Page;
  readonly shop: Shop;
  readonly expected: Running;
  readonly camera: Camera;
}

/** One cashier's part of the day; at its end a customer of an earlier sale may bring it back. */
async function serve(
  lane: DemoLane,
  cashier: DemoOperator & { readonly name: string },
  plan: readonly PlannedBasket[],
  earlier: { readonly sales: readonly PlannedBasket[]; readonly supervisor: DemoOperator } | null,
): Promise<void> {
  const { page, shop, expected, camera } = lane;
  await signOn(page, cashier);
  await page.getByTestId('phase-selling').waitFor();
  say(`${cashier.name} serves ${plan.length} customers.`);
  for (const [index, basket] of plan.entries()) {
    const sold = await sellBasket(page, shop, basket, index === 1 ? camera : null);
    expected.sales += 1;
    expected.totalMinor += basket.totalMinor;
    expected.cardMinor += sold.cardMinor;
    expected.cardApproved += sold.cardMinor > 0 ? 1 : 0;
    expected.cardDeclined += sold.declined;
    const items = `${basket.lines.length} line${basket.lines.length === 1 ? '' : 's'}`;
    say(
      `  ${String(expected.sales).padStart(3)}  ${items.padEnd(8)} ${basket.payment.how.padEnd(16)} ${yuan(basket.totalMinor).padStart(9)}`,
    );
  }
  await seeWhatItDid(page);
  await page.keyboard.press('Enter');
  await page.getByTestId('change-screen').waitFor({ state: 'detached' });
  if (earlier !== null) await saleReturn(lane, earlier.sales, earlier.supervisor);
  await signOff(page);
}

/** What was paid by card comes back on the same day: the terminal voids it. */
async function saleReturn(
  { page, shop, expected, camera }: DemoLane,
  sales: readonly PlannedBasket[],
  supervisor: DemoOperator,
): Promise<void> {
  const index = cardSaleToReturn(sales);
  const basket = sales[index ?? -1];
  if (index === null || basket === undefined) return;
  await noPaymentRuns(page);
  const code = codeOnReceipt(shop.printer.receipts(), index);
  const refundedMinor = await returnSale(page, shop, { code, supervisor, camera });
  if (refundedMinor !== basket.totalMinor) {
    throw new Error(`${refundedMinor} was refunded for ${basket.totalMinor}`);
  }
  expected.returns += 1;
  expected.returnedMinor += basket.totalMinor;
  say(`  back  sale ${index + 1}   card voided      ${yuan(-basket.totalMinor).padStart(9)}`);
}

/** The card payment before has ended, slips and all: a terminal does one thing at a time. */
async function noPaymentRuns(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const reply = await window.tillwright.call('till.snapshot', null, {});
    const { payment } = (reply.ok ? reply.value : {}) as Partial<TillSnapshot>;
    return payment === null;
  });
}

async function windowAt(app: ElectronApplication, host: string): Promise<Page> {
  const isThere = (page: Page) => page.url().startsWith(`app://${host}/`);
  const known = app.windows().find(isThere);
  if (known !== undefined) return known;
  return app.waitForEvent('window', {
    timeout: 30_000,
    predicate: async (page) => {
      await page.waitForURL(/^app:/);
      return isThere(page);
    },
  });
}

function tell(expected: Expected, tally: Tally, problems: readonly string[]): void {
  const { register, terminal, printer, headOffice } = tally;
  say('');
  say(
    `  plan          ${expected.sales} sales  ${yuan(expected.totalMinor)}  cards ${yuan(expected.cardMinor)}, ${yuan(expected.returnedMinor)} of it returned`,
  );
  say(
    `  register      ${register.sales} sales, ${register.returns} returned  ${yuan(register.totalMinor)}  cards ${yuan(register.cardMinor)}`,
  );
  say(
    `  terminal      ${terminal.approved} approved, ${terminal.voided} of them voided, ${terminal.declined} declined  cards ${yuan(terminal.totalMinor)}`,
  );
  say(`  printer       ${printer.receipts} receipts  ${yuan(printer.totalMinor)}`);
  say(
    `  head office   ${headOffice.sales} sales  ${yuan(headOffice.totalMinor)}  cards ${yuan(headOffice.cardMinor)}`,
  );
  const { batch } = headOffice;
  say(`  batch         entries ${batch.from} to ${batch.to}, acknowledged`);
  say(`Pictures are in ${shots}.`);
  for (const problem of problems) say(`DISAGREEMENT  ${problem}`);
  say(
    problems.length === 0
      ? 'Register, terminal, printer and head office agree.'
      : 'They do not agree.',
  );
}

function writeSummary(file: string, tally: Tally, acknowledgedTo: number, camera: Camera): void {
  const { register, terminal, printer, headOffice } = tally;
  const summary = {
    // As head office counts: what returns a sale is a completed sale too.
    sales: register.sales + register.returns,
    returns: register.returns,
    cardApproved: terminal.approved,
    cardVoided: terminal.voided,
    cardDeclined: terminal.declined,
    receiptsPrinted: printer.receipts,
    grandTotalMinor: register.totalMinor,
    terminalTotalMinor: terminal.totalMinor,
    batch: { ...headOffice.batch, acknowledged: acknowledgedTo === headOffice.batch.to },
    hq: { sales: headOffice.sales, grandTotalMinor: headOffice.totalMinor },
    screenshots: camera.taken(),
  };
  writeFileSync(file, `${JSON.stringify(summary, null, 2)}\n`);
}

import type { Page } from '@playwright/test';
import type { DayReport } from '../core/journal/events/day-report.ts';
import type { Camera } from './camera.ts';
import { FINGER_MS, seeWhatItDid, snapshotOf } from './cashier.ts';
import type { Shop } from './shop.ts';
import { paidAtTerminal, type Tally } from './tally.ts';

/** Walks the end-of-day wizard as a manager does; answers the Z report as it was journaled. */
export async function closeTheDay(
  page: Page,
  camera: Camera,
  shop: Shop,
  drawerMinor: number,
): Promise<DayReport> {
  await page.keyboard.press('F10');
  await page.getByTestId('office-Z').click();
  await page.getByTestId('finish-count').waitFor();
  await countDrawer(page, drawerMinor);
  await camera.take('10-count');
  await page.keyboard.press('f');
  await page.getByTestId('count-next').waitFor();
  await camera.take('11-count-result');
  await page.keyboard.press('Enter');
  await page.getByTestId('close-terminal').click();
  await page.getByTestId('batch-agrees').waitFor();
  await camera.take('12-terminal-batch');
  await page.keyboard.press('Enter');
  await page.getByTestId('close-day').waitFor();
  await seeWhatItDid(page);
  await page.getByTestId('close-day').click();
  await page.getByTestId('z-number').waitFor();
  await camera.take('13-z-and-send');
  await sentAndAcknowledged(page, shop);
  await page.getByTestId('closing-finish').click();
  const report = await readLastZ(page);
  await page.getByTestId('office-L').click();
  await page.getByTestId('report-z').waitFor();
  await camera.take('14-z-report');
  return report;
}

/**
 * Counts the drawer from the largest note down. What is less than the smallest coin cannot be
 * counted and is booked as over or short: closing never waits for a cent.
 */
async function countDrawer(page: Page, drawerMinor: number): Promise<void> {
  const { currency } = await snapshotOf(page);
  let restMinor = drawerMinor;
  for (const [index, denominationMinor] of currency.denominationsMinor.entries()) {
    const pieces = Math.floor(restMinor / denominationMinor);
    restMinor -= pieces * denominationMinor;
    if (index > 0) await page.keyboard.press('ArrowDown');
    if (pieces > 0) await page.keyboard.type(String(pieces), { delay: FINGER_MS });
  }
}

/** The day's figures as the Z tells them. */
export function registerReport(report: DayReport): Tally['register'] {
  return {
    sales: report.sales.count,
    returns: report.returns.count,
    returnedMinor: report.returns.amountMinor,
    totalMinor: report.grandNetMinor,
    cardMinor: paidAtTerminal(report.tenders),
    cardDeclined: report.cardDeclined,
  };
}

async function sentAndAcknowledged(page: Page, shop: Shop): Promise<void> {
  await page.waitForFunction(
    async () => {
      const reply = await window.tillwright.call('till.snapshot', null, {});
      const state = (reply.ok ? reply.value : {}) as { toSend?: { entries: number } };
      return state.toSend?.entries === 0;
    },
    undefined,
    { timeout: 60_000 },
  );
  const { devices } = await snapshotOf(page);
  if (devices.headOffice.state !== 'ready') {
    throw new Error(`head office at ${shop.headOffice.url} is ${devices.headOffice.code}`);
  }
}

async function readLastZ(page: Page): Promise<DayReport> {
  const reply = await page.evaluate(() => window.tillwright.call('report.lastZ', null, {}));
  if (!reply.ok) throw new Error(`no Z report: ${reply.error.code}`);
  const { reportJson } = reply.value as { reportJson: string | null };
  if (reportJson === null) throw new Error('no day was closed');
  return JSON.parse(reportJson) as DayReport;
}

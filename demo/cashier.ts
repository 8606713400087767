import '../renderer/ipc/bridge.d.ts';
import type { Page } from '@playwright/test';
import type { TillSnapshot } from '../contracts/till/snapshot.ts';
import type { Camera } from './camera.ts';
import type { PlannedBasket, PlannedLine } from './day-plan.ts';
import type { Shop } from './shop.ts';
import { wedgeScan } from './wedge-scanner.ts';

/** Nobody reads a code more often before asking for help. */
const MAX_READINGS = 3;

/** A person's keys come slower than a wedge scanner's; the register tells them apart by that. */
export const FINGER_MS = 45;

export interface DemoOperator {
  readonly operatorId: string;
  readonly pin: string;
}

/** What a finished basket came to, as the screen said it. */
export interface SoldBasket {
  readonly totalMinor: number;
  readonly cardMinor: number;
  readonly declined: number;
}

/** The window's state, asked over the window's own line to the service. */
export async function snapshotOf(page: Page): Promise<TillSnapshot> {
  const reply = await page.evaluate(() => window.tillwright.call('till.snapshot', null, {}));
  if (!reply.ok) throw new Error(`no snapshot: ${reply.error.code}`);
  return reply.value as TillSnapshot;
}

/**
 * Waits until the window takes the key that has just moved money for a new press: a person needs
 * longer to see what it did, a program does not.
 */
export async function seeWhatItDid(page: Page): Promise<void> {
  await page.locator('html:not([data-closed])').waitFor({ state: 'attached' });
}

/** Signs an operator on with the keyboard. */
export async function signOn(page: Page, operator: DemoOperator): Promise<void> {
  await page.getByTestId(`operator-${operator.operatorId}`).click();
  await page.getByTestId('pin-entry').waitFor();
  await page.keyboard.type(operator.pin, { delay: FINGER_MS });
  await page.keyboard.press('Enter');
  await page.getByTestId('phase-signedOff').waitFor({ state: 'detached' });
}

/** Signs off through the office menu. */
export async function signOff(page: Page): Promise<void> {
  if (!(await page.getByTestId('phase-office').isVisible())) await page.keyboard.press('F10');
  await page.getByTestId('office-O').click();
  await page.getByTestId('phase-signedOff').waitFor();
}

/** Types the float and opens the drawer's shift. */
export async function openShift(page: Page, float: string): Promise<void> {
  await page.getByTestId('phase-shiftClosed').waitFor();
  await page.keyboard.type(float, { delay: FINGER_MS });
  await page.keyboard.press('Enter');
  await page.getByTestId('phase-selling').waitFor();
}

/** Sells one basket as a cashier would: scanner and keyboard only. */
export async function sellBasket(
  page: Page,
  shop: Shop,
  basket: PlannedBasket,
  camera: Camera | null,
): Promise<SoldBasket> {
  let lines = 0;
  const next = async (line: PlannedLine) => {
    lines += 1;
    await enterLine(page, shop, line);
    await lineCount(page, lines);
    await answerAge(page);
  };
  const [first, ...rest] = basket.lines;
  if (first === undefined) throw new Error('an empty basket was planned');
  await next(first);
  if (basket.voidsALine) {
    await next(first);
    await page.keyboard.press('F6');
    await page.getByTestId('dialog-void-line').waitFor();
    await page.keyboard.press('1');
    await expectVoided(page);
  }
  if (basket.parks) await parkAndResume(page, lines);
  for (const line of rest) await next(line);
  return pay(page, shop, basket, camera);
}

/** Looks at the customer when goods ask for an age; everybody in the demo is old enough. */
async function answerAge(page: Page): Promise<void> {
  const { basket } = await snapshotOf(page);
  if (basket === null || basket.ageQuestion === null) return;
  const question = page.getByTestId('age-date');
  await question.waitFor();
  await page.keyboard.press('y');
  await question.waitFor({ state: 'detached' });
}

async function enterLine(page: Page, shop: Shop, line: PlannedLine): Promise<void> {
  switch (line.how) {
    case 'serial':
      return shop.scanner.scan(line.code);
    case 'wedge':
      return readWithWedge(page, line.code);
    case 'plu':
      await page.keyboard.type(line.plu, { delay: FINGER_MS });
      await page.keyboard.press('Enter');
      await page.getByTestId('dialog-weight').waitFor();
      await page.keyboard.type((line.weightGrams / 1000).toFixed(3), { delay: FINGER_MS });
      return page.keyboard.press('Enter');
  }
}

/**
 * On a machine that is too busy to pass a scanner's keys on in one go, the register refuses half a
 * code aloud. Then the cashier does what its screen says: reads it again.
 */
async function readWithWedge(page: Page, code: string): Promise<void> {
  for (let reading = 1; reading <= MAX_READINGS; reading += 1) {
    const { basket } = await snapshotOf(page);
    // What stands there already is no answer to this reading: each notice is an element of its own.
    await page.evaluate(() =>
      document.querySelector('[data-testid="notice"] > span')?.setAttribute('data-seen', ''),
    );
    await wedgeScan(page, code);
    const answer = await page.waitForFunction(
      async ({ lines }) => {
        const reply = await window.tillwright.call('till.snapshot', null, {});
        const now = (reply.ok ? reply.value : {}) as Partial<TillSnapshot>;
        if ((now.basket?.lines.length ?? 0) > lines) return 'read';
        const refused = ['misread', 'halfRead'].map(
          (said) => `[data-notice="${said}"] > span:not([data-seen])`,
        );
        return document.querySelector(refused.join()) === null ? false : 'refused';
      },
      { lines: basket?.lines.length ?? 0 },
    );
    if ((await answer.jsonValue()) === 'read') return;
    // A key that came apart from the rest stands in the entry as if typed.
    await page.keyboard.press('Escape');
  }
  throw new Error(`${code} was misread ${MAX_READINGS} times`);
}

async function expectVoided(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const reply = await window.tillwright.call('till.snapshot', null, {});
    const { basket } = (reply.ok ? reply.value : {}) as {
      basket?: { lines: { voided: boolean }[] };
    };
    return basket?.lines.some((line) => line.voided) ?? false;
  });
}

/** Waits for the painted lines, voided ones included. */
async function lineCount(page: Page, count: number): Promise<void> {
  const last = `[aria-setsize="${count}"][aria-posinset="${count}"]`;
  await page.locator(`[data-testid=line-row]${last}`).waitFor();
}

async function parkAndResume(page: Page, lines: number): Promise<void> {
  await page.keyboard.press('F9');
  await page.getByTestId('dialog-park').waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('line-list').waitFor({ state: 'detached' });
  await page.keyboard.press('F9');
  await page.getByTestId('dialog-resume').waitFor();
  await page.keyboard.press('Enter');
  await lineCount(page, lines);
}

async function pay(
  page: Page,
  shop: Shop,
  basket: PlannedBasket,
  camera: Camera | null,
): Promise<SoldBasket> {
  const { totalMinor } = basket;
  const shown = await snapshotOf(page);
  if (shown.basket?.totalMinor !== totalMinor) {
    throw new Error(`the register says ${shown.basket?.totalMinor}, the plan ${totalMinor}`);
  }
  const { operator } = shown;
  const take = async (name: string) => camera?.take(`${name}-${operator?.locale ?? ''}`);
  await take('04-selling');
  await camera?.takeDisplay(`04-display-${operator?.locale ?? ''}`);
  await page.keyboard.press('F12');
  await page.getByTestId('pay-panel').waitFor();
  await take('05-pay');
  let cardMinor = 0;
  let declined = 0;
  switch (basket.payment.how) {
    case 'cashExact':
      await page.keyboard.press('e');
      break;
    case 'cashNote':
      await typeCash(page, Math.ceil((totalMinor + 1) / 10_000) * 10_000);
      break;
    case 'card':
      shop.terminal.nextOutcome({ kind: 'approve', card: 'unionpay' });
      await page.keyboard.press('k');
      cardMinor = totalMinor;
      break;
    case 'declinedThenCash':
      shop.terminal.nextOutcome({ kind: 'decline', code: 0x33 });
      await page.keyboard.press('k');
      await page.locator('[data-testid=notice][data-notice=cardDeclined]').waitFor();
      declined = 1;
      await page.getByTestId('pay-panel').waitFor();
      await page.keyboard.press('e');
      break;
    case 'split':
      shop.terminal.nextOutcome({ kind: 'approve', card: 'visa' });
      cardMinor = Math.floor(totalMinor / 2);
      await page.keyboard.type(amountText(cardMinor), { delay: FINGER_MS });
      await page.keyboard.press('k');
      await page.getByTestId('tender-row').waitFor();
      await page.keyboard.press('e');
      break;
  }
  await page.getByTestId('change-screen').waitFor();
  await take('07-change');
  return { totalMinor, cardMinor, declined };
}

async function typeCash(page: Page, amountMinor: number): Promise<void> {
  await page.keyboard.type(amountText(amountMinor), { delay: FINGER_MS });
  await page.keyboard.press('Enter');
}

function amountText(amountMinor: number): string {
  return `${Math.floor(amountMinor / 100)}.${String(amountMinor % 100).padStart(2, '0')}`;
}

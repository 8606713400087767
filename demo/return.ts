import type { Page } from '@playwright/test';
import type { PrintedReceipt } from '../native/simulators/printer/receipt.ts';
import type { Camera } from './camera.ts';
import { type DemoOperator, FINGER_MS, seeWhatItDid, snapshotOf } from './cashier.ts';
import type { PlannedBasket } from './day-plan.ts';
import type { Shop } from './shop.ts';

/**
 * The customer whose goods come back: the first who paid wholly by card. The terminal's batch is
 * open all day, so the payment is voided. Where in the day that sale was, from 0; null when nobody
 * of the first half pays like that.
 */
export function cardSaleToReturn(plan: readonly PlannedBasket[]): number | null {
  const index = plan.findIndex(({ payment }) => payment.how === 'card');
  return index < 0 ? null : index;
}

/**
 * What a scanner reads on the paper of the n-th sale, from 0. Card slips between the receipts have
 * no code. The QR code is on every paper; a bar code only where it fits.
 */
export function codeOnReceipt(papers: readonly PrintedReceipt[], sale: number): string {
  const codes = papers.flatMap(({ qr }) => qr);
  const code = [...new Set(codes)][sale];
  if (code === undefined) throw new Error(`receipt ${sale + 1} has no code`);
  return code;
}

/**
 * Returns a whole sale as a cashier does: the customer's receipt is scanned, the reason is a
 * key, a supervisor agrees at the same screen, and the terminal voids the card payment. Answers
 * what the screen said went back.
 */
export async function returnSale(
  page: Page,
  shop: Shop,
  work: { readonly code: string; readonly supervisor: DemoOperator; readonly camera: Camera },
): Promise<number> {
  const { code, supervisor, camera } = work;
  await shop.scanner.scan(code);
  await page.getByTestId('dialog-plan').waitFor();
  await page.getByTestId('planned-void').waitFor();
  await camera.take('08-return');
  await page.keyboard.press('1');
  await page.getByTestId('dialog-approve').waitFor();
  await page.keyboard.press('F1');
  await page.keyboard.type(supervisor.pin, { delay: FINGER_MS });
  await page.getByTestId('supervisor-pin').getByText('●'.repeat(supervisor.pin.length)).waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('refunded').waitFor();
  const { lastSale } = await snapshotOf(page);
  await camera.take('09-refunded');
  await seeWhatItDid(page);
  await page.keyboard.press('Enter');
  await page.getByTestId('refunded').waitFor({ state: 'detached' });
  return -(lastSale?.totalMinor ?? 0);
}

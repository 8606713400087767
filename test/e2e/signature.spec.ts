import path from 'node:path';
import type { Page } from '@playwright/test';
import { accessibilityFaults } from './fixtures/accessibility.ts';
import { type Lane, mustTill, openLane, scanLines, signOn, until } from './fixtures/lane.ts';
import { payloads, readJournal } from './fixtures/books.ts';
import { expect, linkUp, type RunningRegister, test } from './fixtures/register.ts';

// A terminal that people read, with a signature between card and result.
test.describe.configure({ timeout: 120_000 });

let lane: Lane;
test.beforeEach(async () => {
  lane = await openLane();
});
test.afterEach(async () => {
  await lane.close();
});

async function trainingWindow({ app }: RunningRegister): Promise<Page> {
  const find = () => app.windows().find((page) => page.url() === 'app://training/');
  await expect.poll(() => find() !== undefined).toBe(true);
  const page = find();
  if (page === undefined) throw new Error('the training window is gone again');
  await linkUp(page);
  return page;
}

/** A card payment with a signature, up to the picture before the cashier. */
async function signed(till: Page, training: Page): Promise<number> {
  await scanLines(till, lane, 1);
  const { basket } = await until(till, 'a basket', (seen) => seen.basket !== null);
  const amountMinor = basket?.remainingMinor ?? 0;
  await mustTill(till, 'pay.card', { amountMinor });
  await expect(training.getByTestId('training-signature')).toBeEnabled();
  await training.getByTestId('training-signature').click();
  await expect(till.getByTestId('signature-matches')).toBeEnabled();
  return amountMinor;
}

test('the cashier judges a signature given at the training terminal', async ({
  launchRegister,
}) => {
  const register = await launchRegister({
    dataDir: lane.dataDir,
    args: ['--training', '--customer-display=window'],
  });
  const { till } = register;
  const training = await trainingWindow(register);
  await signOn(till);

  const amount = await signed(till, training);
  const picture = till.getByTestId('signature-picture');
  const size = await picture.evaluate((img: HTMLImageElement) => img.naturalWidth);
  expect(size).toBeGreaterThan(0);
  expect((await picture.boundingBox())?.width).toBeGreaterThan(300);
  for (const answer of ['signature-matches', 'signature-differs']) {
    expect((await till.getByTestId(answer).boundingBox())?.height).toBeGreaterThanOrEqual(48);
  }
  expect(await accessibilityFaults(till)).toEqual([]);
  await expect((await register.display()).getByText(/signature|签名/i)).toHaveCount(0);

  // Enter belongs to the screen before; the letter says what was seen.
  await till.keyboard.press('Enter');
  await expect(till.getByTestId('dialog-signature')).toBeVisible();
  await till.keyboard.press('y');
  await until(till, 'paid', (seen) => seen.lastSale !== null && seen.payment === null);
  await expect(till.getByTestId('dialog-signature')).toHaveCount(0);

  // By touch: it does not match, the terminal takes the payment back, the basket stays.
  const second = await signed(till, training);
  await till.getByTestId('signature-differs').click();
  const declined = await until(
    till,
    'declined',
    (seen) => seen.payment === null && seen.notice?.code === 'cardDeclined',
  );
  expect(declined.basket?.remainingMinor).toBe(second);

  await register.close();
  const entries = readJournal(path.join(lane.dataDir, 'training'));
  const results = payloads(entries, 'payment.resultSeen').map(({ result }) => result);
  expect(results).toMatchObject([
    {
      approved: true,
      amountMinor: amount,
      extra: { signatureKind: 'onTerminal', signatureCheck: 'matches' },
    },
    { approved: false, extra: { signatureCheck: 'differs' } },
  ]);
  // The picture is a bitmap; neither its bytes nor their base64 are in any entry.
  expect(JSON.stringify(entries)).not.toMatch(/"(?:424d|Qk[0-9A-Za-z+/]{20})/);
});

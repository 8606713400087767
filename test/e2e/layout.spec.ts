import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { BASKET_LIMITS } from '../../core/basket/limits.ts';
import { CURRENCIES, type Currency } from '../../core/money/currency.ts';
import { money } from '../../renderer/words/figures.ts';
import { repliesWith, withAmounts } from '../ui/amounts.ts';
import { installFake } from '../../renderer/gallery/fake-service.ts';
import { findLayoutFaults, findUnreachedAreas } from '../ui/measure.ts';
import { REPLIES } from '../../renderer/gallery/replies.ts';
import { type GalleryState, STATES } from '../../renderer/gallery/states.ts';
import { type ServedWindows, serveWindows } from '../ui/serve-windows.ts';
import { driverArguments, electronExecutable } from './fixtures/electron-program.ts';
import { FINGER_MS } from './fixtures/hands.ts';

/**
 * Every screen with the largest amounts of the currency that writes them widest, in both languages and
 * all sizes, measured in the engine that shows them: made-up snapshots, real layout.
 */
const SIZES = {
  till: [
    [1024, 768],
    [1920, 1080],
  ],
  display: [
    [800, 600],
    [1024, 768],
    [1920, 1080],
  ],
} as const;

/** The largest amount in every currency that can be set. */
const LARGEST = Object.values(CURRENCIES).map((currency: Currency) => ({
  currency,
  text: money(BASKET_LIMITS.totalMinor, currency),
}));

let windows: ServedWindows;
let app: ElectronApplication;
let page: Page;
let revision = 100;
/** Whose largest amount needs the most room: what fits with it fits with every other. */
let widest: Currency = CURRENCIES.CNY;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  windows = await serveWindows();
  const display = process.env['TILLWRIGHT_TEST_DISPLAYS']?.split(',')[test.info().parallelIndex];
  if (display !== undefined) process.env['DISPLAY'] = display;
  app = await _electron.launch({
    executablePath: electronExecutable(),
    args: [
      ...driverArguments(),
      '--no-sandbox',
      fileURLToPath(new URL('../ui/bare-window.cjs', import.meta.url)),
    ],
  });
  page = await app.firstWindow();
  const start = `if (localStorage.fake) (${installFake.toString()})(JSON.parse(localStorage.fake))`;
  await app.context().addInitScript({ content: start });
  // A page of this origin, to which each screen can be left.
  await page.goto(`${windows.base}/till/index.html`);
  const widths = await page.evaluate(
    widthsInBold,
    LARGEST.map(({ text }) => text),
  );
  widest = LARGEST[widths.indexOf(Math.max(...widths))]?.currency ?? widest;
});
test.afterAll(async () => {
  await app.close();
  await windows.close();
});

type Locale = 'zh' | 'en';

async function resize(width: number, height: number): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size[0], size[1]),
    [width, height] as [number, number],
  );
  await page.waitForFunction(
    (size) => window.innerWidth === size[0] && window.innerHeight === size[1],
    [width, height] as const,
  );
}

/** Runs in the page: how wide each text is in the bold letters of the screens. */
function widthsInBold(texts: readonly string[]): number[] {
  const pen = document.createElement('canvas').getContext('2d');
  if (pen === null) return [];
  pen.font = `700 100px ${getComputedStyle(document.body).fontFamily}`;
  return texts.map((text) => pen.measureText(text).width);
}

/** A window that shows the screen, its dialogs open. */
async function show(screen: GalleryState, locale: Locale) {
  const fake = {
    snapshot: withAmounts(screen.snapshot(locale)),
    link: screen.link ?? 'up',
    replies: repliesWith(REPLIES),
    before: withAmounts(screen.before),
    preferences: JSON.stringify({ theme: screen.theme ?? 'light', sound: false, locale }),
  };
  await page.evaluate((text) => localStorage.setItem('fake', text), JSON.stringify(fake));
  await page.goto(`${windows.base}/${screen.window}/index.html`);
  await page.waitForFunction(() => (document.getElementById('root')?.childElementCount ?? 0) > 0);
  for (const key of screen.keys ?? []) {
    await page.keyboard.press(key, { delay: FINGER_MS });
    await page.waitForTimeout(FINGER_MS);
  }
}

/** Publishes it and measures what is then painted. */
async function measured(snapshot: object | null): Promise<string[]> {
  revision += 1;
  if (snapshot !== null) {
    await page.evaluate(
      (next) => {
        const publish: unknown = Reflect.get(window, 'publishFake');
        if (typeof publish === 'function') publish(next);
      },
      { ...snapshot, revision },
    );
    await page.waitForFunction(
      (at) => document.documentElement.dataset['revision'] === at,
      String(revision),
    );
  }
  return [...(await page.evaluate(findLayoutFaults)), ...(await page.evaluate(findUnreachedAreas))];
}

for (const screen of STATES) {
  test(`${screen.name} fits with the largest amounts`, async () => {
    const faults: string[] = [];
    for (const locale of ['zh', 'en'] as const) {
      await show(screen, locale);
      for (const [width, height] of SIZES[screen.window]) {
        await resize(width, height);
        const snapshot = withAmounts(screen.snapshot(locale));
        const { code, decimals, denominationsMinor } = widest;
        const currency = { code, decimals, denominationsMinor: [...denominationsMinor] };
        const found = await measured(snapshot === null ? null : { ...snapshot, currency });
        faults.push(...found.map((each) => `${locale} ${width}×${height}: ${each}`));
      }
    }
    expect(faults).toEqual([]);
  });
}

test('the key that goes to pay is large enough to be hit without looking', async () => {
  const screen = STATES.find(({ name }) => name === 'sale');
  if (screen === undefined) throw new Error('there is no screen of the sale');
  await show(screen, 'en');
  for (const [width, height] of SIZES.till) {
    await resize(width, height);
    const box = await page.getByTestId('pay-key').boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(96);
  }
});

test('what comes and goes in the top bar moves no device', async () => {
  const screen = STATES.find(({ name }) => name === 'sale');
  const calm = screen?.snapshot('en');
  if (screen === undefined || calm === undefined || calm === null) throw new Error('no sale');
  await show(screen, 'en');
  const places = () =>
    page
      .locator('[data-testid^="device-"]')
      .evaluateAll((devices) => devices.map((each) => each.getBoundingClientRect().x));
  for (const [width, height] of SIZES.till) {
    await resize(width, height);
    await measured({ ...calm, receiptsWaiting: 0 });
    const before = await places();
    expect(before.length).toBeGreaterThan(2);
    await measured({
      ...calm,
      receiptsWaiting: 2,
      papersLate: 2,
      toSend: { entries: 312, oldestAtMs: 1_767_225_780_000 },
    });
    expect(await places()).toEqual(before);
  }
});

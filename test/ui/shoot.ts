/// <reference lib="dom" />
/**
 * Takes a picture of every screen in both languages and two sizes, from made-up snapshots, and
 * runs axe-core on each. A tool for looking, not a test:
 *
 *   node --import tsx test/ui/shoot.ts --out DIR [--only NAME] [--sizes 1024x768]
 *
 * Needs a Chromium: CHROMIUM_PATH, else /usr/bin/chromium.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from '@playwright/test';
import { installFake } from '../../renderer/gallery/fake-service.ts';
import { REPLIES } from '../../renderer/gallery/replies.ts';
import { type GalleryState, STATES } from '../../renderer/gallery/states.ts';
import { serveWindows } from './serve-windows.ts';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: 'screenshots' },
    only: { type: 'string', default: '' },
    sizes: { type: 'string', default: '1024x768,1920x1080' },
    locales: { type: 'string', default: 'zh,en' },
  },
});

async function shoot(
  browser: Browser,
  base: string,
  screen: GalleryState,
  locale: 'zh' | 'en',
  size: string,
): Promise<number> {
  const [width = 1024, height = 768] = size.split('x').map(Number);
  const context = await browser.newContext({ viewport: { width, height }, bypassCSP: true });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('404'))
      problems.push(`console: ${message.text()}`);
  });
  await page.addInitScript(installFake, {
    snapshot: screen.snapshot(locale),
    link: screen.link ?? 'up',
    replies: REPLIES,
    before: screen.before,
    preferences: JSON.stringify({ theme: screen.theme ?? 'light', sound: false, locale }),
  });
  await page.goto(`${base}/${screen.window}/index.html`);
  await page.waitForTimeout(700);
  for (const key of screen.keys ?? []) {
    await page.keyboard.press(key);
    await page.waitForTimeout(120);
  }
  await page.waitForTimeout(400);
  const overflow = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, output, h1, h2, dd, p, td')]
      .filter((each) => each.offsetParent !== null && each.scrollWidth > each.clientWidth + 2)
      .map((each) => `${each.tagName} "${each.innerText.slice(0, 40)}"`),
  );
  for (const each of overflow) problems.push(`overflow: ${each}`);
  const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
  await page.evaluate(axeSource);
  const found: string[] = await page.evaluate(async () => {
    // The source evaluated above puts axe on the window.
    const axe = Reflect.get(window, 'axe') as { run(): Promise<AxeResults> };
    interface AxeResults {
      readonly violations: readonly {
        readonly id: string;
        readonly impact: string;
        readonly nodes: readonly { readonly html: string }[];
      }[];
    }
    const { violations } = await axe.run();
    return violations
      .filter((each) => each.impact === 'serious' || each.impact === 'critical')
      .map((each) => `axe ${each.id}: ${each.nodes[0]?.html.slice(0, 160) ?? ''}`);
  });
  problems.push(...found);
  const file = `${screen.name}.${locale}.${size}.png`;
  await page.screenshot({ path: join(options.out, file) });
  await context.close();
  for (const problem of problems) console.log(`${file}: ${problem}`);
  return problems.length;
}

await mkdir(options.out, { recursive: true });
const windows = await serveWindows();
const { base } = windows;
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
let problems = 0;
let shots = 0;
try {
  const wanted = options.only.split(',').filter((each) => each !== '');
  for (const screen of STATES) {
    if (wanted.length > 0 && !wanted.includes(screen.name)) continue;
    for (const locale of options.locales === 'en' ? (['en'] as const) : (['zh', 'en'] as const)) {
      for (const size of options.sizes.split(',')) {
        problems += await shoot(browser, base, screen, locale, size);
        shots += 1;
      }
    }
  }
} finally {
  await browser.close();
  await windows.close();
}
console.log(`${shots} pictures in ${options.out}, ${problems} problems`);
process.exitCode = problems === 0 ? 0 : 1;

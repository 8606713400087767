import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';

/** The two screens a till must look right on. */
const SIZES = [
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
] as const;

/** Takes pictures of the windows, at both sizes. */
export interface Camera {
  /** The till window, at both sizes, as `name-1024x768.png` and so on. */
  take(name: string): Promise<void>;
  /** The customer display as it is. */
  takeDisplay(name: string): Promise<void>;
  /** Files taken so far. */
  taken(): string[];
}

/** Sets the till window to the smaller size and keeps pictures in `folder`. */
export async function startCamera(app: ElectronApplication, folder: string): Promise<Camera> {
  const till = pageAt(app, 'till');
  const files: string[] = [];
  const resize = async (size: (typeof SIZES)[number]) => {
    await app.evaluate(({ BrowserWindow }, { width, height }) => {
      const window = BrowserWindow.getAllWindows().find((candidate) =>
        candidate.webContents.getURL().startsWith('app://till/'),
      );
      window?.setContentSize(width, height);
    }, size);
    await till.waitForFunction(
      ({ width, height }) => window.innerWidth === width && window.innerHeight === height,
      size,
    );
  };
  const shoot = async (page: Page, file: string) => {
    const path = join(folder, file);
    await page.screenshot({ path });
    files.push(path);
  };
  await resize(SIZES[0]);
  return {
    async take(name) {
      for (const size of SIZES.toReversed()) {
        await resize(size);
        await shoot(till, `${name}-${size.width}x${size.height}.png`);
      }
    },
    takeDisplay: (name) => shoot(pageAt(app, 'display'), `${name}.png`),
    taken: () => [...files],
  };
}

function pageAt(app: ElectronApplication, host: string): Page {
  const page = app.windows().find((candidate) => candidate.url().startsWith(`app://${host}/`));
  if (page === undefined) throw new Error(`the program has no window ${host}`);
  return page;
}

import { BrowserWindow, screen, type BrowserWindowConstructorOptions } from 'electron';
import type { WindowKind } from '../../contracts/channels.ts';
import type { MainLog } from './main-log.ts';
import { createRestartPolicy } from './restart-policy.ts';
import type { WindowPage } from './window-origin.ts';

export interface WindowOptions {
  readonly kind: WindowKind;
  readonly page: WindowPage;
  readonly preloadFile: string;
  readonly packaged: boolean;
  readonly log: MainLog;
  /** Called before the page loads. */
  readonly onCreated: (window: BrowserWindow) => void;
  readonly onShown: () => void;
}

/** The smallest size the sale screen is laid out for. */
const MIN_WIDTH = 1024;
const MIN_HEIGHT = 768;
/** What it is opened with where there is room. */
const TILL_WIDTH = 1280;

/** Opens the till window; `kiosk` fills the screen and leaves no way out of it. */
export function openTillWindow(options: WindowOptions, kiosk: boolean): BrowserWindow {
  const { workAreaSize } = screen.getPrimaryDisplay();
  return openWindow(options, {
    title: 'Tillwright',
    width: Math.max(MIN_WIDTH, Math.min(TILL_WIDTH, workAreaSize.width)),
    height: Math.max(MIN_HEIGHT, Math.min(800, workAreaSize.height)),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    useContentSize: true,
    kiosk,
  });
}

/**
 * Opens the customer display: full screen on the second screen, or with `asWindow` as an ordinary
 * window. Null when there is no second screen to put it on.
 */
export function openDisplayWindow(options: WindowOptions, asWindow: boolean): BrowserWindow | null {
  if (asWindow) {
    return openWindow(options, { title: 'Tillwright', width: 800, height: 600 });
  }
  const primary = screen.getPrimaryDisplay();
  const second = screen.getAllDisplays().find(({ id }) => id !== primary.id);
  if (second === undefined) return null;
  const { x, y, width, height } = second.bounds;
  return openWindow(options, {
    title: 'Tillwright',
    x,
    y,
    width,
    height,
    frame: false,
    fullscreen: true,
    // The scanner and the keyboard belong to the till window, always.
    focusable: false,
  });
}

/**
 * Opens the training terminal: beside the till window where the screen is wide enough, else above
 * its list of lines and not its keys, and staying there.
 */
export function openTrainingWindow(options: WindowOptions, kiosk: boolean): BrowserWindow {
  const { x, y, width, height } = screen.getPrimaryDisplay().workArea;
  const own = { width: Math.min(520, width), height: Math.min(800, height) };
  const isBeside = width >= TILL_WIDTH + own.width && !kiosk;
  return openWindow(options, {
    title: 'Tillwright',
    x: isBeside ? x + width - own.width : x,
    y,
    ...own,
    alwaysOnTop: !isBeside,
  });
}

function openWindow(
  options: WindowOptions,
  placement: BrowserWindowConstructorOptions,
): BrowserWindow {
  const window = new BrowserWindow({
    ...placement,
    // Shown when it has painted: a white flash at a counter looks like a crash.
    show: false,
    backgroundColor: '#f4f5f7',
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preloadFile,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // File pickers, and devices of which a page could see a list.
      disableBlinkFeatures: 'FileSystemAccessLocal,WebUSB,WebHID,Serial,WebBluetooth',
      devTools: !options.packaged,
      // A covered window must draw a scan as fast as one in front.
      backgroundThrottling: false,
      // The accepted and refused sounds come before anybody has touched the screen.
      autoplayPolicy: 'no-user-gesture-required',
    },
  });
  options.onCreated(window);
  window.once('ready-to-show', () => {
    // The till window keeps the keyboard.
    if (options.kind !== 'till') window.showInactive();
    else window.show();
    options.onShown();
  });
  keepPageAlive(window, options);
  loadPage(window, options);
  return window;
}

function loadPage(window: BrowserWindow, { page, kind, log }: WindowOptions): void {
  window.loadURL(page.url).catch((error: unknown) => {
    log('error', 'page did not load', { window: kind, error: String(error) });
  });
}

/**
 * A page whose process dies, or that has left for another address, is loaded again: the state is
 * in the service, nothing is lost.
 */
function keepPageAlive(window: BrowserWindow, options: WindowOptions): void {
  const policy = createRestartPolicy();
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    const { delayMs } = policy.ended(Date.now());
    options.log('error', 'page process gone', { window: options.kind, reason, exitCode, delayMs });
    setTimeout(() => {
      if (!window.isDestroyed()) loadPage(window, options);
    }, delayMs);
  });
  window.webContents.on('did-navigate', (_event, url) => {
    // about:blank is the one address Chromium goes to without asking anybody.
    if (options.page.isOwn(url)) return;
    options.log('error', 'page left', { window: options.kind });
    loadPage(window, options);
  });
  window.on('unresponsive', () => {
    options.log('error', 'page does not respond', { window: options.kind });
  });
}

// Entry of the Electron program. No business code: it opens the windows, keeps the till-service
// running and closes what a page must not do.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { app, screen, session } from 'electron';
import { createAnnounce } from './announce.ts';
import { registerAppScheme, serveAppScheme } from './app-protocol.ts';
import { type CommandLine, readCommandLine, refusedSwitches } from './command-line.ts';
import { watchServiceBundle } from './dev-reload.ts';
import { hardenContents, hardenSession, removeMenu } from './hardening.ts';
import { type MainLog, openMainLog } from './main-log.ts';
import { createPortBroker, type FarEnd } from './port-broker.ts';
import { createProgramEnd, keepOpen, keepTill, type ProgramEnd } from './program-end.ts';
import { runSelfTest } from './self-test.ts';
import { debuggerArguments } from './service-debugger.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';
import { createTrainingTerminal, trainingFolder } from './training-terminal.ts';
import {
  openDisplayWindow,
  openTillWindow,
  openTrainingWindow,
  type WindowOptions,
} from './windows.ts';
import { developmentUrl, windowPage } from './window-origin.ts';
import type { WindowKind } from '../../contracts/channels.ts';

/** Another instance has this data folder. */
const EXIT_SECOND_INSTANCE = 3;
/** The command line cannot be obeyed. */
const EXIT_USAGE = 2;
/** Nothing for group and others: also what Chromium and libraries write is its owner's alone. */
const OWNER_ONLY = 0o077;

// All bundles lie in one folder: out/app.
const serviceFile = path.join(__dirname, 'service.cjs');
const trainingFile = path.join(__dirname, 'training.cjs');
const rendererFolder = path.join(__dirname, 'renderer');
const preloadFile = (kind: WindowKind) => path.join(__dirname, `preload-${kind}.cjs`);

function main(): void {
  process.umask(OWNER_ONLY);
  const refused = app.isPackaged && refusedSwitches.find((name) => app.commandLine.hasSwitch(name));
  if (refused) return refuse(`--${refused} is not allowed`, EXIT_USAGE);
  const options = readCommandLine(process.argv);
  if (!options.ok) return refuse(options.error, EXIT_USAGE);
  const shopDir = options.value.dataDir ?? app.getPath('userData');
  const dataDir = options.value.training ? trainingFolder(shopDir) : shopDir;
  // Chromium's own files stay apart from the register's, and the lock below is per data folder.
  app.setPath('userData', path.join(dataDir, 'browser'));
  enableSandbox();
  // The first refused scan must sound, also before anybody has touched the screen.
  app.commandLine.appendSwitch('autoplay-policy', 'no-user-gesture-required');
  registerAppScheme();
  removeMenu();
  if (options.value.selfTest) {
    void app.whenReady().then(selfTest);
    return;
  }
  if (!app.requestSingleInstanceLock()) {
    return refuse('a register with this data folder is already running', EXIT_SECOND_INSTANCE);
  }
  run(options.value, { shopDir, dataDir });
}

/**
 * Chromium's sandbox for every page, whatever the command line says, except where it cannot run:
 * as root on Linux, where `--no-sandbox` must be given and this call would take it away again.
 * Each window asks for the sandboxed environment in its own preferences as well.
 */
function enableSandbox(): void {
  const isRoot = process.getuid?.() === 0;
  if (!(isRoot && app.commandLine.hasSwitch('no-sandbox'))) app.enableSandbox();
}

function refuse(reason: string, exitCode: number): void {
  process.stderr.write(`tillwright: ${reason}\n`);
  app.exit(exitCode);
}

async function selfTest(): Promise<void> {
  const report = await runSelfTest(serviceFile, process.env);
  const line = `${JSON.stringify(report)}\n`;
  process.stdout.write(line, () => app.exit(report.selfTest === 'ok' ? 0 : 1));
}

interface Folders {
  /** The shop's own data. */
  readonly shopDir: string;
  /** What this run works on: the same, or the training folder inside it. */
  readonly dataDir: string;
}

function run(options: CommandLine, { shopDir, dataDir }: Folders): void {
  const log = openMainLog(path.join(dataDir, 'logs', 'main.log'));
  const announce = createAnnounce(process.env);
  const { isPackaged: packaged } = app;
  const devUrl = developmentUrl(process.env, packaged);
  const pages = {
    till: windowPage('till', devUrl),
    display: windowPage('display', devUrl),
    training: windowPage('training', devUrl),
  };
  const contentsPages = new Map<number, WindowKind>();
  log('info', 'starting', { version: app.getVersion(), electron: process.versions.electron });

  const broker = createPortBroker((count, reason) => {
    log('warn', 'connect refused', { count, reason });
    announce({ tillwright: 'connectRefused', count });
  });
  const service = broker.farEnd();
  const faults = !packaged || options.allowFaults;
  const end = createProgramEnd({ kiosk: options.kiosk, log, quit: () => app.quit() });
  const supervisor = superviseService(dataDir, {
    farEnd: service,
    faults,
    log,
    announce,
    onEnd: () => end.end('office'),
  });
  const farEnds = { till: service, display: service, training: broker.farEnd() };
  const training = options.training
    ? createTrainingTerminal({
        file: trainingFile,
        shopDir,
        env: process.env,
        log,
        farEnd: farEnds.training,
        onPrepared: () => supervisor.start(),
      })
    : null;
  hardenContents((contents, url) => {
    const kind = contentsPages.get(contents.id);
    return kind !== undefined && pages[kind].isOwn(url);
  }, log);
  logBugs(log);
  endInOrder(training === null ? [supervisor] : [supervisor, training], end);

  const windowOptions = (kind: WindowKind): WindowOptions => ({
    kind,
    page: pages[kind],
    preloadFile: preloadFile(kind),
    packaged,
    log,
    onCreated(window) {
      const { webContents } = window;
      keepOpen(window, kind, end);
      contentsPages.set(webContents.id, kind);
      farEnds[kind].admit(kind, webContents, pages[kind]);
    },
    onShown: () => announce({ tillwright: 'windowShown', window: kind }),
  });

  void app.whenReady().then(async () => {
    serveAppScheme(session.defaultSession, rendererFolder);
    await hardenSession(session.defaultSession, { log, devUrl, packaged });
    // The service starts first: it recovers while the window loads. In training it waits for its
    // folder.
    (training ?? supervisor).start();
    openWindows(windowOptions, options, end);
    if (process.env.TILLWRIGHT_BUILD === 'dev' && !packaged) {
      watchServiceBundle(serviceFile, () => supervisor.restart());
    }
  });
}

function superviseService(
  dataDir: string,
  parts: {
    readonly farEnd: FarEnd;
    readonly faults: boolean;
    readonly log: MainLog;
    readonly announce: ReturnType<typeof createAnnounce>;
    readonly onEnd: () => void;
  },
): Supervisor {
  const { farEnd, faults, log, announce, onEnd } = parts;
  return createSupervisor({
    name: 'till-service',
    file: serviceFile,
    args: [`--data-dir=${dataDir}`],
    // One id per run: a restarted service gives the screen back to the same operator.
    env: { ...process.env, TILLWRIGHT_BOOT_ID: randomUUID() },
    faults,
    nodeArguments:
      process.env.TILLWRIGHT_BUILD === 'dev' && !app.isPackaged
        ? debuggerArguments(process.env)
        : [],
    log,
    onEnd,
    onUp(attach, pid) {
      farEnd.up(attach);
      announce({ tillwright: 'serviceReady', pid });
    },
    onDown(failing) {
      farEnd.down(failing ? 'failing' : 'down');
      announce({ tillwright: 'serviceGone', failing });
    },
  });
}

function openWindows(
  windowOptions: (kind: WindowKind) => WindowOptions,
  { kiosk, customerDisplay, training }: CommandLine,
  end: ProgramEnd,
): void {
  const till = keepTill(() => openTillWindow(windowOptions('till'), kiosk), end);
  app.on('second-instance', () => {
    if (till().isMinimized()) till().restore();
    till().focus();
  });
  keepDisplay(windowOptions('display'), customerDisplay);
  if (!training) return;
  // After the till window, which would cover it. Without its terminal there is nothing to train:
  // closing either window ends the program.
  till().once('show', () => {
    const terminal = openTrainingWindow(windowOptions('training'), kiosk);
    terminal.on('closed', () => end.ask('training window gone'));
  });
}

/** Opens the customer display, also when its screen is plugged in later. */
function keepDisplay(options: WindowOptions, wish: CommandLine['customerDisplay']): void {
  if (wish === 'off') return;
  let display = openDisplayWindow(options, wish === 'window');
  if (wish === 'window') return;
  screen.on('display-added', () => {
    if (display === null || display.isDestroyed()) display = openDisplayWindow(options, false);
  });
  screen.on('display-removed', () => {
    if (screen.getAllDisplays().length > 1) return;
    display?.destroy();
    display = null;
  });
}

/** Quitting waits for the service: it finishes what it writes and closes the devices. */
function endInOrder(supervisors: readonly Supervisor[], end: ProgramEnd): void {
  let isEnding = false;
  app.on('window-all-closed', () => end.ask('no window left'));
  // The system ends the session; Windows says so at the windows.
  process.on('SIGTERM', () => end.end('system'));
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (!end.mayEnd()) {
      end.ask('quit');
      return;
    }
    if (isEnding) return;
    isEnding = true;
    void Promise.all(supervisors.map((each) => each.stop())).then(() => app.exit(0));
  });
}

/** A bug in main must not take the counter down, nor stop it behind Electron's error box. */
function logBugs(log: MainLog): void {
  process.on('uncaughtException', (error) => {
    log('error', 'uncaught exception', { error: error.stack ?? String(error) });
  });
  process.on('unhandledRejection', (reason) => {
    log('error', 'unhandled rejection', { error: String(reason) });
  });
}

main();

// Entry of the utilityProcess "till-service". Arguments: `--data-dir=FOLDER` or `--self-test`.
import path from 'node:path';
import type { Log } from '../../till/ports/system.ts';
import type { RunningRegister } from './compose.ts';
import { faultPoint } from './fault-points.ts';
import { openLog } from './log.ts';
import { listenToMain, tellMain } from './parent-port.ts';
import { selfTest } from './self-test.ts';
import { type WindowServer, windowLines } from './window-lines.ts';

/** The value of `--NAME=VALUE` on this process's command line. */
function argument(name: string): string | undefined {
  const prefix = `--${name}=`;
  return process.argv.find((text) => text.startsWith(prefix))?.slice(prefix.length);
}

/** Ends on a bug: main starts the service again, and recovery finds out what had been done. */
function endOnBugs(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.error('uncaught exception', { error });
    process.exit(1);
  });
  process.on('unhandledRejection', (reason) => {
    log.error('unhandled rejection', { error: reason });
    process.exit(1);
  });
}

function serve(dataDir: string): void {
  // Nothing for group and others, whatever a library makes: see `host/private-folder.ts`.
  process.umask(0o077);
  const log = openLog(path.join(dataDir, 'logs', 'till-service.log'));
  endOnBugs(log);
  log.info('starting', { electron: process.versions.electron, node: process.versions.node });
  let server: WindowServer | null = null;
  const lines = windowLines(log);
  const { publish } = lines;
  // After the answer: the window is told before it goes.
  const endProgram = () => void setImmediate(() => tellMain({ kind: 'end' }));
  const started = start();

  async function start(): Promise<RunningRegister> {
    // Loaded late, so that the self-test can tell which package does not load.
    const { startRegister } = await import('./compose.ts');
    const register = await startRegister({ dataDir, log, faultPoint, publish, endProgram });
    server = lines.open(register);
    log.info('ready');
    tellMain({ kind: 'ready' });
    return register;
  }

  async function close(): Promise<void> {
    // The order may come while recovery runs: it is finished first, cutting it off gains nothing.
    const register = await started;
    await register.close();
    log.info('closed', { ...server?.counts() });
    process.exit(0);
  }

  listenToMain({
    attach(port, window) {
      if (server === null) throw new Error('main attached a window before the register was ready');
      server.attach(port, window);
      if (window === 'till')
        port.onClose(() => void started.then((register) => register.windowGone()));
    },
    // A rejection of either is a bug and ends the process like any other.
    close: () => void close(),
  });
}

async function main(): Promise<void> {
  if (process.argv.includes('--self-test')) {
    tellMain({ kind: 'selfTest', report: await selfTest() });
    return;
  }
  const dataDir = argument('data-dir');
  if (dataDir === undefined) throw new Error('the till-service needs --data-dir=FOLDER');
  serve(dataDir);
}

void main();

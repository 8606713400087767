import { type UtilityProcess, utilityProcess } from 'electron';
import type { ServiceOrder } from '../../contracts/channels.ts';
import type { MainLog } from './main-log.ts';
import type { AttachToService } from './port-broker.ts';
import { createRestartPolicy } from './restart-policy.ts';
import { type Environment, serviceEnvironment } from './service-environment.ts';
import { readServiceNews } from './service-news.ts';

/** An orderly end takes at most this long; what is not written by then is recovered at start. */
const CLOSE_DEADLINE_MS = 5_000;

export interface SupervisorOptions {
  /** As it stands in the log and in the system's list of processes. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Environment;
  /** Whether TILLWRIGHT_FAULT reaches the first start of the service. */
  readonly faults: boolean;
  /** Node's own words, as `--inspect=…`; none in a release. */
  readonly nodeArguments?: readonly string[];
  readonly log: MainLog;
  readonly onUp: (attach: AttachToService, pid: number | null) => void;
  readonly onDown: (failing: boolean) => void;
  /** Somebody ended the program in the office. */
  readonly onEnd?: () => void;
}

export interface Supervisor {
  start(): void;
  /** Ends the service in order and starts it again at once; for development. */
  restart(): void;
  /** Ends the service in order, or by force after 5 s. Resolves when it is gone for good. */
  stop(): Promise<void>;
}

/** Starts a process of our own beside the windows. */
export function forkService(
  name: string,
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  nodeArguments: readonly string[] = [],
): UtilityProcess {
  return utilityProcess.fork(file, [...args], {
    serviceName: name,
    env,
    execArgv: [...nodeArguments],
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/**
 * Keeps a process running, the till-service above all: starts it, starts it again whenever it ends
 * unasked, with the pauses of the restart policy. Each start goes through its own recovery.
 */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { log, name } = options;
  const policy = createRestartPolicy();
  let child: UtilityProcess | null = null;
  let starts = 0;
  let isStopping = false;
  let isRestarting = false;
  let pause: NodeJS.Timeout | null = null;

  function launch(): void {
    pause = null;
    starts += 1;
    // A fault kills once: the started-again service has to recover, not to die again.
    const faults = options.faults && starts === 1;
    const env = serviceEnvironment(options.env, { mainPid: process.pid, faults });
    const started = forkService(name, options.file, options.args, env, options.nodeArguments);
    child = started;
    started.stderr?.setEncoding('utf8');
    started.stderr?.on('data', (text: string) => {
      log('warn', `${name} stderr`, { text: text.slice(0, 2000) });
    });
    started.on('message', (data: unknown) => {
      const news = readServiceNews(data);
      if (news?.kind === 'end') options.onEnd?.();
      if (news?.kind !== 'ready') return;
      log('info', `${name} ready`, { pid: started.pid, starts });
      options.onUp((window, port) => {
        const order: ServiceOrder = { kind: 'attach', window };
        started.postMessage(order, [port]);
      }, started.pid ?? null);
    });
    started.on('exit', (code) => ended(code));
  }

  function ended(code: number): void {
    child = null;
    if (isStopping) return;
    if (isRestarting) {
      isRestarting = false;
      options.onDown(false);
      launch();
      return;
    }
    const { delayMs, failing } = policy.ended(Date.now());
    log('error', `${name} ended`, { code, delayMs, failing });
    options.onDown(failing);
    pause = setTimeout(launch, delayMs);
  }

  return {
    start: launch,
    restart() {
      if (child === null || isStopping || isRestarting) return;
      isRestarting = true;
      void end(child, options);
    },
    async stop() {
      isStopping = true;
      if (pause !== null) clearTimeout(pause);
      if (child !== null) await end(child, options);
    },
  };
}

/** Asks the running service to end; resolves when it has. */
function end(running: UtilityProcess, { log, name }: SupervisorOptions): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      log('error', `${name} did not end in time`, {});
      running.kill();
    }, CLOSE_DEADLINE_MS);
    running.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    const order: ServiceOrder = { kind: 'close' };
    running.postMessage(order);
  });
}

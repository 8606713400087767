import path from 'node:path';
import type { MainLog } from './main-log.ts';
import type { FarEnd } from './port-broker.ts';
import type { Environment } from './service-environment.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

/** Where a register is practised on: beside the shop's own files, none of which is written. */
export function trainingFolder(shopDir: string): string {
  return path.join(shopDir, 'training');
}

export interface TrainingTerminalOptions {
  readonly file: string;
  /** The shop's own data folder. */
  readonly shopDir: string;
  readonly env: Environment;
  readonly log: MainLog;
  readonly farEnd: FarEnd;
  /** The training register's folder is made and its terminal listens. Called once. */
  readonly onPrepared: () => void;
}

/** The simulated terminal's process, kept running like the till-service. */
export function createTrainingTerminal(options: TrainingTerminalOptions): Supervisor {
  const { shopDir, farEnd } = options;
  let isPrepared = false;
  return createSupervisor({
    name: 'training-terminal',
    file: options.file,
    args: [`--shop-dir=${shopDir}`, `--data-dir=${trainingFolder(shopDir)}`],
    env: options.env,
    faults: false,
    log: options.log,
    onUp(attach) {
      farEnd.up(attach);
      if (isPrepared) return;
      isPrepared = true;
      options.onPrepared();
    },
    onDown: (failing) => farEnd.down(failing ? 'failing' : 'down'),
  });
}

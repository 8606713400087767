import os from 'node:os';

/** Facts without which a figure means nothing. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly electron: string;
  /** `download`, `fallback` or `override`: which Electron was measured. */
  readonly electronSource: string;
  /** Whether a real screen was there or Xvfb. */
  readonly display: string;
  /** ISO time of this machine's clock when the run began. */
  readonly startedAt: string;
}

/** This machine and the runtimes that are measured. */
export function describeMachine(env: NodeJS.ProcessEnv): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.cpus().length,
    memoryGb: Math.round(os.totalmem() / 1024 ** 3),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.versions.node,
    electron: env['TILLWRIGHT_ELECTRON_VERSION'] ?? 'unknown',
    electronSource: env['TILLWRIGHT_ELECTRON_SOURCE'] ?? 'unknown',
    display: env['DISPLAY'] ?? 'system',
    startedAt: new Date().toISOString(),
  };
}

/** The one-minute load average; 0 on Windows, which has none. */
export function loadNow(): number {
  return os.loadavg()[0] ?? 0;
}

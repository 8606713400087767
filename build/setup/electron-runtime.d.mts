import type { Report } from './progress.mjs';

/** An Electron that is ready to be started. */
export interface ElectronRuntime {
  readonly executablePath: string;
  /** The folder to give as ELECTRON_OVERRIDE_DIST_PATH. */
  readonly distPath: string;
  readonly version: string;
  readonly source: 'download' | 'fallback' | 'override';
}

/** Path of the program inside a distribution folder. */
export function executableInside(platform: NodeJS.Platform): string;

/** The runtime that is ready to use, or undefined when set-up has to get one. */
export function electronRuntime(): ElectronRuntime | undefined;

/** Gets a runtime; throws SetupError where it cannot be had. */
export function installElectron(report: Report): Promise<ElectronRuntime>;

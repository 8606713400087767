import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegisterSettings, TerminalSettings } from '../../contracts/settings.ts';
import { makeFolder, writeWholeFile } from '../../host/write-whole-file.ts';
import { SPOKEN_PROTOCOL } from '../../native/simulators/terminal/options.ts';
import { pinSecretFile } from '../service/pin-seal.ts';
import {
  readRegisterSettings,
  SettingsFault,
  writeRegisterSettings,
} from '../service/register-settings.ts';

/** The training terminal's own password; it guards nothing. */
export const TRAINING_PASSWORD = '123456';
export const TRAINING_HOST = '127.0.0.1';

/** What a training register takes over from the shop: only ever read there. */
const INCOMING = ['catalogue.csv', 'operators.json'] as const;

export type ShopSettings =
  | { readonly ok: true; readonly settings: RegisterSettings }
  | { readonly ok: false; readonly reason: string };

/** Reads the shop's own `register.json`; a folder that is itself for training is no shop. */
export function readShop(shopDir: string): ShopSettings {
  try {
    const settings = readRegisterSettings(shopDir);
    if (!settings.training) return { ok: true, settings };
    return { ok: false, reason: `${shopDir}: this is a training folder, not a shop's` };
  } catch (caught) {
    if (!(caught instanceof SettingsFault)) throw caught;
    return { ok: false, reason: caught.message };
  }
}

/** The port the training terminal had last; 0, "any", when there is none yet. */
export function lastPort(trainingDir: string): number {
  try {
    const line = readRegisterSettings(trainingDir).devices.terminal?.line;
    return line?.kind === 'tcp' && line.host === TRAINING_HOST ? line.port : 0;
  } catch (caught) {
    // Not there yet, or damaged: it is written anew below either way.
    if (!(caught instanceof SettingsFault)) throw caught;
    return 0;
  }
}

/**
 * Makes or renews the training register's folder: the shop's settings with the training terminal in
 * place of its own, without head office and second copy, and the shop's catalogue and operators.
 * What was practised before stays. Nothing is written outside `trainingDir`. Null when done, else
 * the system's code for what the disk did not take.
 */
export function prepareTrainingFolder(options: {
  readonly shopDir: string;
  readonly trainingDir: string;
  readonly shop: RegisterSettings;
  readonly port: number;
}): string | null {
  const { shopDir, trainingDir, shop, port } = options;
  const terminal: TerminalSettings = {
    protocol: SPOKEN_PROTOCOL,
    line: { kind: 'tcp', host: TRAINING_HOST, port },
    terminalId: 'TRAINING',
    // The shop's own password has no business here.
    password: TRAINING_PASSWORD,
    customerLimitS: shop.devices.terminal?.customerLimitS ?? 0,
    takesWalletCodes: true,
    checksSignatures: true,
  };
  try {
    const incoming = join(trainingDir, 'incoming');
    makeFolder(incoming);
    copySecret(pinSecretFile(shopDir), pinSecretFile(trainingDir));
    for (const name of INCOMING) copyApplied(join(shopDir, 'incoming', name), join(incoming, name));
    writeRegisterSettings(trainingDir, {
      ...shop,
      devices: { ...shop.devices, terminal },
      headOffice: null,
      secondCopyPath: null,
      training: true,
    });
    return null;
  } catch (caught) {
    if (caught instanceof Error && 'code' in caught) return String(caught.code);
    throw caught;
  }
}

/** The shop's list of people is sealed for the shop's register: here it has to open too. */
function copySecret(from: string, to: string): void {
  if (existsSync(from)) writeWholeFile(to, readFileSync(from));
}

/** A file that the shop's register refused is not in force there, and so not here. */
function copyApplied(from: string, to: string): void {
  if (!existsSync(from) || existsSync(`${from}.refused.txt`)) return;
  writeWholeFile(to, readFileSync(from));
}

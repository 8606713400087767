import type { RegisterSettings, TerminalSettings } from '../../contracts/settings.ts';
import type { TerminalChoice, TerminalSetupView } from '../../contracts/terminal-setup.ts';
import {
  buildTerminal,
  checkConnection,
  type DeviceSurroundings,
} from '../../native/device/build-devices.ts';
import type { SwitchableTerminal } from '../../native/device/terminal-kit/switchable-terminal.ts';
import {
  checkedTerminal,
  driverOf,
  TERMINAL_DRIVERS,
} from '../../native/device/terminal-drivers.ts';
import { serialPorts } from '../../native/transport/serial-ports.ts';
import type { NotSaved, TerminalSetup } from '../../till/runtime/context.ts';
import { readRegisterSettings, SettingsFault, writeRegisterSettings } from './register-settings.ts';

export interface TerminalSetupParts {
  readonly dataDir: string;
  readonly terminal: SwitchableTerminal;
  readonly around: DeviceSurroundings;
  file(): RegisterSettings;
  /** The settings file has changed. */
  changed(file: RegisterSettings): void;
}

/** The terminal's part of `register.json`: shown, tried out, changed and put to use. */
export function terminalSetup(parts: TerminalSetupParts): TerminalSetup {
  const stored = () => parts.file().devices.terminal;
  return {
    current: stored,
    fault: (choice) => faultOf(choice, stored()),
    view: async () => ({
      terminal: viewOf(stored()),
      keptSecrets: Object.keys(keptSecrets(stored(), stored()?.protocol ?? '')),
      drivers: TERMINAL_DRIVERS.map(({ id, name, usualLine, fields }) => {
        return { id, name, usualLine, fields };
      }),
      ports: await serialPorts(),
    }),
    check: (choice, registerBatch) =>
      parts.terminal.without((decideLate) => {
        const isOurs = choice.terminalId === parts.terminal.terminalId;
        const decider = isOurs ? decideLate : null;
        const settings = checkedSettings(choice, stored());
        return checkConnection(settings, registerBatch, parts.around, decider);
      }),
    async save(choice) {
      const terminal = choice === null ? null : checkedSettings(choice, stored());
      const changed = (file: RegisterSettings) => ({
        ...file,
        devices: { ...file.devices, terminal },
      });
      // Into the file as it is now: somebody may have edited it since the start. What they changed is
      // kept there, and holds from the next start on like any other edit.
      const fault = written(() =>
        writeRegisterSettings(parts.dataDir, changed(readRegisterSettings(parts.dataDir))),
      );
      if (fault !== null) return fault;
      parts.changed(changed(parts.file()));
      await parts.terminal.switchTo(() => buildTerminal(terminal, parts.around));
      return null;
    },
  };
}

/** Null when it was written. An edit that went wrong is not written over. */
function written(write: () => void): NotSaved | null {
  try {
    write();
    return null;
  } catch (caught) {
    if (caught instanceof SettingsFault) return { why: 'fileWrong', reason: caught.message };
    if (caught instanceof Error && 'code' in caught) {
      return { why: 'disk', reason: String(caught.code) };
    }
    throw caught;
  }
}

/** Names of the driver's fields that are never told. */
function secretsOf(protocol: string): readonly string[] {
  const fields = driverOf(protocol)?.fields ?? [];
  return fields.filter((field) => field.kind === 'text' && field.secret).map(({ name }) => name);
}

/** The secrets that are stored and so need not be typed again; another protocol has its own. */
function keptSecrets(stored: TerminalSettings | null, protocol: string): Record<string, unknown> {
  if (stored?.protocol !== protocol) return {};
  return Object.fromEntries(secretsOf(protocol).map((name) => [name, stored[name]]));
}

function viewOf(terminal: TerminalSettings | null): TerminalSetupView['terminal'] {
  if (terminal === null) return null;
  const { protocol, line, terminalId, customerLimitS } = terminal;
  const secrets = secretsOf(protocol);
  const fields = (driverOf(protocol)?.fields ?? []).map(({ name, kind }) => {
    if (secrets.includes(name)) return [name, null] as const;
    return [name, kind === 'switch' ? terminal[name] === true : String(terminal[name])] as const;
  });
  return { protocol, line, terminalId, customerLimitS, fields: Object.fromEntries(fields) };
}

/** A choice as the file holds it; a secret that was not typed is the one that was there. */
function settingsOf(choice: TerminalChoice, stored: TerminalSettings | null): TerminalSettings {
  const { fields, ...common } = choice;
  const typed = Object.entries(fields).filter(([, value]) => value !== null);
  return { ...common, ...keptSecrets(stored, choice.protocol), ...Object.fromEntries(typed) };
}

/** Settings that the use case has let through: `fault` was asked before this. */
function checkedSettings(
  choice: TerminalChoice,
  stored: TerminalSettings | null,
): TerminalSettings {
  const checked = checkedTerminal(settingsOf(choice, stored));
  if (!checked.ok) throw new Error(`terminal settings not checked: ${checked.field}`);
  return checked.settings;
}

function faultOf(
  choice: TerminalChoice,
  stored: TerminalSettings | null,
): 'passwordMissing' | 'badInput' | null {
  const settings = settingsOf(choice, stored);
  const isMissing = secretsOf(choice.protocol).some((name) => settings[name] === undefined);
  if (isMissing) return 'passwordMissing';
  return checkedTerminal(settings).ok ? null : 'badInput';
}

import type {
  DeviceSettings,
  RegisterSettings,
  TerminalSettings,
} from '../../contracts/settings.ts';
import type { TerminalChoice, TerminalSetupView } from '../../contracts/terminal-setup.ts';
import {
  buildTerminal,
  checkConnection,
  type DeviceSurroundings,
} from '../../native/device/build-devices.ts';
import type { SwitchableTerminal } from '../../native/device/terminal-kit/switchable-terminal.ts';
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
    hasPassword: () => passwordOf(stored()) !== null,
    view: async () => ({
      terminal: viewOf(stored()),
      hasPassword: passwordOf(stored()) !== null,
      ports: await serialPorts(),
    }),
    check: (choice, registerBatch) =>
      parts.terminal.without((decideLate) => {
        const isOurs = choice.terminalId === parts.terminal.terminalId;
        const decider = isOurs ? decideLate : null;
        const settings = settingsOf(choice, stored());
        return checkConnection(settings, registerBatch, parts.around, decider);
      }),
    async save(choice) {
      const terminal = choice === null ? null : settingsOf(choice, stored());
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

function passwordOf(terminal: DeviceSettings['terminal']): string | null {
  return terminal?.protocol === 'zvt' ? terminal.password : null;
}

function viewOf(terminal: DeviceSettings['terminal']): TerminalSetupView['terminal'] {
  if (terminal === null) return null;
  const { protocol, line, terminalId, customerLimitS } = terminal;
  const takesWalletCodes = protocol === 'zvt' && terminal.takesWalletCodes;
  const checksSignatures = protocol === 'zvt' && terminal.checksSignatures;
  return { protocol, line, terminalId, customerLimitS, takesWalletCodes, checksSignatures };
}

/** A choice as the file holds it; a password that was not typed is the one that was there. */
function settingsOf(choice: TerminalChoice, stored: DeviceSettings['terminal']): TerminalSettings {
  const { protocol, line, terminalId, customerLimitS } = choice;
  const { takesWalletCodes, checksSignatures } = choice;
  if (protocol === 'transbank') return { protocol, line, terminalId, customerLimitS };
  // Asked for before this by the use case: without one there is nothing to set up.
  const password = choice.password ?? passwordOf(stored) ?? '';
  const common = { protocol, line, terminalId, customerLimitS };
  return { ...common, password, takesWalletCodes, checksSignatures };
}

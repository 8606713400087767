import type { TerminalChoice, TerminalSetupView } from '../../../contracts/terminal-setup.ts';

/** What stands in the form: text as typed, so that half a number is no error yet. */
export interface TerminalForm {
  readonly protocol: TerminalChoice['protocol'];
  readonly kind: 'serial' | 'tcp';
  readonly path: string;
  readonly baud: number;
  readonly stopBits: 1 | 2;
  readonly host: string;
  readonly port: string;
  readonly terminalId: string;
  /** '' keeps the one that is stored. */
  readonly password: string;
  readonly customerLimitS: number;
  readonly takesWalletCodes: boolean;
  readonly checksSignatures: boolean;
}

/** Speeds that card terminals are set to. */
export const BAUDS = [9600, 19_200, 57_600, 115_200] as const;

/** Seconds a shop may choose to wait for a customer; 0 is for ever. */
export const CUSTOMER_LIMITS_S = [0, 60, 90, 120, 180] as const;

/** What the standards say: ZVT PA00P016 §2 (9600-8N2, TCP 20007), POS Integrado (115200-8N1). */
const USUAL = {
  zvt: { baud: 9600, stopBits: 2, port: '20007' },
  transbank: { baud: 115_200, stopBits: 1, port: '' },
} as const;

/** The form for what is set up now, or for a new terminal. */
export function formOf(terminal: TerminalSetupView['terminal']): TerminalForm {
  const fresh: TerminalForm = {
    protocol: 'zvt',
    kind: 'serial',
    path: '',
    baud: USUAL.zvt.baud,
    stopBits: USUAL.zvt.stopBits,
    host: '',
    port: USUAL.zvt.port,
    terminalId: 'T1',
    password: '',
    customerLimitS: 0,
    takesWalletCodes: false,
    checksSignatures: false,
  };
  if (terminal === null) return fresh;
  const { line, ...rest } = terminal;
  return line.kind === 'serial'
    ? { ...fresh, ...rest, ...line }
    : { ...fresh, ...rest, kind: 'tcp', host: line.host, port: String(line.port) };
}

/** Another protocol brings its own usual speed. */
export function withProtocol(form: TerminalForm, protocol: TerminalForm['protocol']): TerminalForm {
  return form.protocol === protocol ? form : { ...form, protocol, ...USUAL[protocol] };
}

/** What a form may still want. */
type MissingPart = 'path' | 'host' | 'port' | 'name' | 'password';

/** Why the form cannot be sent yet: an i18n key suffix under `terminalSetup.missing.`, or null. */
export function missingOf(form: TerminalForm, hasPassword: boolean): MissingPart | null {
  if (form.kind === 'serial' && form.path.trim() === '') return 'path';
  if (form.kind === 'tcp' && form.host.trim() === '') return 'host';
  const port = Number(form.port);
  if (form.kind === 'tcp' && !(/^\d{1,5}$/.test(form.port) && port >= 1 && port <= 65_535)) {
    return 'port';
  }
  if (form.terminalId.trim() === '') return 'name';
  if (form.protocol !== 'zvt') return null;
  if (form.password === '') return hasPassword ? null : 'password';
  return /^\d{6}$/.test(form.password) ? null : 'password';
}

/** The form as the service takes it. Only of a form that nothing is missing of. */
export function choiceOf(form: TerminalForm): TerminalChoice {
  return {
    protocol: form.protocol,
    line:
      form.kind === 'serial'
        ? { kind: 'serial', path: form.path.trim(), baud: form.baud, stopBits: form.stopBits }
        : { kind: 'tcp', host: form.host.trim(), port: Number(form.port) },
    terminalId: form.terminalId.trim(),
    password: form.protocol === 'zvt' && form.password !== '' ? form.password : null,
    customerLimitS: form.customerLimitS,
    takesWalletCodes: form.protocol === 'zvt' && form.takesWalletCodes,
    checksSignatures: form.protocol === 'zvt' && form.checksSignatures,
  };
}

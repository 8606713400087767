import type {
  TerminalChoice,
  TerminalDriverView,
  TerminalFormField,
  TerminalSetupView,
} from '../../../contracts/terminal-setup.ts';

/** What stands in the form: text as typed, so that half a number is no error yet. */
export interface TerminalForm {
  /** The driver's id. */
  readonly protocol: string;
  readonly kind: 'serial' | 'tcp';
  readonly path: string;
  readonly baud: number;
  readonly stopBits: 1 | 2;
  readonly host: string;
  readonly port: string;
  readonly terminalId: string;
  readonly customerLimitS: number;
  /** What the drivers want to know; '' of a secret keeps the one that is stored. */
  readonly fields: Readonly<Record<string, string | boolean>>;
}

/** Speeds that card terminals are set to. */
export const BAUDS = [9600, 19_200, 57_600, 115_200] as const;

/** Seconds a shop may choose to wait for a customer; 0 is for ever. */
export const CUSTOMER_LIMITS_S = [0, 60, 90, 120, 180] as const;

/** The form for what is set up now, or for a new terminal of the usual kind. */
export function formOf({
  terminal,
  drivers,
}: Pick<TerminalSetupView, 'terminal' | 'drivers'>): TerminalForm {
  const [first] = drivers;
  if (first === undefined) throw new Error('no terminal can be set up without a driver');
  const fresh: TerminalForm = {
    protocol: first.id,
    kind: first.usualLine.kind,
    path: '',
    host: '',
    terminalId: 'T1',
    customerLimitS: 0,
    fields: {},
    ...usual(first),
  };
  if (terminal === null) return fresh;
  const { line, fields, ...rest } = terminal;
  const told = Object.entries(fields).map(([name, value]) => [name, value ?? ''] as const);
  const form = { ...fresh, ...rest, fields: Object.fromEntries(told) };
  return line.kind === 'serial'
    ? { ...form, ...line }
    : { ...form, kind: 'tcp', host: line.host, port: String(line.port) };
}

function usual({
  usualLine,
}: TerminalDriverView): Pick<TerminalForm, 'baud' | 'stopBits' | 'port'> {
  const { baud, stopBits, port } = usualLine;
  return { baud, stopBits, port: port === null ? '' : String(port) };
}

/** Another protocol brings its own usual line. */
export function withDriver(form: TerminalForm, driver: TerminalDriverView): TerminalForm {
  return form.protocol === driver.id ? form : { ...form, protocol: driver.id, ...usual(driver) };
}

/** What stands in a field of the form: nothing typed, or off, where nothing was said yet. */
export function fieldValue({ fields }: TerminalForm, field: TerminalFormField): string | boolean {
  return fields[field.name] ?? (field.kind === 'switch' ? false : '');
}

/** What a form may still want; `field` is one of its driver's own. */
type Missing =
  | { readonly part: 'path' | 'host' | 'port' | 'name' }
  | { readonly part: 'field'; readonly name: string };

/** Why the form cannot be sent yet, or null. `kept`: the secrets that are stored. */
export function missingOf(
  form: TerminalForm,
  { fields }: TerminalDriverView,
  kept: readonly string[],
): Missing | null {
  if (form.kind === 'serial' && form.path.trim() === '') return { part: 'path' };
  if (form.kind === 'tcp' && form.host.trim() === '') return { part: 'host' };
  const port = Number(form.port);
  if (form.kind === 'tcp' && !(/^\d{1,5}$/.test(form.port) && port >= 1 && port <= 65_535)) {
    return { part: 'port' };
  }
  if (form.terminalId.trim() === '') return { part: 'name' };
  const wrong = fields.find((field) => !isWhole(form, field, kept));
  return wrong === undefined ? null : { part: 'field', name: wrong.name };
}

function isWhole(form: TerminalForm, field: TerminalFormField, kept: readonly string[]): boolean {
  const value = fieldValue(form, field);
  if (field.kind === 'switch' || typeof value === 'boolean') return true;
  if (value === '' && field.secret) return kept.includes(field.name);
  return value.length <= field.maxLength && new RegExp(field.pattern).test(value);
}

/** The form as the service takes it. Only of a form that nothing is missing of. */
export function choiceOf(form: TerminalForm, { fields }: TerminalDriverView): TerminalChoice {
  return {
    protocol: form.protocol,
    line:
      form.kind === 'serial'
        ? { kind: 'serial', path: form.path.trim(), baud: form.baud, stopBits: form.stopBits }
        : { kind: 'tcp', host: form.host.trim(), port: Number(form.port) },
    terminalId: form.terminalId.trim(),
    customerLimitS: form.customerLimitS,
    fields: Object.fromEntries(
      fields.map((field) => {
        const value = fieldValue(form, field);
        const isKept = field.kind === 'text' && field.secret && value === '';
        return [field.name, isKept ? null : value] as const;
      }),
    ),
  };
}

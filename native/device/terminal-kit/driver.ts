import { z } from 'zod';
import { anyTerminal, type TerminalSettings } from '../../../contracts/settings.ts';
import type { TerminalDriverView } from '../../../contracts/terminal-setup.ts';
import type { Currency } from '../../../core/money/currency.ts';
import type { ReasonOf } from '../../../core/payment/terminal-reason.ts';
import type { CardTerminal } from '../../../till/ports/card-terminal.ts';
import type { Log } from '../../../till/ports/system.ts';
import { type ReasonTable, reasonsByCode } from './reasons.ts';
import type { Timers } from '../../transport/timers.ts';
import type { Transport } from '../../transport/transport.ts';

/** What a driver gets to work with. */
export interface DriverPorts {
  /** The line as it was set up, not opened yet. */
  readonly transport: Transport;
  readonly currency: Currency;
  readonly timers: Timers;
  readonly log: Log;
}

/** A card terminal as a driver makes it. */
export interface DrivenTerminal extends CardTerminal {
  /**
   * Line open and the terminal ready to work with this register: null; else why not, as a code. Of
   * the line: `portMissing portBusy refused timeout failed lost disconnected`; of the terminal:
   * `noAnswer wrongSpeed wrongPassword wrongCurrency busy`, or another state of its own.
   */
  connect(): Promise<string | null>;
}

/** What an operator fills in for a driver. The words for it stand in the driver's dictionaries. */
export type DriverField =
  | {
      readonly kind: 'text';
      readonly maxLength: number;
      /** What the whole text must look like. */
      readonly pattern: RegExp;
      /** Never shown, never logged. */
      readonly secret: boolean;
    }
  /** Off where the settings say nothing. */
  | { readonly kind: 'switch' };

type Fields = Readonly<Record<string, DriverField>>;

/** The driver's own settings, checked. */
export type FieldValues<F extends Fields> = {
  readonly [Name in keyof F]: F[Name]['kind'] extends 'text' ? string : boolean;
};

/** Settings of every terminal, and the driver's own. */
type SettingsOf<F extends Fields> = TerminalSettings & FieldValues<F>;

/** Everything that the register knows of one kind of terminal. */
export interface TerminalDriver extends TerminalDriverView {
  /** What its codes mean; null for what is no code of its own. */
  readonly reasonOf: ReasonOf;
  /** Checks settings and fills in what may be left out. */
  readonly settings: z.ZodType<TerminalSettings>;
  /** The driver at work, for checked settings. It connects by itself, without being waited for. */
  open(settings: TerminalSettings, ports: DriverPorts): DrivenTerminal;
}

/** What a driver says of itself; see `TerminalDriver`. */
export interface DriverDefinition<F extends Fields> {
  /** As the settings file names it, and as its folder is called. */
  readonly id: string;
  readonly name: string;
  readonly usualLine: TerminalDriverView['usualLine'];
  /** What its protocol's codes mean: a list for each reason, or a rule. */
  readonly reasons: ReasonTable | ReasonOf;
  readonly fields: F;
  open(settings: SettingsOf<F>, ports: DriverPorts): DrivenTerminal;
}

/** Makes a driver of its definition: its form, and the schema of its settings, come from its fields. */
export function terminalDriver<const F extends Fields>(
  definition: DriverDefinition<F>,
): TerminalDriver {
  const { id, name, usualLine, reasons, fields } = definition;
  const own = Object.entries(fields).map(([key, field]) => [key, schemaOf(field)] as const);
  const settings = z.strictObject({
    protocol: z.literal(id),
    ...anyTerminal,
    ...Object.fromEntries(own),
  });
  return {
    id,
    name,
    usualLine,
    reasonOf: typeof reasons === 'function' ? reasons : reasonsByCode(reasons),
    fields: Object.entries(fields).map(([key, field]) =>
      field.kind === 'switch'
        ? { kind: 'switch', name: key }
        : { ...field, name: key, pattern: field.pattern.source },
    ),
    settings,
    // The schema is made of `fields`, so what it lets through has their types.
    open: (checked, ports) => definition.open(settings.parse(checked) as SettingsOf<F>, ports),
  };
}

function schemaOf(field: DriverField): z.ZodType {
  return field.kind === 'switch'
    ? z.boolean().default(false)
    : z.string().max(field.maxLength).regex(field.pattern);
}

import type { TerminalSettings } from '../../contracts/settings.ts';
import type { ReasonOf } from '../../core/payment/terminal-reason.ts';
import type { TerminalDriver } from './terminal-kit/driver.ts';
import { transbank } from './transbank/driver.ts';
import { zvt } from './zvt/driver.ts';

/** Every kind of card terminal this register works with; the form offers the first for a new one. */
export const TERMINAL_DRIVERS: readonly TerminalDriver[] = [zvt, transbank];

/** The driver of that id, or null. */
export function driverOf(
  id: string,
  drivers: readonly TerminalDriver[] = TERMINAL_DRIVERS,
): TerminalDriver | null {
  return drivers.find((driver) => driver.id === id) ?? null;
}

/** Settings as their driver takes them, or what is wrong with them and in which of them. */
export type CheckedTerminal =
  | { readonly ok: true; readonly settings: TerminalSettings }
  | { readonly ok: false; readonly field: string; readonly message: string };

/** Checks what only a terminal's driver knows of its settings, and fills in what was left out. */
export function checkedTerminal(raw: TerminalSettings): CheckedTerminal {
  const driver = driverOf(raw.protocol);
  if (driver === null) {
    const known = TERMINAL_DRIVERS.map(({ id }) => id).join(', ');
    const message = `${JSON.stringify(raw.protocol)} is no protocol of this register; write one of ${known}`;
    return { ok: false, field: 'protocol', message };
  }
  const parsed = driver.settings.safeParse(raw);
  if (parsed.success) return { ok: true, settings: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, field: issue?.path.join('.') ?? '', message: issue?.message ?? 'not valid' };
}

/**
 * What a terminal's code means, of whichever driver it is: a register shows what a terminal said that
 * was exchanged since. No two drivers have one code.
 */
export const reasonOf: ReasonOf = (code) => {
  for (const driver of TERMINAL_DRIVERS) {
    const reason = driver.reasonOf(code);
    if (reason !== null) return reason;
  }
  return null;
};

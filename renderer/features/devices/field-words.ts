import type { TFunction } from 'i18next';
import type { TerminalDriverView } from '../../../contracts/terminal-setup.ts';
import { codeText } from '../../i18n/i18n.ts';
import type { missingOf } from './terminal-form.ts';

/** What can be said of a field: its label, with a stored secret, what is wanted; off and on. */
type Part = 'label' | 'kept' | 'missing' | 'off' | 'on';

/** Words for a driver's own field, from the driver's dictionary; without any, the field's name. */
export function fieldWords(
  t: TFunction,
  driver: TerminalDriverView,
  name: string,
  part: Part,
): string {
  const own = ['terminalDriver', driver.id, name];
  const words =
    codeText(t, [...own, part]) ?? (part === 'kept' ? codeText(t, [...own, 'label']) : null);
  if (words !== null) return words;
  if (part === 'off' || part === 'on') return t(`terminalSetup.${part}`);
  return part === 'missing' ? t('terminalSetup.missing.field', { name }) : name;
}

/** What the form still wants. */
export function missingWords(
  t: TFunction,
  missing: NonNullable<ReturnType<typeof missingOf>>,
  driver: TerminalDriverView,
): string {
  return missing.part === 'field'
    ? fieldWords(t, driver, missing.name, 'missing')
    : t(`terminalSetup.missing.${missing.part}`);
}

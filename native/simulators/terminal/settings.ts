import { outcomeByAmount } from './cards.ts';
import type { TerminalSettings } from './context.ts';
import type { TerminalOptions } from './options.ts';

/** Currencies with other than two decimals that a till may meet (ISO 4217). */
const MINOR_DIGITS: ReadonlyMap<string, number> = new Map([
  ['392', 0],
  ['410', 0],
  ['704', 0],
  ['048', 3],
  ['414', 3],
]);

/** The settings a terminal works with: what the options say, else the defaults they promise. */
export function settingsOf(options: TerminalOptions): TerminalSettings {
  const currency = options.currency ?? '156';
  return {
    identity: {
      terminalId: options.terminalId ?? '52500001',
      contractNumber: options.contractNumber ?? '898310054110001',
      currency,
    },
    passwordHex: options.password ?? '123456',
    maxAmountMinor: options.maxAmountMinor ?? 999_999_999_999,
    batchLimit: options.batchLimit ?? 5_000,
    minorDigits: MINOR_DIGITS.get(currency) ?? 2,
    outcomes: options.outcomes ?? outcomeByAmount,
    buttons: options.buttons ?? false,
    requiresRegistration: options.requiresRegistration ?? false,
    refundsOffFor: options.refundsOffFor ?? ['girocard', 'maestro'],
    reservationsBlockEndOfDay: options.reservationsBlockEndOfDay ?? false,
    takesCodes: options.takesCodes ?? true,
    receiptRule: options.receiptRule ?? { merchant: 'approved', customer: 'all' },
    printsBeforeResult: options.printsBeforeResult ?? false,
    hostCode: options.hostCode,
    syncId: options.syncId ?? false,
    onCommand: options.onCommand ?? (() => undefined),
  };
}

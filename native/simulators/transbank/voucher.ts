import { timeFields } from './answers.ts';
import type { BookEntry } from './book.ts';
import { cards } from './cards.ts';
import type { TerminalContext } from './context.ts';

/** Characters in a line of the terminal's paper; the official client cuts vouchers there. */
export const VOUCHER_COLUMNS = 40;

/** A sale's slip: lines of 40 characters in one text, printable ASCII without the separator. */
export function voucher(
  { commerceCode, terminalId }: Pick<TerminalContext, 'commerceCode' | 'terminalId'>,
  entry: BookEntry,
): string {
  const { type, brand, last4 } = cards[entry.card];
  const { date, time } = timeFields(entry.atMs);
  const lines = [
    type === 'DB' ? 'COMPROBANTE DE VENTA DEBITO' : 'COMPROBANTE DE VENTA CREDITO',
    `COMERCIO ${entry.merchant ?? commerceCode}`,
    `TERMINAL ${terminalId}`,
    `FECHA ${date} HORA ${time}`,
    `TARJETA ${brand} ************${last4}`,
    `MONTO $${entry.amount}`,
    ...(entry.shares > 0 ? [`CUOTAS ${entry.shares}`] : []),
    `BOLETA ${entry.ticket}`,
    `OPERACION ${entry.operation ?? ''} AUT ${entry.authorization}`,
  ];
  return slip(lines);
}

/** Lines as one text, each filled up to the paper's width. */
export function slip(lines: readonly string[]): string {
  return lines.map((line) => line.slice(0, VOUCHER_COLUMNS).padEnd(VOUCHER_COLUMNS)).join('');
}

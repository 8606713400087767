import { decodeApdu } from './apdu.ts';
import { CONTROL } from './controls.ts';

const ASKS: ReadonlySet<number> = new Set([
  CONTROL.statusEnquiry,
  CONTROL.registration,
  CONTROL.logOff,
  CONTROL.abort,
]);

const MOVES_MONEY: ReadonlySet<number> = new Set([
  CONTROL.authorization,
  CONTROL.reversal,
  CONTROL.refund,
]);

/**
 * What a `04 0F` may be that comes with, or after, a command: `none` of its own (what was given up
 * before may still come), the `result` of money that moves, or a `report` of what was booked
 * before (06 20, 06 10, 06 50 …).
 */
export function statusOf(command: Uint8Array): 'none' | 'result' | 'report' {
  const apdu = decodeApdu(command);
  if (!apdu.ok) return 'report';
  const { control } = apdu.value;
  if (ASKS.has(control)) return 'none';
  return MOVES_MONEY.has(control) ? 'result' : 'report';
}

import type { ReceiptPrinter, Scanner } from '../../till/ports/peripherals.ts';
import { ABSENT, NOT_SET_UP } from './status/absent-device.ts';

/** No scanner: the keyboard still works. */
export function absentScanner(): Scanner {
  return { ...ABSENT, onScan: () => () => {}, onMisread: () => () => {} };
}

/** No printer: nothing is ever printed. */
export function absentPrinter(): ReceiptPrinter {
  return {
    ...ABSENT,
    print: () => Promise.resolve({ outcome: 'none', code: NOT_SET_UP }),
    expectHalfPaper: () => undefined,
    openDrawer: () => Promise.resolve({ outcome: 'none', code: NOT_SET_UP }),
  };
}

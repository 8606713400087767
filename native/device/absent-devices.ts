import type { CardTerminal } from '../../till/ports/card-terminal.ts';
import type { Device, DeviceStatus } from '../../till/ports/device.ts';
import type { ReceiptPrinter, Scanner } from '../../till/ports/peripherals.ts';
import { NO_CAPABILITIES } from './terminal-kit/base-terminal.ts';

const OFF: DeviceStatus = { state: 'off', code: null };
const NOT_SET_UP = 'notSetUp';

/** A device the register was set up without: off for good, and nothing happens through it. */
const absent: Device = {
  status: () => OFF,
  onStatus: () => () => {},
  close: () => Promise.resolve(),
};

/** No scanner: the keyboard still works. */
export function absentScanner(): Scanner {
  return { ...absent, onScan: () => () => {}, onMisread: () => () => {} };
}

/** No printer: nothing is ever printed. */
export function absentPrinter(): ReceiptPrinter {
  return {
    ...absent,
    print: () => Promise.resolve({ outcome: 'none', code: NOT_SET_UP }),
    expectHalfPaper: () => undefined,
    openDrawer: () => Promise.resolve({ outcome: 'none', code: NOT_SET_UP }),
  };
}

/** No terminal: it can do nothing, and says so before anything is sent. */
export function absentTerminal(): CardTerminal {
  return {
    ...absent,
    terminalId: '',
    capabilities: NO_CAPABILITIES,
    onLateResult: () => () => {},
    pay: () => Promise.resolve({ kind: 'notStarted', reason: NOT_SET_UP }),
    reverse: () => Promise.resolve({ kind: 'notStarted', reason: NOT_SET_UP }),
    refund: () => Promise.resolve({ kind: 'notStarted', reason: NOT_SET_UP }),
    requestCancel: () => {},
    lastTransaction: () => Promise.resolve({ kind: 'unreachable', reason: NOT_SET_UP }),
    repeatSlips: () => Promise.resolve({ kind: 'none', reason: NOT_SET_UP }),
    closeBatch: () => Promise.resolve({ kind: 'failed', resultCode: '', reason: NOT_SET_UP }),
    totals: () => Promise.resolve({ kind: 'unreachable', reason: NOT_SET_UP }),
  };
}

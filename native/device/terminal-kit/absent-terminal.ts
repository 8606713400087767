import type { CardTerminal } from '../../../till/ports/card-terminal.ts';
import { ABSENT, NOT_SET_UP } from '../status/absent-device.ts';
import { NO_CAPABILITIES } from './base-terminal.ts';

/** No terminal: it can do nothing, and says so before anything is sent. */
export function absentTerminal(): CardTerminal {
  return {
    ...ABSENT,
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

import { CURRENCIES } from '../../../core/money/currency.ts';
import { minor } from '../../../core/money/minor.ts';
import { bareResult } from '../../../core/payment/bare-result.ts';
import type { TerminalResult } from '../../../core/payment/types.ts';
import type {
  TerminalRefundRequest,
  TerminalPaymentRequest,
} from '../../../till/ports/card-terminal.ts';
import { ManualTimers } from '../../transport/testing/manual-timers.ts';
import { MemoryLine } from '../../transport/testing/memory-line.ts';
import { ZvtTerminal } from '../zvt/terminal.ts';
import type { ZvtTerminalOptions } from '../zvt/terminal.ts';
import { keptLog } from './quiet-log.ts';
import { IDLE_TERMINAL, TcpPeer } from './tcp-peer.ts';
import type { PeerAction, PeerScript } from './tcp-peer.ts';

/** Approved: 10.10 yuan, receipt 7, trace 12. */
export const APPROVED =
  '04 0f -- 27 00 04 00 00 00 00 10 10 49 01 56 0b 00 00 12 0c 10 20 30 0d 11 22 ' +
  '87 00 07 22 f0 f8 ee ee ee ee ee ee 12 34 29 87 65 43 21';
export const DECLINED = '04 0f 02 27 33';
export const COMPLETION = '06 0f 00';
export const CARD = '04 ff 01 0a';

export const REQUEST: TerminalPaymentRequest = {
  attemptId: 'a',
  amountMinor: minor(1010),
  currency: CURRENCIES.CNY,
  reference: '000001',
  wallet: null,
};

/** A refund of that payment; `original` may change what the terminal had said of it. */
export function refund(original: Partial<TerminalResult> = {}): TerminalRefundRequest {
  return {
    attemptId: 'b',
    amountMinor: minor(1010),
    currency: CURRENCIES.CNY,
    reference: '000002',
    original: {
      ...bareResult({ approved: true, resultCode: '00', amountMinor: minor(1010) }),
      receiptNo: '0007',
      ...original,
    },
  };
}

const open: { readonly terminal: ZvtTerminal; readonly timers: ManualTimers }[] = [];

/** Closes what `setUp` opened; for afterEach. */
export async function closeTerminals(): Promise<void> {
  for (const { terminal, timers } of open.splice(0)) await during(timers, terminal.close());
}

/** A driver on a TCP line in memory, with the far end and the time in the test's hands. */
export function setUp(script: PeerScript = {}, options: Partial<ZvtTerminalOptions> = {}) {
  const line = new MemoryLine();
  const timers = new ManualTimers();
  const log = keptLog();
  const peer = new TcpPeer(line, { ...IDLE_TERMINAL, ...script });
  const terminal = new ZvtTerminal({
    transport: line.near,
    framing: 'tcp',
    terminalId: 'T1',
    password: '123456',
    currency: CURRENCIES.CNY,
    timers,
    log,
    ...options,
  });
  open.push({ terminal, timers });
  return { line, timers, log, peer, terminal };
}

/** Lets time pass until the promise settles, a second at a time. */
export async function during<T>(
  timers: ManualTimers,
  promise: Promise<T>,
  limitMs = 600_000,
): Promise<T> {
  let over = false;
  const settled = promise.finally(() => {
    over = true;
  });
  for (let passedMs = 0; !over && passedMs < limitMs; passedMs += 1000) await timers.advance(1000);
  return settled;
}

/** What the terminal does after it took up a payment. */
export function sale(...actions: PeerAction[]): PeerScript {
  return { '0601': ['80 00 00', ...actions] };
}

import { CURRENCIES } from '../../../core/money/currency.ts';
import { minor } from '../../../core/money/minor.ts';
import type { TerminalPaymentRequest } from '../../../till/ports/card-terminal.ts';
import type { TerminalOptions } from '../../simulators/terminal/options.ts';
import { createTerminal } from '../../simulators/terminal/terminal.ts';
import { ZvtTerminal } from '../zvt/terminal.ts';
import type { ZvtTerminalOptions } from '../zvt/terminal.ts';
import { keptLog } from './quiet-log.ts';
import { VirtualPty } from './virtual-pty.ts';

const cleanUps: (() => Promise<void>)[] = [];
/** Runs at the end of the test, last one first. */
export function cleanUpWith(cleanUp: () => Promise<void>): void {
  cleanUps.push(cleanUp);
}

/** Closes what `setUpOnPty` opened; for afterEach. */
export async function closeAll(): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
}

/** The driver and the simulated terminal on a real pseudo-terminal, in virtual time. */
export async function setUpOnPty(
  options: Partial<TerminalOptions> = {},
  driver: Partial<ZvtTerminalOptions> = {},
) {
  const pty = await VirtualPty.create();
  cleanUps.push(() => pty.close());
  const { timers } = pty;
  const simulated = createTerminal({
    line: pty.far,
    password: '123456',
    currency: '156',
    clock: timers,
    ...options,
  });
  cleanUps.push(() => simulated.close());
  const log = keptLog();
  const common = {
    transport: pty.near,
    framing: 'serial',
    password: '123456',
    currency: CURRENCIES.CNY,
    timers,
    log,
    ...driver,
  } as const;
  const terminal = new ZvtTerminal({ ...common, terminalId: 'T1' });
  cleanUps.push(() => pty.during(terminal.close()));
  return { pty, timers, simulated, terminal, log, common };
}

/** A payment of so much. */
export function saleOf(amountMinor: number): TerminalPaymentRequest {
  return {
    attemptId: 'a',
    amountMinor: minor(amountMinor),
    currency: CURRENCIES.CNY,
    reference: '000001',
    wallet: null,
  };
}

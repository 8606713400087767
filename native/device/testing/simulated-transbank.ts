import { CURRENCIES } from '../../../core/money/currency.ts';
import { minor } from '../../../core/money/minor.ts';
import { decideRecovery } from '../../../core/payment/decide-recovery.ts';
import type { RecoveryVerdict } from '../../../core/payment/decide-recovery.ts';
import type { TerminalMark } from '../../../core/payment/types.ts';
import type { TerminalOutcome, TerminalPaymentRequest } from '../../../till/ports/card-terminal.ts';
import { availableLine } from '../../simulators/line/available-line.ts';
import type { AvailableLine } from '../../simulators/line/available-line.ts';
import { listenTcp } from '../../simulators/line/tcp-line.ts';
import type { Outcome } from '../../simulators/transbank/cards.ts';
import type { TransbankOptions } from '../../simulators/transbank/options.ts';
import { createTransbankTerminal } from '../../simulators/transbank/terminal.ts';
import type { SimulatedTransbankTerminal } from '../../simulators/transbank/terminal.ts';
import { SerialTransport } from '../../transport/serial.ts';
import { TcpTransport } from '../../transport/tcp.ts';
import { patientClock, patientTimers } from '../../transport/testing/patient-timers.ts';
import { systemTimers } from '../../transport/timers.ts';
import { TransbankTerminal } from '../transbank/terminal.ts';
import { keptLog } from './quiet-log.ts';

const cleanUps: (() => Promise<void>)[] = [];

/** Closes what `setUpSimulated` opened; for afterEach. */
export async function cleanUpSimulated(): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
}

type Kind = 'serial' | 'tcp';

async function lineOf(kind: Kind): Promise<AvailableLine> {
  if (kind === 'serial') return availableLine(115_200, 1);
  const line = await listenTcp(0);
  return {
    line,
    near: { kind: 'tcp', host: '127.0.0.1', port: line.port },
    pull: () => Promise.resolve(line.setPulled(true)),
    replug: () => Promise.resolve(line.setPulled(false)),
    close: () => line.close(),
  };
}

/** The customer's Visa is approved. */
export const APPROVE: Outcome = { kind: 'approve', card: 'visa' };
const QUICK = { gapMs: 5, stepMs: 5, hostMs: 20, cardMs: 2000, ackMs: 250 };

/** How long the driver waits for what: shorter than in a shop, longer than the far end takes. */
const DRIVER_TIMES = { ackWaitMs: 250, responseWaitMs: 800, lineGoneMs: 600 };
type DriverTimes = typeof DRIVER_TIMES;

/** The simulated terminal at the far end of a real line, and drivers for the near end. */
export async function setUpSimulated(
  kind: Kind,
  options: Partial<TransbankOptions> = {},
  times: Partial<DriverTimes> = {},
) {
  const line = await lineOf(kind);
  cleanUps.push(() => line.close());
  const simulated = createTransbankTerminal({
    outcomes: () => APPROVE,
    ...options,
    line: line.line,
    timing: { ...QUICK, ...options.timing },
    clock: patientClock,
  });
  cleanUps.push(() => simulated.close());
  const log = keptLog();
  const newDriver = (): TransbankTerminal => {
    const { near } = line;
    const transport =
      near.kind === 'serial'
        ? new SerialTransport({ path: near.path, baud: 115_200 }, systemTimers)
        : new TcpTransport({ host: near.host, port: near.port }, systemTimers);
    const terminal = new TransbankTerminal({
      transport,
      terminalId: 'T1',
      currency: CURRENCIES.CLP,
      timers: patientTimers,
      log,
      ...DRIVER_TIMES,
      ...times,
      reconnect: { firstDelayMs: 20, maxDelayMs: 100 },
    });
    cleanUps.push(() => terminal.close());
    return terminal;
  };
  return { simulated, terminal: newDriver(), newDriver, line, log };
}

/** A sale of whole pesos. */
export const pesoRequest = (amount: number, reference: string): TerminalPaymentRequest => ({
  attemptId: 'a',
  amountMinor: minor(amount),
  currency: CURRENCIES.CLP,
  reference,
  wallet: null,
});

/** How many sales with this ticket stand in the terminal's own book. */
export const charged = (simulated: SimulatedTransbankTerminal, ticket: string): number =>
  simulated.book().filter((entry) => entry.ticket === ticket && entry.state === 'approved').length;

/** What the register comes to believe: the outcome, or what asking leads to. */
export async function verdictOf(
  outcome: TerminalOutcome,
  terminal: TransbankTerminal,
  asked: { readonly amount: number; readonly reference: string },
  lastKnown: TerminalMark | null,
): Promise<RecoveryVerdict> {
  if (outcome.kind === 'approved') return 'paid';
  if (outcome.kind !== 'unknown') return 'notPaid';
  for (let question = 0; question < 20; question += 1) {
    const last = await terminal.lastTransaction();
    if (last.kind === 'unreachable') {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    const { amount, reference } = asked;
    return decideRecovery({
      attempt: {
        amountMinor: minor(amount),
        currencyNumeric: '152',
        lastKnown,
        intendedLocal: null,
        seen: null,
        reference,
        batchClosedSince: false,
        askedAfterSeconds: 0,
      },
      last,
    });
  }
  return 'unknown';
}

import type { DeviceChecks } from '../../../contracts/terminal-setup.ts';
import type { LineSettings } from '../../../contracts/settings.ts';
import type {
  LastTransactionOutcome,
  LateResultDecider,
  TotalsOutcome,
} from '../../../till/ports/card-terminal.ts';
import type { Transport } from '../../transport/transport.ts';
import type { DrivenTerminal } from './driver.ts';

type Check = DeviceChecks['checks'][number];
type Step = Check['step'];

/** A terminal as the checks see it: nothing here moves money. */
export interface CheckableTerminal {
  /** Line open and the terminal ready to work with this register; or why not, as a code. */
  connect(): Promise<string | null>;
  /** A question that needs everything that was set up to be right, the password too. */
  ask(): Promise<LastTransactionOutcome>;
  /** What keeps a terminal that answers from taking cards: a status code, or null. */
  ailment(): string | null;
  totals(): Promise<TotalsOutcome>;
  close(): Promise<void>;
}

/**
 * A driver for the checks. `decideLate` decides on an approval that comes late: without anybody it
 * is refused, and a payment that a person has settled as paid would be undone at the terminal by a
 * mere test.
 */
export function checkable(
  terminal: DrivenTerminal,
  decideLate: LateResultDecider | null,
): CheckableTerminal {
  if (decideLate !== null) terminal.onLateResult(decideLate);
  return {
    connect: () => terminal.connect(),
    ask: () => terminal.lastTransaction(),
    ailment: () => terminal.status().code,
    totals: () => terminal.totals(),
    close: () => terminal.close(),
  };
}

export interface CheckParts {
  readonly line: LineSettings;
  /** The same line at another speed. */
  transportOf(line: LineSettings): Transport;
  checkable(transport: Transport): CheckableTerminal;
  /** What the register counts in its open batch of this terminal. */
  readonly registerBatch: { readonly count: number; readonly amountMinor: number };
}

const STEPS = [
  'port',
  'answer',
  'speed',
  'registration',
  'currency',
  'status',
  'batch',
] as const satisfies readonly Step[];

/** Speeds card terminals are set to; the usual ones first. */
const USUAL_BAUDS = [9600, 115_200, 19_200, 57_600] as const;

/** Faults of the line itself; the answers a terminal never gave cannot be told from one. */
const PORT_FAULTS: ReadonlySet<string> = new Set([
  'portMissing',
  'portBusy',
  'refused',
  'timeout',
  'failed',
  'lost',
  'disconnected',
]);

/**
 * Tries a terminal as it would be set up, step by step, and says at which step it fails and why.
 * Moves no money and closes no batch.
 */
export async function checkTerminal(parts: CheckParts): Promise<DeviceChecks> {
  const { line } = parts;
  const transport = parts.transportOf(line);
  let heardBytes = 0;
  const stop = transport.onBytes((bytes) => {
    heardBytes += bytes.length;
  });
  const terminal = parts.checkable(transport);
  try {
    const fault = await terminal.connect();
    if (fault === null) return await checkAnswering(terminal, parts);
    if (PORT_FAULTS.has(fault)) return failedAt('port', portCode(fault, line), portParams(line));
    if (fault === 'noAnswer' || fault === 'wrongSpeed') {
      if (heardBytes === 0) return failedAt('answer', 'silent');
      await terminal.close();
      return failedAt('speed', ...(await otherSpeed(parts)));
    }
    if (fault === 'wrongCurrency') return failedAt('currency', 'wrongCurrency');
    // What a terminal refuses here is mostly the password, whatever its code says.
    return failedAt('registration', fault === 'busy' ? fault : 'wrongPassword');
  } finally {
    stop();
    await terminal.close();
  }
}

async function checkAnswering(
  terminal: CheckableTerminal,
  { registerBatch }: CheckParts,
): Promise<DeviceChecks> {
  const asked = await terminal.ask();
  if (asked.kind === 'unreachable') {
    const [what = '', code = ''] = asked.reason.split(':');
    const isRefused = what === 'refused' || what === 'aborted';
    return isRefused
      ? failedAt('registration', 'wrongPassword', { code })
      : failedAt('registration', 'gaveUp', { code: asked.reason });
  }
  const ailment = terminal.ailment();
  if (ailment !== null) return failedAt('status', ailment);
  const told = await terminal.totals();
  const checks = passed('batch');
  const last: Check =
    told.kind === 'totals'
      ? {
          n: checks.length + 1,
          step: 'batch',
          state: 'ok',
          code: isSame(told.totals, registerBatch) ? 'agrees' : 'differs',
          params: {
            terminalCount: told.totals.count,
            terminalMinor: told.totals.totalMinor,
            registerCount: registerBatch.count,
            registerMinor: registerBatch.amountMinor,
          },
        }
      : { n: checks.length + 1, step: 'batch', state: 'skipped', code: 'notTold', params: {} };
  return { ok: true, checks: [...checks, last] };
}

function isSame(
  terminal: { readonly count: number; readonly totalMinor: number },
  register: CheckParts['registerBatch'],
): boolean {
  return terminal.count === register.count && terminal.totalMinor === register.amountMinor;
}

/** Bytes come, but nothing that can be read: another speed may be the right one. */
async function otherSpeed(
  parts: CheckParts,
): Promise<[code: string, params: Record<string, string | number>]> {
  const { line } = parts;
  if (line.kind === 'tcp') return ['unreadable', {}];
  for (const baud of USUAL_BAUDS) {
    if (baud === line.baud) continue;
    const terminal = parts.checkable(parts.transportOf({ ...line, baud }));
    try {
      const fault = await terminal.connect();
      // A terminal that refuses has been understood.
      if (fault !== 'noAnswer' && fault !== 'wrongSpeed' && !PORT_FAULTS.has(fault ?? '')) {
        return ['otherSpeed', { baud }];
      }
    } finally {
      await terminal.close();
    }
  }
  return ['unreadable', {}];
}

function portCode(fault: string, line: LineSettings): string {
  return line.kind === 'tcp' ? `network.${fault}` : fault;
}

function portParams(line: LineSettings): Record<string, string | number> {
  return { port: line.kind === 'tcp' ? `${line.host}:${line.port}` : line.path };
}

/** Every check before `step`, passed. */
function passed(step: Step): Check[] {
  return STEPS.slice(0, STEPS.indexOf(step)).map((each, index) => ({
    n: index + 1,
    step: each,
    state: 'ok',
    code: 'ok',
    params: {},
  }));
}

function failedAt(
  step: Step,
  code: string,
  params: Record<string, string | number> = {},
): DeviceChecks {
  const before = passed(step);
  const failed: Check = { n: before.length + 1, step, state: 'failed', code, params };
  const rest = STEPS.slice(STEPS.indexOf(step) + 1).map(
    (each, index): Check => ({
      n: before.length + 2 + index,
      step: each,
      state: 'skipped',
      code: 'skipped',
      params: {},
    }),
  );
  return { ok: false, checks: [...before, failed, ...rest] };
}

/** Moments of a sale at which a test may cut the power. */
export const faultPointNames = [
  'beforeIntent',
  'afterIntent',
  'afterSending',
  'afterApproval',
  'beforeCommit',
  'afterCommit',
  'beforeReceipt',
  'afterReceipt',
  'beforeSlip',
  'afterSlip',
  'duringBatch',
  'betweenSlices',
  'duringDecision',
] as const;
export type FaultPoint = (typeof faultPointNames)[number];

export interface FaultOrder {
  readonly name: FaultPoint;
  /** Which passing of the point kills; 1 is the first. */
  readonly hit: number;
  /** `program`: main dies too, and first, so that nothing can restart or tidy up. */
  readonly scope: 'service' | 'program';
}

/**
 * Reads `TILLWRIGHT_FAULT` (`name` or `name:hit`) and `TILLWRIGHT_FAULT_SCOPE` (`service`, the
 * default, or `program`). Null without the variable. A misspelt order throws: a crash test that
 * never crashes would pass.
 */
export function readFaultOrder(
  env: Readonly<Record<string, string | undefined>>,
): FaultOrder | null {
  const text = env['TILLWRIGHT_FAULT'];
  if (text === undefined || text === '') return null;
  const [word, hitText = '1', ...rest] = text.split(':');
  const name = faultPointNames.find((known) => known === word);
  const hit = Number(hitText);
  const scope = env['TILLWRIGHT_FAULT_SCOPE'] ?? 'service';
  if (name === undefined || rest.length > 0 || !Number.isSafeInteger(hit) || hit < 1) {
    throw new Error(`TILLWRIGHT_FAULT is not a fault point: ${text}`);
  }
  if (scope !== 'service' && scope !== 'program') {
    throw new Error(`TILLWRIGHT_FAULT_SCOPE is neither service nor program: ${scope}`);
  }
  return { name, hit, scope };
}

/** Ends a process at once, without a chance to tidy up. */
export type Kill = (target: 'program' | 'service') => void;

/**
 * Makes the function the register calls at its fault points. Without an order it does nothing.
 * The process does not return from the call that kills it.
 */
export function createFaultPoint(order: FaultOrder | null, kill: Kill): (name: FaultPoint) => void {
  if (order === null) return () => {};
  let passed = 0;
  return (name) => {
    if (name !== order.name) return;
    passed += 1;
    if (passed !== order.hit) return;
    if (order.scope === 'program') kill('program');
    kill('service');
  };
}

/** SIGKILL for this process, and for main where its process id is known. */
export function killAtOnce(mainPid: number | null): Kill {
  return (target) => {
    if (target === 'service') process.kill(process.pid, 'SIGKILL');
    else if (mainPid !== null) process.kill(mainPid, 'SIGKILL');
  };
}

let armed: ((name: FaultPoint) => void) | null = null;

/**
 * A named moment of a sale. Inert unless the environment orders a fault; main takes the variables
 * away in a packaged program that was not started with `--allow-faults`, and after the first
 * start of the service, so that a fault kills once.
 */
export function faultPoint(name: FaultPoint): void {
  if (armed === null) {
    const mainPid = Number(process.env['TILLWRIGHT_MAIN_PID']);
    const kill = killAtOnce(Number.isSafeInteger(mainPid) && mainPid > 0 ? mainPid : null);
    armed = createFaultPoint(readFaultOrder(process.env), kill);
  }
  armed(name);
}

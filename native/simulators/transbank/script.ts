import { isCardName, type Outcome } from './cards.ts';
import { type FaultAction, type FaultPoint, faultPoints } from './faults.ts';

/** A fault as a script arms it. */
export interface ScriptFault {
  readonly at: FaultPoint;
  readonly action: FaultAction;
  readonly times: number;
}

/** What a script does with one sale. */
export interface ScriptStep {
  readonly outcome?: Outcome;
  readonly faults: readonly ScriptFault[];
}

export type ScriptResult =
  | { readonly ok: true; readonly steps: readonly ScriptStep[] }
  | { readonly ok: false; readonly message: string };

/**
 * Reads a script: a JSON array with one object for each sale, as
 * `{ "outcome": { "kind": "cancel" }, "faults": [{ "at": "response", "kind": "silence", "times": 3 }] }`.
 * Both parts may be absent. A step begins when its card is asked for, so a fault at "ack" strikes at
 * the request after it. A refusal's message names the step and what is wrong with it.
 */
export function parseScript(text: string): ScriptResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, message: `the script is no JSON: ${error.message}` };
  }
  if (!Array.isArray(value)) return { ok: false, message: 'the script must be a JSON array' };
  const steps: ScriptStep[] = [];
  for (const [index, item] of value.entries()) {
    const step = isRecord(item) ? readStep(item) : 'must be an object';
    if (typeof step === 'string') return { ok: false, message: `step ${index + 1}: ${step}` };
    steps.push(step);
  }
  return { ok: true, steps };
}

type Json = Record<string, unknown>;

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The step, or what is wrong with it. */
function readStep(item: Json): ScriptStep | string {
  const unknown = Object.keys(item).find((key) => key !== 'outcome' && key !== 'faults');
  if (unknown !== undefined) return `"${unknown}" is unknown, only outcome and faults are`;
  const outcome = item['outcome'] === undefined ? undefined : readOutcome(item['outcome']);
  if (typeof outcome === 'string') return outcome;
  const list = item['faults'] ?? [];
  if (!Array.isArray(list)) return 'faults must be an array';
  const faults: ScriptFault[] = [];
  for (const entry of list) {
    const fault = readFault(entry);
    if (typeof fault === 'string') return fault;
    faults.push(fault);
  }
  return outcome === undefined ? { faults } : { outcome, faults };
}

function readOutcome(value: unknown): Outcome | string {
  if (!isRecord(value)) return 'outcome must be an object';
  const name = value['card'];
  if (name !== undefined && (typeof name !== 'string' || !isCardName(name))) {
    return `card ${JSON.stringify(name)} is unknown`;
  }
  const card = name === undefined ? {} : { card: name };
  const { kind, code } = value;
  switch (kind) {
    case 'approve':
      return readApproval(value, card);
    case 'decline':
      if (code === undefined) return { kind, ...card };
      return isCode(code) ? { kind, code, ...card } : 'decline wants a code from 1 to 99';
    case 'storedWithError':
      return isCode(code) ? { kind, code, ...card } : `${kind} needs a code from 1 to 99`;
    case 'hostDown':
      if (code === undefined) return { kind };
      return code === 2 || code === 3 ? { kind, code } : 'hostDown wants code 2 or 3';
    case 'cancel':
    case 'unreadable':
    case 'unsupported':
    case 'noCard':
      return { kind };
    default:
      return `outcome ${JSON.stringify(kind)} is unknown`;
  }
}

const APPROVAL_LIMITS = {
  shares: 48,
  tip: 999_999_999,
  employee: 9_999,
  approvedAmount: 999_999_999,
} as const;

function readApproval(
  value: Json,
  card: Pick<Outcome & { kind: 'approve' }, 'card'>,
): Outcome | string {
  const numbers: Partial<Record<keyof typeof APPROVAL_LIMITS, number>> = {};
  for (const name of ['shares', 'tip', 'employee', 'approvedAmount'] as const) {
    const number = value[name];
    if (number === undefined) continue;
    const largest = APPROVAL_LIMITS[name];
    if (!isWhole(number) || number > largest) return `${name} must be a number up to ${largest}`;
    numbers[name] = number;
  }
  return { kind: 'approve', ...card, ...numbers };
}

function readFault(value: unknown): ScriptFault | string {
  if (!isRecord(value)) return 'a fault must be an object';
  const at = faultPoints.find((point) => point === value['at']);
  if (at === undefined) return `fault point ${JSON.stringify(value['at'])} is unknown`;
  const times = value['times'] ?? 1;
  if (!isWhole(times) || times < 1) return 'times must be a whole number from 1';
  const action = readAction(value);
  return typeof action === 'string' ? action : { at, action, times };
}

function readAction(value: Json): FaultAction | string {
  const { kind, delayMs, count, forMs, bytes } = value;
  switch (kind) {
    case 'silence':
    case 'twice':
    case 'corrupt':
    case 'badLrc':
    case 'answerLost':
      return { kind };
    case 'late':
    case 'split':
      return isWhole(delayMs) ? { kind, delayMs } : `${kind} needs delayMs`;
    case 'nakStorm':
    case 'deaf':
      return isWhole(count) ? { kind, count } : `${kind} needs count`;
    case 'noise': {
      const pairs = typeof bytes === 'string' ? bytes.match(/^(?:[0-9a-f]{2}\s*)+$/i) : null;
      if (pairs === null) return 'noise needs bytes as hex';
      return { kind, bytes: Uint8Array.from(Buffer.from(pairs[0].replace(/\s/g, ''), 'hex')) };
    }
    case 'pulled':
    case 'powerLost':
      if (forMs === undefined) return { kind };
      return isWhole(forMs) ? { kind, forMs } : 'forMs must be a whole number';
    default:
      return `fault ${JSON.stringify(kind)} is unknown`;
  }
}

function isCode(value: unknown): value is number {
  return isWhole(value) && value >= 1 && value <= 99;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

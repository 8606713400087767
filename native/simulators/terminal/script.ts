import { isCardName, type Outcome } from './cards.ts';
import { type FaultAction, type FaultPoint, faultPoints } from './faults.ts';
import { fromHex } from './fields.ts';

/** What a script does with one card transaction. */
export interface ScriptStep {
  readonly outcome?: Outcome;
  readonly faults: readonly { readonly at: FaultPoint; readonly action: FaultAction }[];
}

export type ScriptResult =
  | { readonly ok: true; readonly steps: readonly ScriptStep[] }
  | { readonly ok: false; readonly message: string };

/**
 * Reads a script: a JSON array with one object for each card transaction, as
 * `{ "outcome": { "kind": "stop" }, "faults": [{ "at": "status", "kind": "twice" }] }`.
 * Both parts may be absent. A step begins when its card is asked for, so a fault at "answer"
 * strikes at the command after it. A refusal's message names the step and what is wrong with it.
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
  const faults: { at: FaultPoint; action: FaultAction }[] = [];
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
  const kind = value['kind'];
  switch (kind) {
    case 'approve':
      return readApproval(value, card);
    case 'decline':
    case 'refuse': {
      const code = value['code'];
      if (!isWhole(code) || code < 1 || code > 255) return `${kind} needs a code from 1 to 255`;
      return { kind, code, ...card };
    }
    case 'stop':
    case 'removed':
    case 'noCard':
    case 'hostDown':
      return { kind };
    default:
      return `outcome ${JSON.stringify(kind)} is unknown`;
  }
}

function readApproval(
  value: Json,
  card: Pick<Outcome & { kind: 'approve' }, 'card'>,
): Outcome | string {
  const { cvm, wrongPins, approvedMinor } = value;
  if (cvm !== undefined && cvm !== 'none' && cvm !== 'pin' && cvm !== 'signature') {
    return 'cvm must be none, pin or signature';
  }
  if (wrongPins !== undefined && !isWhole(wrongPins)) return 'wrongPins must be a whole number';
  if (approvedMinor !== undefined && !isWhole(approvedMinor)) {
    return 'approvedMinor must be a whole number';
  }
  return {
    kind: 'approve',
    ...card,
    ...(cvm === undefined ? {} : { cvm }),
    ...(wrongPins === undefined ? {} : { wrongPins }),
    ...(approvedMinor === undefined ? {} : { approvedMinor }),
  };
}

function readFault(value: unknown): { at: FaultPoint; action: FaultAction } | string {
  if (!isRecord(value)) return 'a fault must be an object';
  const at = faultPoints.find((point) => point === value['at']);
  if (at === undefined) return `fault point ${JSON.stringify(value['at'])} is unknown`;
  const action = readAction(value);
  return typeof action === 'string' ? action : { at, action };
}

function readAction(value: Json): FaultAction | string {
  const { kind, delayMs, count, forMs, bytes } = value;
  switch (kind) {
    case 'silence':
    case 'twice':
    case 'corrupt':
    case 'answerLost':
      return { kind };
    case 'late':
      return isWhole(delayMs) ? { kind, delayMs } : 'late needs delayMs';
    case 'nakStorm':
    case 'deaf':
      return isWhole(count) ? { kind, count } : `${kind} needs count`;
    case 'noise':
      if (typeof bytes !== 'string' || !/^([0-9a-f]{2}\s*)+$/i.test(bytes)) {
        return 'noise needs bytes as hex';
      }
      return { kind, bytes: fromHex(bytes) };
    case 'pulled':
    case 'powerLost':
      if (forMs === undefined) return { kind };
      return isWhole(forMs) ? { kind, forMs } : 'forMs must be a whole number';
    default:
      return `fault ${JSON.stringify(kind)} is unknown`;
  }
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

import { isCardName, type Outcome } from './cards.ts';
import { type CommandName, isCommandName } from './commands.ts';
import { type FaultAction, type FaultPoint, faultPoints } from './faults.ts';
import { fromHex } from './fields.ts';
import { readSwitches, type ScriptSwitches } from './script-switches.ts';

/** One fault of a step: where it strikes, what it does, how often. */
export interface ScriptFault {
  readonly at: FaultPoint;
  readonly action: FaultAction;
  /** Passages it strikes at; once when absent. */
  readonly times?: number;
}

/** What a script does with one command. */
export interface ScriptStep {
  /** The command it waits for; without one it waits for the next card. */
  readonly command?: CommandName;
  readonly outcome?: Outcome;
  readonly faults: readonly ScriptFault[];
  readonly switches?: ScriptSwitches;
}

export type ScriptResult =
  | { readonly ok: true; readonly steps: readonly ScriptStep[] }
  | { readonly ok: false; readonly message: string };

/**
 * Reads a script: a JSON array of steps, taken in order, as
 * `{ "command": "endOfDay", "outcome": { "kind": "stop" },
 *    "faults": [{ "at": "status", "kind": "twice", "times": 2 }], "switches": { "lock": "c2" } }`.
 * All parts may be absent. A step with a command begins when that command comes, before its answer;
 * one without begins when a card is asked for, so its fault at "answer" strikes at the command
 * after it. Until the first step in line begins, the terminal does as without a script.
 * A refusal's message names the step and what is wrong with it.
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

const PARTS = ['command', 'outcome', 'faults', 'switches'];

type Json = Record<string, unknown>;

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The step, or what is wrong with it. */
function readStep(item: Json): ScriptStep | string {
  const unknown = Object.keys(item).find((key) => !PARTS.includes(key));
  if (unknown !== undefined) return `"${unknown}" is unknown; a step has ${PARTS.join(', ')}`;
  const command = item['command'];
  if (command !== undefined && (typeof command !== 'string' || !isCommandName(command))) {
    return `command ${JSON.stringify(command)} is unknown`;
  }
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
  const switches = item['switches'] === undefined ? undefined : readSwitches(item['switches']);
  if (typeof switches === 'string') return switches;
  return {
    ...(command === undefined ? {} : { command }),
    ...(outcome === undefined ? {} : { outcome }),
    faults,
    ...(switches === undefined ? {} : { switches }),
  };
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
    case 'noPin':
    case 'pinBlocked':
      return { kind, ...card };
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
  const { cvm, wrongPins, pinRetries, pinMs, approvedMinor, originalTrace } = value;
  if (cvm !== undefined && cvm !== 'none' && cvm !== 'pin' && cvm !== 'signature') {
    return 'cvm must be none, pin or signature';
  }
  if (wrongPins !== undefined && !isWhole(wrongPins)) return 'wrongPins must be a whole number';
  if (pinRetries !== undefined && !isWhole(pinRetries)) return 'pinRetries must be a whole number';
  if (pinMs !== undefined && !isWhole(pinMs)) return 'pinMs must be a whole number';
  if (approvedMinor !== undefined && !isWhole(approvedMinor)) {
    return 'approvedMinor must be a whole number';
  }
  if (originalTrace !== undefined && !isWhole(originalTrace)) {
    return 'originalTrace must be a whole number';
  }
  return {
    kind: 'approve',
    ...card,
    ...(cvm === undefined ? {} : { cvm }),
    ...(wrongPins === undefined ? {} : { wrongPins }),
    ...(pinRetries === undefined ? {} : { pinRetries }),
    ...(pinMs === undefined ? {} : { pinMs }),
    ...(approvedMinor === undefined ? {} : { approvedMinor }),
    ...(originalTrace === undefined ? {} : { originalTrace }),
  };
}

function readFault(value: unknown): ScriptFault | string {
  if (!isRecord(value)) return 'a fault must be an object';
  const at = faultPoints.find((point) => point === value['at']);
  if (at === undefined) return `fault point ${JSON.stringify(value['at'])} is unknown`;
  const { times } = value;
  if (times !== undefined && (!isWhole(times) || times === 0)) return 'times must be 1 or more';
  const action = readAction(value);
  if (typeof action === 'string') return action;
  if (action.kind === 'autoReversal' && at !== 'authorised') {
    return 'autoReversal strikes only at authorised';
  }
  return { at, action, ...(times === undefined ? {} : { times }) };
}

function readAction(value: Json): FaultAction | string {
  const { kind, delayMs, count, forMs, bytes } = value;
  switch (kind) {
    case 'silence':
    case 'twice':
    case 'corrupt':
    case 'answerLost':
    case 'autoReversal':
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

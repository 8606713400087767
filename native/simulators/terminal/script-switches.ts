import type { AfterEndOfDay, Faults } from './faults.ts';

/** States of the terminal that a script step sets; they stay until another step changes them. */
export interface ScriptSwitches {
  readonly hostDown?: boolean;
  readonly batchFull?: boolean;
  /** Terminal status code it is locked with (05 01 table); null frees it. */
  readonly lock?: number | null;
  /** How many runs of end of day fail with 77. */
  readonly failEndOfDay?: number;
  readonly updateAfterEndOfDay?: AfterEndOfDay;
}

const NAMES = ['hostDown', 'batchFull', 'lock', 'failEndOfDay', 'updateAfterEndOfDay'];

/** Reads the switches of a step, or says what is wrong with them. */
export function readSwitches(value: unknown): ScriptSwitches | string {
  if (typeof value !== 'object' || value === null) return 'switches must be an object';
  const given = new Map<string, unknown>(Object.entries(value));
  const unknown = [...given.keys()].find((name) => !NAMES.includes(name));
  if (unknown !== undefined) return `switch "${unknown}" is unknown, only ${NAMES.join(', ')} are`;
  const hostDown = given.get('hostDown');
  const batchFull = given.get('batchFull');
  const failEndOfDay = given.get('failEndOfDay');
  if (hostDown !== undefined && typeof hostDown !== 'boolean') return 'hostDown is true or false';
  if (batchFull !== undefined && typeof batchFull !== 'boolean')
    return 'batchFull is true or false';
  if (failEndOfDay !== undefined && !isWhole(failEndOfDay)) return 'failEndOfDay is a whole number';
  const lock = readLock(given.get('lock'));
  if (typeof lock === 'string') return lock;
  const update = readUpdate(given.get('updateAfterEndOfDay'));
  if (typeof update === 'string') return update;
  return {
    ...(hostDown === undefined ? {} : { hostDown }),
    ...(batchFull === undefined ? {} : { batchFull }),
    ...(lock === undefined ? {} : { lock }),
    ...(failEndOfDay === undefined ? {} : { failEndOfDay }),
    ...(update === undefined ? {} : { updateAfterEndOfDay: update }),
  };
}

/** Sets the terminal as a step says. */
export function setSwitches(faults: Faults, switches: ScriptSwitches): void {
  const { hostDown, batchFull, lock, failEndOfDay, updateAfterEndOfDay } = switches;
  if (hostDown !== undefined) faults.hostDown(hostDown);
  if (batchFull !== undefined) faults.fillBatch(batchFull);
  if (lock !== undefined) faults.lock(lock ?? undefined);
  if (failEndOfDay !== undefined) faults.failEndOfDay(failEndOfDay);
  if (updateAfterEndOfDay !== undefined) faults.updateAfterEndOfDay(updateAfterEndOfDay);
}

function readLock(value: unknown): number | null | undefined | string {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'string' || !/^[0-9a-f]{2}$/i.test(value)) {
    return 'lock is a status code as two hex digits, or null';
  }
  return Number.parseInt(value, 16);
}

function readUpdate(value: unknown): AfterEndOfDay | undefined | string {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null) return 'updateAfterEndOfDay needs forMs';
  const given = new Map<string, unknown>(Object.entries(value));
  const forMs = given.get('forMs');
  const code = given.get('code');
  if (!isWhole(forMs)) return 'updateAfterEndOfDay needs forMs';
  if (code === undefined) return { forMs };
  if (code === 'e0') return { forMs, code: 0xe0 };
  return code === 'fc' ? { forMs, code: 0xfc } : 'the code of updateAfterEndOfDay is e0 or fc';
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

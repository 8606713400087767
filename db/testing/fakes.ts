import type { Clock, Ids, Log } from '../../till/ports/system.ts';

/** Ids that look like UUIDv7 and count up, the same in each run. */
export function countingIds(): Ids {
  let count = 0;
  return {
    next: () => {
      count += 1;
      return `01920000-0000-7000-8000-${String(count).padStart(12, '0')}`;
    },
  };
}

/** A clock that goes on by a second each time it is read. */
export function steppingClock(): Clock {
  let atMs = Date.UTC(2026, 2, 1, 8);
  return {
    nowMs: () => {
      atMs += 1_000;
      return atMs;
    },
  };
}

export interface KeptLog extends Log {
  readonly messages: string[];
}

/** A log that a test can read. */
export function keptLog(): KeptLog {
  const messages: string[] = [];
  const keep = (message: string): void => {
    messages.push(message);
  };
  return { messages, info: keep, warn: keep, error: keep };
}

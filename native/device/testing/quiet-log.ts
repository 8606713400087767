import type { Log } from '../../../till/ports/system.ts';

/** A log that keeps its lines, for tests that look at what would be written. */
export interface KeptLog extends Log {
  readonly lines: string[];
}

/** Makes an empty one. */
export function keptLog(): KeptLog {
  const lines: string[] = [];
  const keep = (message: string, fields?: Readonly<Record<string, unknown>>): void => {
    lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
  };
  return { lines, info: keep, warn: keep, error: keep };
}

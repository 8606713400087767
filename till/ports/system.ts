export interface Clock {
  nowMs(): number;
}

/**
 * Time that runs forward at its own pace, whatever the clock is set to; it begins anywhere and
 * knows nothing of the time the program was off.
 */
export interface Stopwatch {
  readMs(): number;
}

export interface Timers {
  /** Runs `action` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

export interface Ids {
  /** A fresh UUIDv7. */
  next(): string;
}

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

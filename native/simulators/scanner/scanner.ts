import { type SimClock, systemClock } from '../line/clock.ts';
import type { Line } from '../line/line.ts';

/** How one scan reaches the register. */
export interface ScanOptions {
  /** AIM symbology identifier before the code, for example `]E0` for EAN-13 (ISO/IEC 15424). */
  readonly symbologyPrefix?: string;
  /** What ends a scan; default CR LF. */
  readonly suffix?: string;
  /** Bytes per write; default all at once. */
  readonly chunked?: number;
  /** Pause between two writes of a chunked scan. */
  readonly gapMs?: number;
  /** Loses this many characters from the front, as a half-read code does. */
  readonly dropFirst?: number;
}

/** How to set a simulated scanner up. */
export interface ScannerOptions {
  readonly line: Line;
  /** For every scan that does not say otherwise. */
  readonly defaults?: ScanOptions;
  readonly clock?: SimClock;
}

/** A simulated serial bar-code scanner. */
export interface SimulatedScanner {
  /** Resolves when the last byte is written. */
  scan(code: string, options?: ScanOptions): Promise<void>;
  /** Sends bytes that are no scan. */
  garbage(bytes: Uint8Array): void;
  /** Pulls the cable, or puts it back. */
  gone(gone: boolean): void;
  /** What the register has sent (beeps, commands), as it came. */
  received(): Uint8Array;
  close(): Promise<void>;
}

/** Puts a simulated scanner at the end of a line. */
export function createScanner(options: ScannerOptions): SimulatedScanner {
  const { line, defaults = {}, clock = systemClock } = options;
  const received: number[] = [];
  line.listen({
    connected: () => undefined,
    bytes: (chunk) => void received.push(...chunk),
    disconnected: () => undefined,
  });
  const write = async (bytes: Uint8Array, chunk: number, gapMs: number): Promise<void> => {
    for (let at = 0; at < bytes.length; at += chunk) {
      if (at > 0 && gapMs > 0) await new Promise<void>((resolve) => clock.after(gapMs, resolve));
      line.send(bytes.slice(at, at + chunk));
    }
  };
  return {
    scan: (code, scanOptions = {}) => {
      const how = { ...defaults, ...scanOptions };
      const whole = `${how.symbologyPrefix ?? ''}${code}`.slice(how.dropFirst ?? 0);
      const bytes = Buffer.from(`${whole}${how.suffix ?? '\r\n'}`, 'utf8');
      return write(bytes, Math.max(1, how.chunked ?? bytes.length), how.gapMs ?? 0);
    },
    garbage: (bytes) => line.send(bytes),
    gone: (gone) => line.setPulled(gone),
    received: () => Uint8Array.from(received),
    close: () => line.close(),
  };
}

import pino from 'pino';
import { openRotatingFile, type RotatingFile } from '../host/rotating-file.ts';
import type { Log } from './log.ts';

/** A log that would grow larger is put aside, while head office runs. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;
/** So many older logs are kept beside the present one. */
const KEPT_LOGS = 3;

/**
 * Head office's log, JSON lines: 40 MB altogether, whatever is asked and however often. The file is
 * made with the first line, by whoever has the data folder then. Errors go to `say` as well. Never
 * throws: on a full disk lines are lost.
 */
export function openLogFile(file: string, say: (line: string) => void): Log {
  let rotating: RotatingFile | null = null;
  const write = (line: string) => {
    try {
      rotating ??= openRotatingFile(file, { maxBytes: MAX_LOG_BYTES, kept: KEPT_LOGS });
      rotating.write(line);
    } catch (error) {
      // A read-only or missing disk: head office must still run, and say what it has to say.
      if (!(error instanceof Error && 'code' in error)) throw error;
      say(line);
    }
  };
  const logger = pino({ base: { pid: process.pid } }, { write });
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => {
      logger.error(fields ?? {}, message);
      say(`${message}: see ${file}\n`);
    },
  };
}

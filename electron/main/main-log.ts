import { maskForLog } from '../../core/payment/mask-card-numbers.ts';
import { ignoreDiskErrors, openRotatingFile, type RotatingFile } from '../../host/rotating-file.ts';

/**
 * Writes one line. Fields carry no page content and no business data: main knows none. What a
 * dying service says last is an error's own text: card numbers and payment codes in it are masked.
 */
export type MainLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, unknown>>,
) => void;

const MAX_LOG_BYTES = 2 * 1024 * 1024;
const KEPT_LOGS = 1;

/**
 * Opens main's log, JSON lines. One older file is kept, and neither ever grows larger than 2 MB.
 * Never throws: without a disk to write to
 * the windows must still open and say so.
 */
export function openMainLog(file: string): MainLog {
  let log: RotatingFile | null = null;
  return (level, message, fields) => {
    const line = JSON.stringify({
      level,
      time: Date.now(),
      pid: process.pid,
      msg: message,
      ...fields,
    });
    ignoreDiskErrors(() => {
      // Tried again with each line: the disk may be back.
      log ??= openRotatingFile(file, { maxBytes: MAX_LOG_BYTES, kept: KEPT_LOGS });
      log.write(`${maskForLog(line)}\n`);
    });
  };
}

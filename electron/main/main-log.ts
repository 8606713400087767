import fs from 'node:fs';
import path from 'node:path';
import { maskForLog } from '../../core/payment/mask-card-numbers.ts';

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

/**
 * Opens main's log, JSON lines. One older file is kept. Never throws: without a disk to write to
 * the windows must still open and say so.
 */
export function openMainLog(file: string): MainLog {
  ignoreDiskErrors(() => {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    if (fs.existsSync(file) && fs.statSync(file).size > MAX_LOG_BYTES) {
      fs.renameSync(file, `${file}.1`);
    }
  });
  return (level, message, fields) => {
    const line = JSON.stringify({
      level,
      time: Date.now(),
      pid: process.pid,
      msg: message,
      ...fields,
    });
    ignoreDiskErrors(() => fs.appendFileSync(file, `${maskForLog(line)}\n`, { mode: 0o600 }));
  };
}

function ignoreDiskErrors(write: () => void): void {
  try {
    write();
  } catch (caught) {
    if (!(caught instanceof Error && 'code' in caught)) throw caught;
  }
}

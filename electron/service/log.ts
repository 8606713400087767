import fs from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { maskForLog } from '../../core/payment/mask-card-numbers.ts';
import type { Log } from '../../till/ports.ts';

/** A log larger than this at start is put aside. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;
/** So many older logs are kept beside the present one. */
const KEPT_LOGS = 3;

/** Never written, wherever they turn up in the fields. */
const secrets = ['pin', 'password', 'token', 'enrolmentCode', 'pan', 'track'];

/** Lines that could not be written are held up to here, then lost. */
const MAX_HELD_CHARS = 1024 * 1024;

/**
 * Opens a log of JSON lines, one file without a worker thread, so that it works bundled and its
 * last line survives a crash: each line is written before the call returns. At start a file that
 * has grown too large becomes `.1`, the one before `.2` and so on. Card numbers and payment codes
 * are masked in every line, also in the text of an error. Never throws and never stops
 * the register: where the file cannot be opened, lines go to stderr; on a full disk they are lost.
 */
export function openLog(file: string): Log {
  const destination = openDestination(file);
  // Without a listener a full disk would end the process that has to say "disk full".
  destination.on('error', () => {});
  // The last net: an error's own text may hold what no field does.
  const masked = { write: (line: string) => void destination.write(maskForLog(line)) };
  const logger = pino(
    {
      base: { pid: process.pid },
      redact: {
        paths: secrets.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
        censor: '[hidden]',
      },
      serializers: { error: pino.stdSerializers.err },
    },
    masked,
  );
  return {
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  };
}

function openDestination(file: string): ReturnType<typeof pino.destination> {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    rotate(file);
    return pino.destination({ dest: file, mode: 0o600, sync: true, maxLength: MAX_HELD_CHARS });
  } catch (caught) {
    // A read-only, full or missing disk: the register must still start, to say so on its screen.
    if (!(caught instanceof Error && 'code' in caught)) throw caught;
    return pino.destination({ dest: 2, sync: true, maxLength: MAX_HELD_CHARS });
  }
}

function rotate(file: string): void {
  if (!fs.existsSync(file) || fs.statSync(file).size <= MAX_LOG_BYTES) return;
  fs.rmSync(`${file}.${KEPT_LOGS}`, { force: true });
  for (let number = KEPT_LOGS - 1; number >= 1; number -= 1) {
    if (fs.existsSync(`${file}.${number}`)) {
      fs.renameSync(`${file}.${number}`, `${file}.${number + 1}`);
    }
  }
  fs.renameSync(file, `${file}.1`);
}

import pino from 'pino';
import { maskForLog } from '../../core/payment/mask-card-numbers.ts';
import type { Log } from '../../till/ports/system.ts';
import { openRotatingFile } from '../../host/rotating-file.ts';

/** A log that would grow larger is put aside, while the register runs. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;
/** So many older logs are kept beside the present one. */
const KEPT_LOGS = 3;

/** Never written, wherever they turn up in the fields. */
const secrets = ['pin', 'password', 'token', 'enrolmentCode', 'pan', 'track'];

/**
 * Opens a log of JSON lines, one file without a worker thread, so that it works bundled and its
 * last line survives a crash: each line is written before the call returns. A file that would grow
 * too large becomes `.1`, the one before `.2` and so on: 40 MB altogether, whatever is logged. Card
 * numbers and payment codes are masked in every line, also in the text of an error. Never throws and never stops
 * the register: where the file cannot be opened, lines go to stderr; on a full disk they are lost.
 */
export function openLog(file: string): Log {
  const write = openDestination(file);
  // The last net: an error's own text may hold what no field does.
  const masked = { write: (line: string) => write(maskForLog(line)) };
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

type Write = (line: string) => void;

function openDestination(file: string): Write {
  try {
    return openRotatingFile(file, { maxBytes: MAX_LOG_BYTES, kept: KEPT_LOGS }).write;
  } catch (caught) {
    // A read-only, full or missing disk: the register must still start, to say so on its screen.
    if (!(caught instanceof Error && 'code' in caught)) throw caught;
    return (line) => void process.stderr.write(line);
  }
}

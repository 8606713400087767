import { pino } from 'pino';
import { runCommandLine } from './command-line.ts';
import { openLogFile } from './log-file.ts';

// Nothing for group and others, whatever a library makes: see `host/private-folder.ts`.
process.umask(0o077);

const logger = pino(pino.destination({ dest: 2, sync: true }));

process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  platform: process.platform,
  log: {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  },
  openLog: (file) => openLogFile(file, (line) => void process.stderr.write(line)),
  out: (text) => {
    process.stdout.write(text);
  },
  say: (text) => {
    process.stderr.write(text);
  },
  untilStopped: () =>
    new Promise((resolve) => {
      process.once('SIGINT', () => resolve());
      process.once('SIGTERM', () => resolve());
    }),
});

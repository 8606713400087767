// The frame of every command: set-up trouble is one sentence and exit code 1, not a stack.
import { SetupError } from '../setup/setup-error.mjs';

/**
 * Set-up trouble and mistyped arguments; anything else is a bug and keeps its stack.
 * @param {Error} error
 */
function isForPeople(error) {
  const code = 'code' in error ? String(error.code) : '';
  return error instanceof SetupError || code.startsWith('ERR_PARSE_ARGS');
}

/**
 * Runs a command to its end and exits with its code.
 * @param {() => Promise<number>} command
 */
export async function runCommand(command) {
  try {
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof Error && isForPeople(error))) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

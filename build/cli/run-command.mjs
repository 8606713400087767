// The frame of every command: set-up trouble is one sentence and exit code 1, not a stack.
import { SetupError } from '../setup/setup-error.mjs';

/**
 * Runs a command to its end and exits with its code.
 * @param {() => Promise<number>} command
 */
export async function runCommand(command) {
  try {
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

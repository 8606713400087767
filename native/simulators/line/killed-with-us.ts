import type { ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();

function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

/**
 * Kills a child process when this program ends, unless the child has ended before: neither a
 * pseudo-terminal nor a simulator may outlive the program that made it. One listener serves all
 * children, however many there are.
 */
export function killWithUs(child: ChildProcess): void {
  // A program that could not be started has no process, and never exits.
  if (child.pid === undefined) return;
  if (children.size === 0) process.once('exit', killAll);
  children.add(child);
  child.once('exit', () => {
    children.delete(child);
    if (children.size === 0) process.removeListener('exit', killAll);
  });
}

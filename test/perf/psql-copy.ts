import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A connected psql that waits for statements. */
export interface Psql {
  /** Runs a statement, with data after it for `COPY … FROM STDIN`; resolves when it is done. */
  run(statement: string, data?: string): Promise<void>;
  close(): Promise<void>;
}

const DEBIAN_PREFIX = '/usr/lib/postgresql';
const DONE = 'bench-statement-done';

/** Starts psql on a database. It stops at the first error. */
export async function startPsql(databaseUrl: string): Promise<Psql> {
  const args = ['--no-psqlrc', '--quiet', '--tuples-only', '--set=ON_ERROR_STOP=1', databaseUrl];
  const child = spawn(psqlProgram(), args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const psql: Psql = {
    run: (statement, data) => runStatement(child, statement, data),
    close: () =>
      new Promise((resolve) => {
        child.once('close', () => resolve());
        child.stdin.end();
      }),
  };
  await psql.run('SELECT 1;');
  return psql;
}

function runStatement(
  child: ChildProcess & { stdin: NonNullable<ChildProcess['stdin']> },
  statement: string,
  data = '',
): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    let complaint = '';
    const end = (error?: Error) => {
      child.stdout?.off('data', onOutput);
      child.stderr?.off('data', onComplaint);
      child.off('close', onClose);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onOutput = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.includes(DONE)) end();
    };
    const onComplaint = (chunk: Buffer) => {
      complaint += chunk.toString('utf8');
    };
    const onClose = () => end(new Error(`psql ended: ${complaint.trim()}`));
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onComplaint);
    child.on('close', onClose);
    child.stdin.write(`${statement}\n${data}\\echo ${DONE}\n`);
  });
}

/** The program itself where it can be found: Debian's `psql` is a script that starts it. */
function psqlProgram(): string {
  const versions = existsSync(DEBIAN_PREFIX) ? readdirSync(DEBIAN_PREFIX).toSorted() : [];
  const found = versions
    .map((version) => join(DEBIAN_PREFIX, version, 'bin', 'psql'))
    .findLast((file) => existsSync(file));
  return found ?? 'psql';
}

import { execFile, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { randomUUID } from 'node:crypto';

const run = promisify(execFile);
const DEBIAN_PREFIX = '/usr/lib/postgresql';

/** A PostgreSQL server of our own, thrown away at the end. */
export interface Cluster {
  readonly port: number;
  /** Makes an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** The port of a cluster that somebody else has started and will stop: making one takes seconds. */
export const SHARED_CLUSTER = 'TILLWRIGHT_TEST_CLUSTER';

/**
 * Starts a PostgreSQL cluster in a temporary folder, on a free port of this machine only, unless
 * there is one to share. Throws with one sentence when PostgreSQL is not installed.
 */
export async function startCluster(): Promise<Cluster> {
  const shared = process.env[SHARED_CLUSTER] ?? '';
  if (shared !== '') return clusterAt(Number(shared), () => Promise.resolve());
  const bin = findBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'tillwright-pg-'));
  const owner = ownerOf(folder);
  const data = join(folder, 'data');
  const port = await freePort();
  const pg = (program: string, args: string[]) =>
    run(join(bin, program), args, { ...owner, cwd: folder, env: { ...process.env, LC_ALL: 'C' } });
  try {
    await pg('initdb', ['-D', data, '-U', 'hq', '-A', 'trust', '-E', 'UTF8', '--no-sync']);
    const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -F`;
    const log = join(folder, 'log');
    await pg('pg_ctl', ['-D', data, '-w', '-t', '60', '-l', log, '-o', options, 'start']);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return clusterAt(port, async () => {
    await pg('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
    rmSync(folder, { recursive: true, force: true });
  });
}

function clusterAt(port: number, stop: () => Promise<void>): Cluster {
  const at = ['-h', '127.0.0.1', '-p', String(port), '-U', 'hq'];
  return {
    port,
    stop,
    createDatabase: async () => {
      const name = `hq${randomUUID().replaceAll('-', '')}`;
      await run(join(findBinaries(), 'createdb'), [...at, name]);
      return `postgres://hq@127.0.0.1:${port}/${name}`;
    },
  };
}

function findBinaries(): string {
  const versions = existsSync(DEBIAN_PREFIX) ? readdirSync(DEBIAN_PREFIX) : [];
  const folders = [
    ...versions.toSorted().map((version) => join(DEBIAN_PREFIX, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  const found = folders.find(
    (folder) => existsSync(join(folder, 'initdb')) || existsSync(join(folder, 'initdb.exe')),
  );
  if (found === undefined) {
    throw new Error(
      'These tests need PostgreSQL: install it (Debian: apt-get install postgresql).',
    );
  }
  return found;
}

/** initdb refuses to run as root: the files and the server then belong to an unprivileged user. */
function ownerOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = [userNumber('-u'), userNumber('-g')];
  chownSync(folder, uid, gid);
  return { uid, gid };
}

function userNumber(option: '-u' | '-g'): number {
  for (const user of ['postgres', 'nobody']) {
    const { status, stdout } = spawnSync('id', [option, user], { encoding: 'utf8' });
    if (status === 0) return Number(stdout.trim());
  }
  throw new Error('These tests run as root and need a user "postgres" or "nobody" for PostgreSQL.');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}

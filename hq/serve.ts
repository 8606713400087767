import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invariant } from '../core/assert.ts';
import { localAdministration } from './administration.ts';
import { DEFAULT_LIMITS, type Limits } from './http/limits.ts';
import { buildServer } from './http/server.ts';
import type { Log } from './log.ts';
import { type Office, openOffice, type Where } from './office.ts';
import { newToken } from './secrets.ts';
import { openSpool, type Spool } from './spool.ts';

export type HeadOfficeOptions = Where & {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly log: Log;
  readonly limits?: Partial<Limits>;
  /**
   * Where batches lie while they come in; when left out `spool` in the data folder, or
   * a folder of its own among the system's temporary files.
   */
  readonly spoolFolder?: string;
  /**
   * The address of a proxy that ends TLS before this server; only its word on who asks is believed,
   * and only it and this computer itself are let in. Left out where there is none.
   */
  readonly tlsProxy?: string;
  /** The clock, epoch ms; the system's when left out. */
  readonly nowMs?: () => number;
};

/** A running head office. */
export interface HeadOffice {
  readonly url: string;
  readonly port: number;
  /** Ends open connections, then closes the database. */
  close(): Promise<void>;
  /** A one-time code with which this register can enrol for a day. */
  createEnrolmentCode(storeId: string, registerId: string): Promise<string>;
  /** A token that may read everything, for a system called `name`. */
  createReaderToken(name: string): Promise<string>;
  /** Ends what a register may ask with, until it comes with a new code. */
  shutOut(storeId: string, registerId: string): Promise<void>;
}

/**
 * Starts head office: opens or makes its database, then listens. Throws `FolderInUseError`,
 * `ExposedFolder`, `NewerDatabaseError`, or the system's error when the port or the database cannot be had.
 */
export async function startHeadOffice(options: HeadOfficeOptions): Promise<HeadOffice> {
  const office = await openOffice(options, options.log, options.nowMs);
  try {
    return await listen(office, openSpool(spoolFolderOf(options)), options);
  } catch (error) {
    await office.close();
    throw error;
  }
}

function spoolFolderOf(options: HeadOfficeOptions): string {
  if (options.spoolFolder !== undefined) return options.spoolFolder;
  return 'dataDir' in options
    ? join(options.dataDir, 'spool')
    : join(tmpdir(), `tillwright-hq-${randomUUID()}`);
}

async function listen(
  office: Office,
  spool: Spool,
  options: HeadOfficeOptions,
): Promise<HeadOffice> {
  const adminToken = office.folder === null ? null : newToken('admin');
  const app = await buildServer({
    sql: office.sql,
    key: office.key,
    nowMs: office.nowMs,
    log: options.log,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    adminToken,
    spool,
    tlsProxy: options.tlsProxy ?? null,
  });
  await app.listen({ port: options.port, host: options.host });
  const address = app.server.address();
  invariant(address !== null && typeof address === 'object', 'listens on a TCP port');
  const { port } = address;
  const url = `http://${hostInUrl(options.host)}:${port}`;
  if (adminToken !== null) office.folder?.publish({ url, adminToken });
  const administration = localAdministration(office);
  return {
    url,
    port,
    close: async () => {
      await app.close();
      spool.close();
      await office.close();
    },
    createEnrolmentCode: async (storeId, registerId) => {
      const code = await administration.createEnrolmentCode(storeId, registerId);
      invariant(code.ok, 'making a code cannot be refused');
      return code.value.code;
    },
    createReaderToken: async (name) => {
      const token = await administration.createReaderToken(name);
      invariant(token.ok, 'making a token cannot be refused');
      return token.value.token;
    },
    shutOut: async (storeId, registerId) => {
      await administration.revoke({ storeId, registerId });
    },
  };
}

/** A server that listens on all addresses is reached on this machine's own. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

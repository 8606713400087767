import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { KeyPairText } from '../keys.ts';
import type { Log } from '../log.ts';
import type { Sql } from '../store/sql.ts';
import type { Spool } from '../spool.ts';
import type { Limits } from './limits.ts';

/** What the routes work with. */
export interface Context {
  readonly sql: Sql;
  readonly key: KeyPairText;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly limits: Limits;
  /** Where batches lie while they come in. */
  readonly spool: Spool;
  /** The one address whose `X-Forwarded-For` is believed, or null. */
  readonly tlsProxy: string | null;
  /** Lets this machine's own command line in while the server holds the data folder. */
  readonly adminToken: string | null;
}

/** The server, as a group of routes gets it. */
export type App = Parameters<FastifyPluginAsyncZod>[0];

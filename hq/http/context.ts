import type { KeyPairText } from '../keys.ts';
import type { Log } from '../log.ts';
import type { Sql } from '../store/sql.ts';
import type { Limits } from './limits.ts';

/** What the routes work with. */
export interface Context {
  readonly sql: Sql;
  readonly key: KeyPairText;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly limits: Limits;
  /** Lets this machine's own command line in while the server holds the data folder. */
  readonly adminToken: string | null;
}

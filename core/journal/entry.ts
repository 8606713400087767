/**
 * One entry of the append-only, hash-chained journal. `hash` covers every other field and the
 * hash of the entry before, so a changed byte or a missing entry breaks the chain.
 */
export interface JournalEntry {
  /** 1, 2, 3 … without a gap, per register. Order comes from here, never from the clock. */
  readonly seq: number;
  /** UUIDv7, made before anything is sent. */
  readonly id: string;
  readonly type: string;
  /** Version of the payload's shape; old ones are upcast on read, never rewritten. */
  readonly version: number;
  readonly atMs: number;
  /** 'YYYY-MM-DD', or null while no business day is open. */
  readonly businessDay: string | null;
  /** Operator id, or 'system'. */
  readonly actor: string;
  readonly storeId: string;
  readonly registerId: string;
  readonly payload: unknown;
  /** Lower-case hex SHA-256; 64 zeros before the first entry. */
  readonly prevHash: string;
  readonly hash: string;
}

export const GENESIS_HASH = '0'.repeat(64);

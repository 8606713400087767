/** What one client may cost this server. */
export interface Limits {
  /** A batch on the wire, compressed or not. */
  readonly uploadBytes: number;
  /** A batch after decompression: a small gzip must not unpack into all memory there is. */
  readonly batchBytes: number;
  /** From the first byte of a request to its last. */
  readonly requestTimeoutMs: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeoutMs: number;
  /** How often the two time-outs are looked at. */
  readonly timeoutCheckMs: number;
}

/** Enough for a day of 10,000 long receipts over a slow line. */
export const DEFAULT_LIMITS: Limits = {
  uploadBytes: 128 * 1024 * 1024,
  batchBytes: 256 * 1024 * 1024,
  requestTimeoutMs: 300_000,
  headersTimeoutMs: 15_000,
  timeoutCheckMs: 5_000,
};

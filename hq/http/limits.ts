import type { Pace } from './pace.ts';

/** What one client may cost this server. */
export interface Limits {
  /** A batch on the wire, compressed or not. */
  readonly uploadBytes: number;
  /** A batch after decompression: a small gzip must not unpack for ever. */
  readonly batchBytes: number;
  /** Every other body. */
  readonly jsonBytes: number;
  /** From the first byte of a request to its last, however steadily it comes. */
  readonly requestTimeoutMs: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeoutMs: number;
  /** A connection on which nothing is asked. */
  readonly idleMs: number;
  /** How often the time-outs are looked at. */
  readonly timeoutCheckMs: number;
  /** The slowest a body may come and an answer may be taken. */
  readonly pace: Pace;
  /** All header lines of a request together. */
  readonly headerBytes: number;
  readonly headerLines: number;
  /** Path and query. */
  readonly urlBytes: number;
  /** Open at one time, in all and from one address. */
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** After so many a client connects anew. */
  readonly requestsPerConnection: number;
  /** Answers read from the database while they are taken, at one time: in all and of one caller. */
  readonly longAnswers: number;
  readonly longAnswersPerCaller: number;
}

/**
 * Enough for a day of 10,000 long receipts over a slow line: about 4 MB compressed, 34 minutes at
 * 2 kB a second, which is a quarter of the slowest 3G line (64 kbit/s).
 */
export const DEFAULT_LIMITS: Limits = {
  uploadBytes: 128 * 1024 * 1024,
  batchBytes: 256 * 1024 * 1024,
  jsonBytes: 16 * 1024,
  requestTimeoutMs: 3_600_000,
  headersTimeoutMs: 15_000,
  idleMs: 15_000,
  timeoutCheckMs: 5_000,
  pace: { stallMs: 30_000, bytesPerSecond: 2_000 },
  headerBytes: 8 * 1024,
  headerLines: 64,
  urlBytes: 2_048,
  connections: 512,
  connectionsPerAddress: 64,
  requestsPerConnection: 1_000,
  longAnswers: 16,
  longAnswersPerCaller: 4,
};

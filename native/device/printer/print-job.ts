import type { PrintOutcome } from '../../../till/ports/peripherals.ts';
import { isOffline } from '../../protocol/escpos/status.ts';
import type { Timers } from '../../transport/timers.ts';
import type { PrinterDialogue } from './printer-dialogue.ts';
import type { PrintProof } from './print-proof.ts';

/** What a job needs of its printer. */
export interface PrintJobParts {
  readonly dialogue: PrinterDialogue;
  readonly proof: PrintProof;
  readonly timers: Timers;
  /** Bits a second of the line; null where the line has no speed of its own (TCP). */
  readonly baud: number | null;
  /** Between two looks at a printer that says nothing by itself. */
  readonly lookEveryMs: number;
  /** Asks how it is: null when it can print, else the reason, which is told to the windows. */
  readonly look: () => Promise<string | null>;
  /** XOFF: it wants no more bytes now. */
  readonly isHeld: () => boolean;
  readonly proves: boolean;
}

const BITS_A_BYTE = 10;
/** A chunk is what the line carries in this time: a drawer pulse waits no longer than that. */
const CHUNK_MS = 100;
const SMALLEST_CHUNK = 64;
const LARGEST_CHUNK = 512;
/** A part ends with a question; so many bytes may be on their way to paper unproved. */
const PART_BYTES = 1024;
const WINDOW_BYTES = 2048;
/** The slowest printer (a needle printer does 180 characters a second), and what a cut takes. */
const SLOWEST_MS_A_BYTE = 10;
const REST_MS = 5_000;
/** A line may lose a byte: so many questions in a row without any answer are silence. */
const SILENT_LOOKS = 3;

/**
 * Sends one job and waits for its proof, at the printer's pace. A printer that says why it stands
 * still (no paper, cover open) is waited for, however long: the rest of the job is in its buffer and
 * comes out when a person has helped it. Doubt begins where it says it is well and yet proves
 * nothing in the time that the bytes take on the slowest printer, or where it says nothing at all.
 */
export async function runPrintJob(
  pieces: readonly Uint8Array[],
  parts: PrintJobParts,
): Promise<PrintOutcome> {
  const { proof } = parts;
  let isStopped = false;
  const job: PrintJobParts = {
    ...parts,
    look: async () => {
      const blocked = await parts.look();
      if (blocked === null) isStopped = false;
      return blocked;
    },
  };
  const hasRoom = (): boolean => !isStopped && !parts.isHeld() && proof.unproved < WINDOW_BYTES;
  const chunks = chunksOf(pieces, chunkBytes(parts.baud));
  let sinceQuestion = 0;
  let hasLeft = false;
  for (const [index, chunk] of chunks.entries()) {
    const doubt = await watch(job, hasRoom);
    if (doubt !== null) return { outcome: hasLeft ? 'unknown' : 'none', code: doubt };
    sinceQuestion += chunk.length;
    const asks = sinceQuestion >= PART_BYTES || index === chunks.length - 1;
    const question = asks ? proof.question(sinceQuestion) : [];
    if (asks) sinceQuestion = 0;
    const went = await deliver(Uint8Array.from([...chunk, ...question]), parts);
    if (went.code !== null) {
      return { outcome: went.left === 'none' && !hasLeft ? 'none' : 'unknown', code: went.code };
    }
    hasLeft = true;
    isStopped = went.isStopped;
  }
  const doubt = parts.proves
    ? await watch(job, () => proof.unproved === 0)
    : await watchUnproved(job, chunks);
  if (doubt !== null) return { outcome: 'unknown', code: doubt };
  return { outcome: parts.proves ? 'done' : 'sent' };
}

function chunkBytes(baud: number | null): number {
  if (baud === null) return LARGEST_CHUNK;
  const bytes = Math.round((baud / BITS_A_BYTE / 1000) * CHUNK_MS);
  return Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, bytes));
}

/** Pieces together up to `most` bytes; a piece is never cut. */
function chunksOf(pieces: readonly Uint8Array[], most: number): Uint8Array[] {
  const chunks: number[][] = [];
  for (const piece of pieces) {
    const last = chunks.at(-1);
    if (last !== undefined && last.length + piece.length <= most) last.push(...piece);
    else chunks.push([...piece]);
  }
  return chunks.map((chunk) => Uint8Array.from(chunk));
}

function lineMs(bytes: number, baud: number | null): number {
  return baud === null ? 0 : Math.ceil((bytes * BITS_A_BYTE * 1000) / baud);
}

type Delivered =
  | { readonly code: null; readonly isStopped: boolean }
  | { readonly code: string; readonly left: 'none' | 'unknown' };

/** Writes a chunk and hears that it has arrived; else what may be on the line, and why. */
async function deliver(bytes: Uint8Array, { dialogue, baud }: PrintJobParts): Promise<Delivered> {
  const { failed, answer: first } = await dialogue.deliver(bytes, lineMs(bytes.length, baud));
  if (failed !== null) return { code: 'disconnected', left: failed };
  let answer = first;
  for (let tries = 1; answer === null && tries < SILENT_LOOKS; tries += 1) {
    const again = await dialogue.deliver(new Uint8Array(), 0);
    if (again.failed !== null) return { code: 'disconnected', left: 'unknown' };
    answer = again.answer;
  }
  if (answer === null) return { code: 'noAnswer', left: 'unknown' };
  return { code: null, isStopped: isOffline(answer) };
}

/** Waits with the printer until it has come so far: null, or why nobody knows. */
async function watch(parts: PrintJobParts, isReached: () => boolean): Promise<string | null> {
  const { proof, timers, baud, lookEveryMs } = parts;
  const patience = (): number =>
    REST_MS + proof.unproved * SLOWEST_MS_A_BYTE + lineMs(proof.unproved, baud);
  let leftMs = patience();
  let silent = 0;
  while (!isReached()) {
    if (await proof.progress(timers, lookEveryMs)) {
      leftMs = patience();
      continue;
    }
    const blocked = await parts.look();
    if (blocked === 'disconnected') return blocked;
    silent = blocked === 'noAnswer' ? silent + 1 : 0;
    if (silent >= SILENT_LOOKS) return 'noAnswer';
    if (blocked === null) leftMs -= lookEveryMs;
    else if (blocked !== 'noAnswer') leftMs = patience();
    if (leftMs <= 0) return 'noAnswer';
  }
  return null;
}

/** A printer that proves nothing is watched for as long as the job may take to come out. */
async function watchUnproved(
  parts: PrintJobParts,
  chunks: readonly Uint8Array[],
): Promise<string | null> {
  const bytes = chunks.reduce((total, chunk) => total + chunk.length, 0);
  const looks = Math.max(1, Math.ceil((bytes * SLOWEST_MS_A_BYTE) / parts.lookEveryMs));
  let good = 0;
  let silent = 0;
  while (good < looks) {
    await parts.proof.progress(parts.timers, parts.lookEveryMs);
    const blocked = await parts.look();
    if (blocked === 'disconnected') return blocked;
    silent = blocked === 'noAnswer' ? silent + 1 : 0;
    if (silent >= SILENT_LOOKS) return 'noAnswer';
    if (blocked === null) good += 1;
  }
  return null;
}

import { Refused, refusal } from '../refusal.ts';

/** How slowly the other side of a connection may be, in sending a body or in taking an answer. */
export interface Pace {
  /** Without a single byte. */
  readonly stallMs: number;
  /** On the average, after the first `stallMs`. */
  readonly bytesPerSecond: number;
}

/** What one side of a connection waited for the other, all in all. */
export interface Patience {
  /** How long the next piece may take; 0 or less when there is no patience left. */
  leftMs(): number;
  /** A piece of so many bytes came (or went) after a wait. */
  moved(bytes: number, waitedMs: number): void;
}

/**
 * Counts only the time that was waited for the other side: this computer's own work is not held
 * against it. A fast beginning buys no long silence later.
 */
export function patienceOf({ stallMs, bytesPerSecond }: Pace): Patience {
  let bytes = 0;
  let waited = 0;
  return {
    leftMs: () => Math.min(stallMs, stallMs + (bytes * 1_000) / bytesPerSecond - waited),
    moved: (more, waitedMs) => {
      bytes += more;
      waited += waitedMs;
    },
  };
}

/** What `pieces` bring, or `Refused` where the next one does not come in time. */
export async function* paced(
  pieces: AsyncIterator<Uint8Array>,
  pace: Pace,
): AsyncGenerator<Uint8Array> {
  const patience = patienceOf(pace);
  for (;;) {
    const since = performance.now();
    const next = await inTime(pieces.next(), patience.leftMs());
    if (next.done === true) return;
    patience.moved(next.value.length, performance.now() - since);
    yield next.value;
  }
}

async function inTime<T>(piece: Promise<T>, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const slow = new Refused(refusal('timeout', 'The request came too slowly.'));
    // What came while this process was busy with something else is read before the timer's word counts.
    timer = setTimeout(() => setImmediate(() => reject(slow)), Math.max(0, withinMs));
  });
  // Of one that fails after it was given up nobody hears any more.
  piece.catch(() => {});
  try {
    return await Promise.race([piece, late]);
  } finally {
    clearTimeout(timer);
  }
}

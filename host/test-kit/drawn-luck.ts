import type { Luck } from './disk-after-cut.ts';

/** How many cuts at moments drawn by chance; more of them by hand. */
export const DRAWN = Number(process.env['TILLWRIGHT_CUTS'] ?? 3);
/** The same number draws the same cuts. */
export const SEED = Number(process.env['TILLWRIGHT_CUTS_SEED'] ?? 20_261_129);

/** Small, seeded, good enough to draw cuts with (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Writes come to the disk whole, in part or not at all, whatever the order they were asked in. */
export function fickle(draw: () => number): Luck {
  return {
    bytes: (length) => {
      const kind = draw();
      if (kind < 0.4) return 0;
      return kind < 0.8 ? length : Math.floor((draw() * length) / 512) * 512;
    },
    names: (count) => Math.floor(draw() * (count + 1)),
  };
}

/** The same, and each sector for itself: a hole in front of what came is as likely as one behind it. */
export function scattered(draw: () => number): Luck {
  return { ...fickle(draw), sector: () => draw() < 0.5 };
}

import fs from 'node:fs';
import { join } from 'node:path';
import { ALL_LUCK, type Change, layOutAfterCut, type Luck, NO_LUCK } from './disk-after-cut.ts';
import { chance, fickle, scattered, SEED } from './drawn-luck.ts';

/** Disks on which each moment is cut: nothing unsynced came, everything did, and drawn ones. */
const DRAWN_A_MOMENT = 6;

/** What a power cut left, and when it was. */
export interface AfterCut {
  readonly folder: string;
  /** How many changes had been asked for. */
  readonly moment: number;
}

/**
 * Cuts the power at every moment of these changes, on disks that keep all, nothing and parts of what
 * was not synced, and hands over what is left of each. Answers how many cuts that were.
 */
export async function atEveryCut(
  { base, changes, work }: { base: string; changes: readonly Change[]; work: string },
  look: (left: AfterCut) => void | Promise<void>,
): Promise<number> {
  const draw = chance(SEED);
  const drawn = Array.from({ length: DRAWN_A_MOMENT }, (_, index): Luck => {
    return index % 2 === 0 ? fickle(draw) : scattered(draw);
  });
  let cuts = 0;
  for (let moment = 0; moment <= changes.length; moment += 1) {
    for (const luck of [NO_LUCK, ALL_LUCK, ...drawn]) {
      cuts += 1;
      const folder = join(work, `cut-${cuts}`);
      layOutAfterCut(base, folder, changes.slice(0, moment), luck);
      await look({ folder, moment });
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
  return cuts;
}

/** Files in which two folders differ, by their paths below them. */
export function differences(one: string, other: string): string[] {
  const files = (root: string) =>
    fs
      .readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
  const paths = new Set([...files(one), ...files(other)]);
  const read = (path: string) => (fs.existsSync(path) ? fs.readFileSync(path) : null);
  return [...paths].filter((path) => {
    const [left, right] = [read(join(one, path)), read(join(other, path))];
    return left === null || right === null || !left.equals(right);
  });
}

import { describe, expect, it } from 'vitest';
import { playDrill } from './drill.ts';
import { DRILLS } from './drills.ts';

/** Each waits for real processes to start and end. */
const PATIENCE_MS = 5 * 60_000;

describe('a road back after a loss', () => {
  it.each(DRILLS.filter(({ name }) => name === 'revoked-token'))(
    'loses nothing that was acknowledged: $name',
    { timeout: PATIENCE_MS },
    async (drill) => {
      const verdict = await playDrill(drill, () => undefined);
      expect(verdict.acknowledged).toBeGreaterThan(0);
      expect(verdict).toMatchObject({ lost: [], doubled: [], totalsOffMinor: 0, waiting: [] });
    },
  );
});

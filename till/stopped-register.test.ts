import { describe, expect, it } from 'vitest';
import { displaySnapshotSchema, tillSnapshotSchema } from '../contracts/till/snapshot.ts';
import { stoppedDisplay, stoppedSnapshot } from './stopped-register.ts';

const REASON = { code: 'newerSchema', detail: 'register.db is of version 9' };

describe('a register that cannot begin', () => {
  it('shows why, and nothing that could be sold or touched', () => {
    const shown = stoppedSnapshot(7, REASON);
    expect(shown).toMatchObject({
      revision: 7,
      phase: 'stopped',
      stopped: { code: 'newerSchema', params: { detail: REASON.detail } },
      operator: null,
      operators: [],
      basket: null,
      quickItems: [],
      shift: null,
      businessDay: null,
    });
  });

  it('is what the windows know: both snapshots keep to their contract', () => {
    expect(tillSnapshotSchema.parse(stoppedSnapshot(1, REASON)).phase).toBe('stopped');
    expect(displaySnapshotSchema.parse(stoppedDisplay(1)).phase).toBe('closed');
  });
});

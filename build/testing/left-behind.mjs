// Test files share their worker's process: one that leaves something changed behind could make the
// next one pass or fail. It fails itself instead, whatever its tests said.
import { afterAll, beforeAll } from 'vitest';
import { changed, processState } from './process-state.mjs';

/** @type {Map<string, unknown>} */
let before;

beforeAll(() => {
  before = processState();
});

afterAll(() => {
  const left = changed(before, processState());
  if (left.length > 0) throw new Error(`this test file leaves changed: ${left.join(', ')}`);
});

// Gives the test files of one run a folder for what takes long to make (an empty database of head
// office: hq/test-kit/empty-database.ts). It goes when the run ends.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The projects of one run share it: the first one here makes it. @type {string | undefined} */
let made;

/** Runs before there are workers, which inherit it. */
export function setup() {
  if (process.env['TILLWRIGHT_TEST_SHARED'] !== undefined) return;
  made = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-shared-'));
  process.env['TILLWRIGHT_TEST_SHARED'] = made;
}

/** Every project's tests have ended. */
export function teardown() {
  if (made !== undefined) fs.rmSync(made, { recursive: true, force: true, maxRetries: 5 });
}

// Gate: the notes for the changelog have the form that changes/README.md says.
import fs from 'node:fs';
import path from 'node:path';
import { noteFaults } from '../changes/notes.mjs';
import { projectRoot } from '../setup/places.mjs';
import { trackedFiles } from './sources.mjs';

const guide = 'changes/README.md';

/** @type {import('./tool.mjs').Gate} */
export const changesGate = {
  name: 'changes',
  run() {
    const files = trackedFiles().filter((file) => file.startsWith('changes/'));
    const failures = files
      .filter((file) => file !== guide)
      .flatMap((file) => noteFaults(file, fs.readFileSync(path.join(projectRoot, file), 'utf8')));
    return Promise.resolve({ looked: files.length, failures });
  },
};

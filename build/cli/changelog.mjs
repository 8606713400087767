// `npm run changelog`: shows the next version's list. `-- --release 0.2.0` writes it into
// CHANGELOG.md and removes the notes.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { foldNotes } from '../changes/notes.mjs';
import { trackedFiles } from '../gates/sources.mjs';
import { projectRoot } from '../setup/places.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { runCommand } from './run-command.mjs';

/** @param {string} file */
const fromRoot = (file) => path.join(projectRoot, file);

await runCommand(async () => {
  const { values } = parseArgs({ options: { release: { type: 'string' } } });
  const version = values.release;
  if (version !== undefined && !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new SetupError(`--release wants a version like 0.2.0: ${version}`);
  }
  const notes = trackedFiles().filter((file) => /^changes\/(?!README\.md$).*\.md$/.test(file));
  const texts = notes.map((file) => fs.readFileSync(fromRoot(file), 'utf8'));
  const changelog = fs.readFileSync(fromRoot('CHANGELOG.md'), 'utf8');
  const date = new Date().toISOString().slice(0, 10);
  const folded = foldNotes(changelog, texts, { version: version ?? 'next', date });
  if (version === undefined) {
    process.stdout.write(folded);
    return 0;
  }
  // The list first: notes that are there twice can be taken out, notes that are gone are lost.
  fs.writeFileSync(fromRoot('CHANGELOG.md'), folded);
  for (const file of notes) fs.rmSync(fromRoot(file));
  process.stdout.write(`${notes.length} notes are in CHANGELOG.md under ${version}.\n`);
  return 0;
});

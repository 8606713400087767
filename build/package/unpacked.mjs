// Where electron-builder leaves the unpacked program.
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../setup/places.mjs';

/**
 * @typedef {object} UnpackedProgram
 * @property {string} folder
 * @property {string} executable
 * @property {string} resources
 */

/**
 * The unpacked program of this platform; throws when there is none.
 * @returns {UnpackedProgram}
 */
export function unpackedProgram() {
  const output = path.join(projectRoot, 'out', 'package');
  const found = (fs.existsSync(output) ? fs.readdirSync(output) : [])
    .map((name) => path.join(output, name))
    .map(programIn)
    .find((program) => fs.existsSync(program.executable));
  if (found === undefined) throw new Error(`there is no unpacked program in ${output}`);
  return found;
}

/** @param {string} folder @returns {UnpackedProgram} */
function programIn(folder) {
  if (process.platform === 'darwin') {
    const contents = path.join(folder, 'Tillwright.app', 'Contents');
    const executable = path.join(contents, 'MacOS', 'Tillwright');
    return { folder, executable, resources: path.join(contents, 'Resources') };
  }
  const name = process.platform === 'win32' ? 'Tillwright.exe' : 'tillwright';
  const resources = path.join(folder, 'resources');
  return { folder, executable: path.join(folder, name), resources };
}

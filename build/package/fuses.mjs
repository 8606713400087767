// The fuses of the packaged program: what is switched off in the binary itself, so that no
// argument or environment variable turns the register into a general Node program.
import { FuseState, readFuses } from './fuse-wire.mjs';

/** The state each fuse must have, by its place in the wire (@electron/fuses, FuseV1Options). */
const wanted = [
  { index: 0, name: 'RunAsNode', state: FuseState.off },
  { index: 1, name: 'EnableCookieEncryption', state: FuseState.on },
  { index: 2, name: 'EnableNodeOptionsEnvironmentVariable', state: FuseState.off },
  { index: 3, name: 'EnableNodeCliInspectArguments', state: FuseState.off },
  { index: 4, name: 'EnableEmbeddedAsarIntegrityValidation', state: FuseState.on },
  { index: 5, name: 'OnlyLoadAppFromAsar', state: FuseState.on },
  { index: 6, name: 'LoadBrowserProcessSpecificV8Snapshot', state: FuseState.off },
  { index: 7, name: 'GrantFileProtocolExtraPrivileges', state: FuseState.off },
];

/**
 * The fuses that are not as they must be; empty when all are.
 * @param {string} executable
 * @returns {Promise<string[]>}
 */
export async function fuseFaults(executable) {
  const wire = await readFuses(executable);
  return wanted
    .filter(({ index, state }) => wire[index] !== state)
    .map(({ index, name, state }) => `fuse ${name} is ${wire[index]}, not ${state}`);
}

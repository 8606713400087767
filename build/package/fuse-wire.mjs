// Reads the fuse wire of an Electron binary.
import { getCurrentFuseWire } from '@electron/fuses';

/** The bytes of the wire: the digits "0" and "1" as characters. */
export const FuseState = /** @type {const} */ ({ off: 0x30, on: 0x31 });

/**
 * State by place in the wire.
 * @param {string} executable
 * @returns {Promise<Record<number, number | undefined>>}
 */
export async function readFuses(executable) {
  const wire = await getCurrentFuseWire(executable);
  return Object.fromEntries(Object.entries(wire).map(([place, state]) => [place, Number(state)]));
}

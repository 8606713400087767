// What test files that share a process could change under each other: its environment, folder and
// umask, its globals and clocks, who listens to its events, and the functions of its file system.
import fs from 'node:fs';

/** @returns {Map<string, unknown>} each by its name */
export function processState() {
  return new Map([
    ...named('environment', process.env),
    ['working folder', process.cwd()],
    ['umask', process.umask()],
    ...named('global', globalThis),
    ['performance.now', performance.now],
    ...process.eventNames().map(listeners),
    ...named('fs', fs),
    ...named('fs.promises', fs.promises),
  ]);
}

/**
 * The names of what is otherwise than it was. Names alone: values of the environment may be secret.
 * @param {Map<string, unknown>} before
 * @param {Map<string, unknown>} after
 * @returns {string[]}
 */
export function changed(before, after) {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.filter((name) => !Object.is(before.get(name), after.get(name)));
}

/**
 * @param {string} kind
 * @param {object} holder
 * @returns {[string, unknown][]}
 */
function named(kind, holder) {
  return Object.getOwnPropertyNames(holder).map((name) => [
    `${kind} ${name}`,
    Reflect.get(holder, name),
  ]);
}

/**
 * @param {string | symbol} event
 * @returns {[string, unknown]}
 */
function listeners(event) {
  return [`listeners of ${String(event)}`, process.listenerCount(event)];
}

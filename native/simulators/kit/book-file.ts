import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** Reads the events of a book's file; none when there is no file. Mends a cut last line. */
export function readEvents<E>(path: string): E[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  // A line cut by a power cut must not swallow the next one written after it.
  if (text !== '' && !text.endsWith('\n')) appendSynced(path, '\n');
  return text.split('\n').flatMap((line) => parseEvent<E>(line) ?? []);
}

/** Writes one event and waits until it is on the disk. */
export function writeEvent(path: string, event: object): void {
  appendSynced(path, `${JSON.stringify(event)}\n`);
}

function appendSynced(path: string, text: string): void {
  const file = openSync(path, 'a');
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Reads one line of the file. A half-written last line, as after a power cut, counts as absent. */
function parseEvent<E>(line: string): E | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as E;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

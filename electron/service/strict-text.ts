import { readFileSync } from 'node:fs';

/**
 * Text as UTF-8, with or without the mark that Windows editors put in front (EF BB BF). Null when it
 * is in another encoding: guessed wrongly, every name would be another.
 */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (caught) {
    if (caught instanceof TypeError) return null;
    throw caught;
  }
}

/** A file's text, or null as `decodeUtf8`. Throws the system's error when it cannot be read. */
export function readUtf8(path: string): string | null {
  return decodeUtf8(readFileSync(path));
}

import { readFileSync } from 'node:fs';

/** A script's text: UTF-8, with or without a byte order mark. Throws when it is anything else. */
export function readScriptText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (caught) {
    if (!(caught instanceof TypeError)) throw caught;
    throw new Error(`${file}: not UTF-8 text: save it as UTF-8`, { cause: caught });
  }
}

// Puts a folder in place whole or not at all.
import fs from 'node:fs';
import path from 'node:path';

/**
 * Fills a temporary folder beside `folder` and renames it into place. If somebody else was
 * quicker, theirs stays.
 * @param {string} folder
 * @param {(temporary: string) => Promise<void>} fill
 */
export async function installFolder(folder, fill) {
  const parent = path.dirname(folder);
  fs.mkdirSync(parent, { recursive: true });
  const temporary = fs.mkdtempSync(path.join(parent, 'installing-'));
  try {
    await fill(temporary);
    if (!fs.existsSync(folder)) fs.renameSync(temporary, folder);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

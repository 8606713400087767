import fs from 'node:fs';
import path from 'node:path';

export interface RotatingFile {
  /** Writes a line that ends with its line feed; it is in the file when the call returns. */
  write(line: string): void;
}

export interface RotatingFileOptions {
  /** No file is ever larger. */
  readonly maxBytes: number;
  /** Older files kept beside the present one: `.1` is the newest of them. */
  readonly kept: number;
}

/**
 * A log that cannot fill the disk: whatever is written, and however fast, there are never more than
 * `kept + 1` files of `maxBytes`. Before a line that would not fit the file becomes `.1`, the one
 * before `.2` and so on, while the program runs. A line longer than a whole file is cut. Only the
 * owner can read the files and their folder.
 *
 * Throws the system's error when the file cannot be opened. Later faults lose lines and nothing else:
 * a full disk must not end the program that has to say "disk full".
 */
export function openRotatingFile(file: string, options: RotatingFileOptions): RotatingFile {
  const { maxBytes, kept } = options;
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  let descriptor = open();
  let size = fs.fstatSync(descriptor).size;

  function open(): number {
    return fs.openSync(file, 'a', 0o600);
  }

  function rotate(): void {
    fs.closeSync(descriptor);
    try {
      shiftOlder(file, kept);
    } finally {
      descriptor = open();
      size = fs.fstatSync(descriptor).size;
    }
  }

  function makeRoomFor(bytes: number): void {
    if (size + bytes <= maxBytes) return;
    ignoreDiskErrors(rotate);
    if (size + bytes <= maxBytes) return;
    // Somebody holds the file open and it keeps its name: the bound holds, its lines are lost.
    fs.ftruncateSync(descriptor, 0);
    size = 0;
  }

  return {
    write(line) {
      ignoreDiskErrors(() => {
        const bytes = cut(Buffer.from(line, 'utf8'), maxBytes);
        makeRoomFor(bytes.length);
        for (let done = 0; done < bytes.length; ) {
          const written = fs.writeSync(descriptor, bytes, done);
          done += written;
          size += written;
        }
      });
    },
  };
}

function cut(bytes: Buffer, maxBytes: number): Buffer {
  if (bytes.length <= maxBytes) return bytes;
  return Buffer.concat([bytes.subarray(0, maxBytes - 1), Buffer.from('\n')]);
}

function shiftOlder(file: string, kept: number): void {
  fs.rmSync(kept === 0 ? file : `${file}.${kept}`, { force: true });
  for (let number = kept - 1; number >= 1; number -= 1) {
    const from = `${file}.${number}`;
    if (fs.existsSync(from)) fs.renameSync(from, `${file}.${number + 1}`);
  }
  if (kept > 0 && fs.existsSync(file)) fs.renameSync(file, `${file}.1`);
}

/** Runs `write`; what the disk says against it is nobody's business here. */
export function ignoreDiskErrors(write: () => void): void {
  try {
    write();
  } catch (caught) {
    if (!(caught instanceof Error && 'code' in caught)) throw caught;
  }
}

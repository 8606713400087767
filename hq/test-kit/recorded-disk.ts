import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { relative, resolve, sep } from 'node:path';
import type { Change } from './disk-after-cut.ts';

type Call = (...given: unknown[]) => unknown;

/**
 * Writes down what this process does to one folder, in the order in which the operating system is
 * asked: what is changed, and what is synced. `layOutAfterCut` makes of it what a power cut leaves.
 * It stands where `node:fs` calls the system; promises and streams are not listened to, so a test
 * first shows that a disk which keeps everything is the folder as it is.
 */
export class RecordedDisk {
  readonly #root: string;
  readonly #changes: Change[] = [];
  readonly #original = new Map<string, Call>();
  readonly #openFiles = new Map<number, string>();
  readonly #fileAt = new Map<string, string>();
  #made = 0;
  #depth = 0;

  /** From now on. What is in the folder already counts as synced. */
  constructor(root: string) {
    this.#root = resolve(root);
    this.#listen();
    syncBuiltinESMExports();
  }

  /** Everything so far; a part from the beginning is a moment. */
  get changes(): readonly Change[] {
    return this.#changes;
  }

  stop(): void {
    for (const [name, call] of this.#original) Reflect.set(fs, name, call);
    syncBuiltinESMExports();
  }

  #listen(): void {
    this.#on('openSync', (call, given) => this.#open(call, given));
    this.#on('closeSync', (call, given) => {
      this.#openFiles.delete(Number(given[0]));
      return call();
    });
    this.#on('writeSync', (call, given) => {
      const written = Number(call());
      const [descriptor, bytes, offset, , position] = given;
      const path = this.#openFiles.get(Number(descriptor));
      if (path === undefined) return written;
      if (!ArrayBuffer.isView(bytes) || typeof position !== 'number') {
        throw new Error(`written without a position: ${path}`);
      }
      const start = bytes.byteOffset + Number(offset);
      this.#wrote(path, position, Buffer.from(bytes.buffer.slice(start, start + written)));
      return written;
    });
    this.#on('ftruncateSync', (call, given) => {
      const path = this.#openFiles.get(Number(given[0]));
      if (path !== undefined) this.#resized(path, Number(given[1] ?? 0));
      return call();
    });
    this.#on('fsyncSync', (call, given) => {
      const path = this.#openFiles.get(Number(given[0]));
      const done = call();
      if (path === undefined) return done;
      if (this.#isFolder(path)) this.#changes.push({ kind: 'syncFolder', path });
      else this.#changes.push({ kind: 'syncFile', file: this.#file(path) });
      return done;
    });
    this.#onPath('truncateSync', (path, given) => this.#resized(path, Number(given[1] ?? 0)));
    this.#onPath('mkdirSync', (path) => this.#changes.push({ kind: 'makeFolder', path }));
    for (const name of ['unlinkSync', 'rmdirSync', 'rmSync']) {
      this.#onPath(name, (path) => {
        this.#changes.push({ kind: 'remove', path });
        this.#fileAt.delete(path);
      });
    }
    this.#onPath('renameSync', (from, given) => {
      const to = this.#inside(given[1]);
      if (to === null) return;
      const file = this.#file(from);
      this.#changes.push({ kind: 'move', from, to });
      this.#fileAt.delete(from);
      this.#fileAt.set(to, file);
    });
    this.#on('writeFileSync', (call, given) => {
      const path = this.#inside(given[0]);
      if (path === null) return call();
      this.#begin(path, true);
      this.#wrote(path, 0, Buffer.from(given[1] as string | Uint8Array));
      return call();
    });
  }

  #open(call: () => unknown, given: readonly unknown[]): unknown {
    const path = this.#inside(given[0]);
    if (path === null) return call();
    const flags = numericFlags(given[1]);
    const isMade = (flags & fs.constants.O_CREAT) !== 0;
    const isEmptied = (flags & fs.constants.O_TRUNC) !== 0;
    if (isMade || isEmptied) this.#begin(path, isEmptied);
    const descriptor = call();
    this.#openFiles.set(Number(descriptor), path);
    return descriptor;
  }

  /** A file is opened to be written: it is made, or emptied. */
  #begin(path: string, isEmptied: boolean): void {
    if (!fs.existsSync(resolve(this.#root, path))) {
      this.#made += 1;
      const file = `made ${this.#made}`;
      this.#fileAt.set(path, file);
      this.#changes.push({ kind: 'makeFile', path, file });
    } else if (isEmptied) {
      this.#resized(path, 0);
    }
  }

  #wrote(path: string, at: number, bytes: Buffer): void {
    this.#changes.push({ kind: 'write', file: this.#file(path), at, bytes });
  }

  #resized(path: string, size: number): void {
    this.#changes.push({ kind: 'resize', file: this.#file(path), size });
  }

  /** The identity of the file under a name: that of the beginning where it was not made since. */
  #file(path: string): string {
    return this.#fileAt.get(path) ?? path;
  }

  #isFolder(path: string): boolean {
    return fs.statSync(resolve(this.#root, path)).isDirectory();
  }

  /** The path below the root; null for what lies elsewhere. */
  #inside(path: unknown): string | null {
    if (typeof path !== 'string') return null;
    const below = relative(this.#root, resolve(path));
    return below === '..' || below.startsWith(`..${sep}`) ? null : below;
  }

  #onPath(name: string, note: (path: string, given: readonly unknown[]) => void): void {
    this.#on(name, (call, given) => {
      const path = this.#inside(given[0]);
      if (path !== null) note(path, given);
      return call();
    });
  }

  /** Calls of `node:fs` among themselves are one call. */
  #on(name: string, listen: (call: () => unknown, given: readonly unknown[]) => unknown): void {
    const original: Call = Reflect.get(fs, name);
    this.#original.set(name, original);
    Reflect.set(fs, name, (...given: unknown[]) => {
      const call = () => original.apply(fs, given);
      if (this.#depth > 0) return call();
      this.#depth += 1;
      try {
        return listen(call, given);
      } finally {
        this.#depth -= 1;
      }
    });
  }
}

/** How a file is opened, as the operating system is told. */
function numericFlags(flags: unknown): number {
  const { O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = fs.constants;
  if (typeof flags === 'number') return flags;
  if (flags === undefined || flags === 'r') return O_RDONLY;
  if (flags === 'r+') return O_RDWR;
  if (flags === 'wx') return O_WRONLY | O_CREAT | O_EXCL;
  if (flags === 'w') return O_WRONLY | O_CREAT | O_TRUNC;
  throw new Error('opened in a way that the recorder does not know');
}

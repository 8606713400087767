import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Change } from './disk-after-cut.ts';

type Call = (...given: unknown[]) => unknown;

/** Ways of writing that are not listened to: a test that goes one of them is told so. */
const UNKNOWN = ['copyFileSync', 'appendFileSync', 'linkSync', 'symlinkSync', 'createWriteStream'];
const UNKNOWN_PROMISES = ['writeFile', 'appendFile', 'copyFile', 'link', 'symlink'];

/**
 * Writes down what this process does to one folder, in the order in which the operating system is
 * asked: what is changed, and what is synced. `layOutAfterCut` makes of it what a power cut leaves.
 * It stands where `node:fs` and `node:fs/promises` call the system, whoever calls them in one file after
 * the other; what SQLite does by itself is not heard. A test first shows that a disk which keeps
 * everything is the folder as it is.
 */
export class RecordedDisk {
  readonly #root: string;
  readonly #changes: Change[] = [];
  readonly #original = new Map<string, Call>();
  readonly #originalPromises = new Map<string, Call>();
  readonly #openFiles = new Map<number, string>();
  readonly #fileAt = new Map<string, string>();
  #made = 0;
  #depth = 0;

  /** From now on. What is in the folder already counts as synced. */
  constructor(root: string) {
    this.#root = resolve(root);
    this.#listen();
    this.#listenToPromises();
    syncBuiltinESMExports();
  }

  /** Everything so far; a part from the beginning is a moment. */
  get changes(): readonly Change[] {
    return this.#changes;
  }

  stop(): void {
    for (const [name, call] of this.#original) Reflect.set(fs, name, call);
    for (const [name, call] of this.#originalPromises) Reflect.set(fs.promises, name, call);
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
    for (const name of ['fsyncSync', 'fdatasyncSync']) {
      this.#on(name, (call, given) => {
        const path = this.#openFiles.get(Number(given[0]));
        const done = call();
        if (path !== undefined) this.#synced(path);
        return done;
      });
    }
    for (const name of UNKNOWN) {
      this.#onPath(name, (path) => {
        throw new Error(`the recorder does not know ${name}: ${path}`);
      });
    }
    this.#onPath('truncateSync', (path, given) => this.#resized(path, Number(given[1] ?? 0)));
    this.#onPath('mkdirSync', (path) => this.#madeFolder(path));
    for (const name of ['unlinkSync', 'rmdirSync', 'rmSync']) {
      this.#onPath(name, (path) => this.#removed(path));
    }
    this.#onPath('renameSync', (from, given) => this.#moved(from, given[1]));
    this.#on('writeFileSync', (call, given) => {
      const path = this.#inside(given[0]);
      if (path === null) return call();
      this.#begin(path, true);
      this.#wrote(path, 0, Buffer.from(given[1] as string | Uint8Array));
      const done = call();
      if (isFlushed(given[2])) this.#synced(path);
      return done;
    });
  }

  /** Their functions do not call each other by these names. */
  #listenToPromises(): void {
    this.#onPromise('open', async (path, given, call) => {
      const flags = numericFlags(given[1]);
      const isEmptied = (flags & fs.constants.O_TRUNC) !== 0;
      if (isEmptied || (flags & fs.constants.O_CREAT) !== 0) this.#begin(path, isEmptied);
      const handle = (await call()) as FileHandle;
      this.#listenToHandle(handle, path);
      return handle;
    });
    this.#onPromise('mkdir', (path, _, call) => {
      this.#madeFolder(path);
      return call();
    });
    for (const name of ['rm', 'unlink', 'rmdir']) {
      this.#onPromise(name, (path, _, call) => {
        this.#removed(path);
        return call();
      });
    }
    this.#onPromise('rename', (from, given, call) => {
      this.#moved(from, given[1]);
      return call();
    });
    for (const name of UNKNOWN_PROMISES) {
      this.#onPromise(name, (path) => {
        throw new Error(`the recorder does not know promises.${name}: ${path}`);
      });
    }
  }

  /** `writeFile` of a handle goes on where the one before ended; `write` always says its place. */
  #listenToHandle(handle: FileHandle, path: string): void {
    const on = (name: 'write' | 'writeFile' | 'truncate' | 'sync' | 'datasync', after: Call) => {
      const original = Reflect.get(handle, name).bind(handle) as Call;
      Reflect.set(handle, name, async (...given: unknown[]) => {
        const done = await original(...given);
        after(done, ...given);
        return done;
      });
    };
    on('write', (done, bytes, offset, _, position) => {
      const { bytesWritten } = done as { bytesWritten: number };
      if (!ArrayBuffer.isView(bytes) || typeof position !== 'number') {
        throw new Error(`written without a position: ${path}`);
      }
      const start = bytes.byteOffset + Number(offset);
      this.#wrote(path, position, Buffer.from(bytes.buffer.slice(start, start + bytesWritten)));
    });
    let end = 0;
    on('writeFile', (_, content) => {
      const bytes = Buffer.from(content as string | Uint8Array);
      this.#wrote(path, end, bytes);
      end += bytes.length;
    });
    on('truncate', (_, size) => this.#resized(path, Number(size ?? 0)));
    on('sync', () => this.#synced(path));
    on('datasync', () => this.#synced(path));
  }

  #onPromise(
    name: string,
    listen: (path: string, given: readonly unknown[], call: () => unknown) => unknown,
  ): void {
    const original: Call = Reflect.get(fs.promises, name);
    this.#originalPromises.set(name, original);
    Reflect.set(fs.promises, name, async (...given: unknown[]) => {
      const call = () => original.apply(fs.promises, given);
      const path = this.#inside(given[0]);
      return path === null ? call() : listen(path, given, call);
    });
  }

  #synced(path: string): void {
    if (this.#isFolder(path)) this.#changes.push({ kind: 'syncFolder', path });
    else this.#changes.push({ kind: 'syncFile', file: this.#file(path) });
  }

  /** It, and what is missing above it. */
  #madeFolder(path: string): void {
    if (path === '' || fs.existsSync(resolve(this.#root, path))) return;
    const above = dirname(path);
    if (above !== '.') this.#madeFolder(above);
    this.#changes.push({ kind: 'makeFolder', path });
  }

  #removed(path: string): void {
    if (!fs.existsSync(resolve(this.#root, path))) return;
    this.#changes.push({ kind: 'remove', path });
    this.#fileAt.delete(path);
  }

  #moved(from: string, given: unknown): void {
    const to = this.#inside(given);
    if (to === null) return;
    const file = this.#file(from);
    this.#changes.push({ kind: 'move', from, to });
    this.#fileAt.delete(from);
    this.#fileAt.set(to, file);
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

function isFlushed(options: unknown): boolean {
  return typeof options === 'object' && options !== null && Reflect.get(options, 'flush') === true;
}

/** How a file is opened, as the operating system is told. */
function numericFlags(flags: unknown): number {
  const { O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = fs.constants;
  if (typeof flags === 'number') return flags;
  if (flags === undefined || flags === 'r') return O_RDONLY;
  if (flags === 'r+') return O_RDWR;
  if (flags === 'wx+') return O_RDWR | O_CREAT | O_EXCL;
  if (flags === 'wx') return O_WRONLY | O_CREAT | O_EXCL;
  if (flags === 'w') return O_WRONLY | O_CREAT | O_TRUNC;
  throw new Error('opened in a way that the recorder does not know');
}

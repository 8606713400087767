import { fsyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type Preparation = Awaited<ReturnType<NodeFS['init']>>;

/** What an open file is inside the engine: `nfd` is its number at the operating system. */
interface OpenFile {
  readonly nfd?: number;
}

/**
 * The files of the embedded PostgreSQL, with syncs that reach the disk. PGlite's own file layer has
 * none: the engine asks for a sync and is told that it is done (electric-sql/pglite issue 1107).
 * Here PostgreSQL's `fsync` is the operating system's, in PostgreSQL's own order: the log before
 * its commit is answered, pages before a checkpoint ends, folders after a file is renamed. The
 * engine must ask by `fsync`, not `fdatasync`, which the file layer cannot hear of.
 */
export class SyncedFiles extends NodeFS {
  readonly #end: (fault: unknown) => never;

  /**
   * `end` is called in the middle of the engine when a sync fails, and must not return: what the
   * disk holds is then unknown, and only PostgreSQL's recovery at the next start can tell.
   */
  constructor(folder: string, end: (fault: unknown) => never) {
    super(folder);
    this.#end = end;
  }

  override async init(...given: Parameters<NodeFS['init']>): Promise<Preparation> {
    const prepared = await super.init(...given);
    const { emscriptenOpts } = prepared;
    const preRun = [emscriptenOpts.preRun ?? []].flat();
    const sync: (typeof preRun)[number] = (engine) => {
      const { NODEFS } = engine as unknown as Engine;
      NODEFS.stream_ops['fsync'] = ({ nfd }: OpenFile) => {
        try {
          if (nfd !== undefined) fsyncSync(nfd);
          return 0;
        } catch (caught) {
          return this.#end(caught);
        }
      };
    };
    return { ...prepared, emscriptenOpts: { ...emscriptenOpts, preRun: [...preRun, sync] } };
  }
}

/** The parts of the engine's file layer that are needed here. */
interface Engine {
  readonly NODEFS: { readonly stream_ops: Record<string, unknown> };
}

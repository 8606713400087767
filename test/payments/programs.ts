import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = join(here, '..', '..', 'out', 'payments');

/** Packages with a native binary stay outside, as in the product. */
const EXTERNAL = ['better-sqlite3', 'serialport', '@node-rs/argon2'];

const REQUIRE = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);`;

/** The two sides as one file each: they start so often that compiling each time would tell. */
export interface Programs {
  readonly register: string;
  readonly terminal: string;
  remove(): void;
}

/** Bundles both sides into a folder of this run's own. */
export async function bundleSides(): Promise<Programs> {
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(out, 'run-'));
  await build({
    entryPoints: {
      register: join(here, 'register-process.ts'),
      terminal: join(here, 'terminal-process.ts'),
    },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: EXTERNAL,
    // Packages written for `require` find it.
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  return {
    register: join(folder, 'register.mjs'),
    terminal: join(folder, 'terminal.mjs'),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

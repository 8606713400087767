import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { build, preview } from 'vite';

export interface ServedWindows {
  /** `${base}/till/index.html` and `${base}/display/index.html`. */
  readonly base: string;
  close(): Promise<void>;
}

/** Builds the windows into a folder of their own and serves them to a browser on this machine. */
export async function serveWindows(): Promise<ServedWindows> {
  const outDir = await mkdtemp(join(tmpdir(), 'tillwright-ui-'));
  const root = resolve(import.meta.dirname, '../../renderer');
  const config = {
    root,
    base: './',
    configFile: false as const,
    plugins: [react()],
    logLevel: 'warn' as const,
  };
  await build({
    ...config,
    build: {
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input: [join(root, 'till/index.html'), join(root, 'display/index.html')],
      },
    },
  });
  const server = await preview({
    ...config,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  });
  return {
    base: server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '',
    async close() {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

// Bundles the windows with Vite. Everything is a file of its own with a relative address, so that
// the windows' content security policy needs no exception.
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { windowNames } from './entries.mjs';

/**
 * Vite's configuration for building and, with `mode` "dev", for its server.
 * @param {string} root
 * @param {string} outFolder   where `renderer/` goes
 * @param {import('./programs.mjs').BuildMode} mode
 * @returns {import('vite').InlineConfig}
 */
export function windowOptions(root, outFolder, mode) {
  const rendererFolder = path.join(root, 'renderer');
  const pages = windowNames(root).map((name) => [
    name,
    path.join(rendererFolder, name, 'index.html'),
  ]);
  return {
    configFile: false,
    root: rendererFolder,
    base: './',
    publicDir: false,
    cacheDir: path.join(root, 'node_modules', '.tillwright', 'vite'),
    clearScreen: false,
    logLevel: 'warn',
    plugins: [react(), ...(mode === 'dev' ? [withoutPolicy] : [])],
    build: {
      outDir: path.join(outFolder, 'renderer'),
      emptyOutDir: true,
      target: 'chrome130',
      sourcemap: mode === 'dev',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
      rollupOptions: { input: Object.fromEntries(pages) },
    },
  };
}

/**
 * The dev server injects an inline script for hot reload, which a policy in the page would stop.
 * @type {import('vite').Plugin}
 */
const withoutPolicy = {
  name: 'tillwright-without-policy',
  transformIndexHtml: (html) =>
    html.replace(/<meta\s[^>]*http-equiv="Content-Security-Policy"[^>]*>/i, ''),
};

/**
 * Bundles all windows.
 * @param {string} root
 * @param {string} outFolder
 * @param {import('./programs.mjs').BuildMode} mode
 */
export async function bundleWindows(root, outFolder, mode) {
  // Vite reads NODE_ENV for React's build; a caller's own value must not leak in.
  process.env['NODE_ENV'] = mode === 'dev' ? 'development' : 'production';
  const { build } = await import('vite');
  await build(windowOptions(root, outFolder, mode));
}

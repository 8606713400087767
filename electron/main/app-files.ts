import path from 'node:path';
import { type WindowKind, windowKinds } from '../../contracts/channels.ts';

export const APP_SCHEME = 'app';

const mimeTypes: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.webp', 'image/webp'],
  ['.woff2', 'font/woff2'],
  ['.wav', 'audio/wav'],
]);

/** Nothing inline, nothing from outside, no connection: the page talks through its preload. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // Its own origin and its forms' events stay; no printing, no dialogs of scripts, no pointer lock.
  'sandbox allow-scripts allow-same-origin allow-forms',
].join('; ');

/** Sent with every answer of the app:// scheme. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export interface AppFile {
  readonly file: string;
  readonly type: string;
}

/** Address of a window's page. */
export function windowUrl(kind: WindowKind): string {
  return `${APP_SCHEME}://${kind}/`;
}

/**
 * The file an app:// address names, or null. A window's host serves its own page at `/` and the
 * windows' common `/assets/`, nothing else: not the other window's page, nothing outside
 * `rendererFolder` however it is written (`..`, `%2e%2e`, backslashes, a drive letter, NUL).
 */
export function appFile(url: string, rendererFolder: string): AppFile | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const host = windowKinds.find((kind) => kind === hostname);
  if (protocol !== `${APP_SCHEME}:` || host === undefined) return null;
  if (port !== '' || username !== '' || password !== '') return null;
  if (pathname === '/' || pathname === '/index.html') {
    return {
      file: path.join(rendererFolder, host, 'index.html'),
      type: mimeTypes.get('.html') ?? '',
    };
  }
  // Bundled names are plain; whatever needs escaping is not ours, so nothing has to be decoded.
  if (!/^\/assets(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(pathname)) return null;
  const file = path.join(rendererFolder, ...pathname.split('/'));
  const inside = path.relative(path.join(rendererFolder, 'assets'), file);
  if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) return null;
  const type = mimeTypes.get(path.extname(file));
  return type === undefined ? null : { file, type };
}

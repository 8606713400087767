import { APP_SCHEME } from './app-files.ts';

export interface RequestRules {
  /** Vite's address in development, else null. */
  readonly devUrl: string | null;
  readonly packaged: boolean;
}

/** Whether a page may request this address at all. */
export function isAllowedRequest(url: string, options: RequestRules): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  if (protocol === `${APP_SCHEME}:`) return true;
  // The developer tools' own pages; a packaged program has none.
  if (protocol === 'devtools:') return !options.packaged;
  if (options.devUrl === null) return false;
  return (protocol === 'http:' || protocol === 'ws:') && host === new URL(options.devUrl).host;
}

/** For the log: where to, without a path or a query that may carry data. */
export function originOf(url: string): string {
  if (!URL.canParse(url)) return 'unreadable';
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

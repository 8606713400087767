import type { WindowKind } from '../../contracts/channels.ts';
import { windowUrl } from './app-files.ts';

/** Where a window's page comes from. */
export interface WindowPage {
  readonly url: string;
  /** True for the page itself, whatever its fragment or query; false for every other address. */
  isOwn(url: string): boolean;
}

/**
 * The page of a window: app://KIND/, or in development the page of that window on Vite's server.
 * Addresses are compared part by part after parsing; a prefix of a text proves nothing
 * (`app://till.example`, `http://localhost:5173@example`).
 */
export function windowPage(kind: WindowKind, devUrl: string | null): WindowPage {
  const url = devUrl === null ? windowUrl(kind) : new URL(`${kind}/index.html`, devUrl).href;
  const own = new URL(url);
  return {
    url,
    isOwn(other) {
      if (!URL.canParse(other)) return false;
      const { protocol, host, pathname, username, password } = new URL(other);
      return (
        protocol === own.protocol &&
        host === own.host &&
        pathname === own.pathname &&
        username === '' &&
        password === ''
      );
    },
  };
}

/** A frame as far as trusting it goes. */
export interface FrameFacts {
  readonly url: string;
}

/**
 * Whether a message comes from a window's own page: its main frame, showing exactly the page this
 * window was made for. `senderFrame` is null when the frame has already gone.
 */
export function isTrustedSender(
  sender: { readonly frame: FrameFacts | null; readonly mainFrame: FrameFacts },
  page: WindowPage,
): boolean {
  return sender.frame !== null && sender.frame === sender.mainFrame && page.isOwn(sender.frame.url);
}

/**
 * Vite's address, only in a development build of an unpackaged program, and only on this machine.
 * Everything else is null.
 */
export function developmentUrl(
  env: Readonly<Record<string, string | undefined>>,
  packaged: boolean,
): string | null {
  // The bundler makes this a constant: a release holds no trace of what follows.
  if (process.env.TILLWRIGHT_BUILD !== 'dev' || packaged) return null;
  const text = env['TILLWRIGHT_DEV_URL'];
  if (text === undefined || !URL.canParse(text)) return null;
  const { protocol, hostname, origin } = new URL(text);
  const local = hostname === 'localhost' || hostname === '127.0.0.1';
  return protocol === 'http:' && local ? `${origin}/` : null;
}

import { app, Menu, type Session, type WebContents } from 'electron';
import { isAllowedRequest, originOf, type RequestRules } from './allowed-requests.ts';
import { refuseFileDialogs } from './file-dialogs.ts';
import type { MainLog } from './main-log.ts';

export interface HardeningOptions extends RequestRules {
  readonly log: MainLog;
}

/** No menu: its shortcuts reload, zoom and open tools under the cashier's hands. */
export function removeMenu(): void {
  Menu.setApplicationMenu(null);
}

/** No address at all: whoever is sent there fails at once, and nobody can listen on it. */
const NOWHERE = 'socks5://0.0.0.0:0';

/**
 * Closes what a page could otherwise ask a browser for: permissions, devices, downloads, spelling
 * dictionaries from the network, every request that is not to our own scheme, and, because no filter
 * is asked about WebRTC, the network itself.
 */
export async function hardenSession(session: Session, options: HardeningOptions): Promise<void> {
  const { log, devUrl } = options;
  session.setPermissionRequestHandler((_contents, permission, decide) => {
    log('warn', 'permission refused', { permission });
    decide(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => {
    log('warn', 'download refused', {});
    event.preventDefault();
  });
  session.webRequest.onBeforeRequest((details, decide) => {
    const allowed = isAllowedRequest(details.url, options);
    if (!allowed) log('warn', 'request refused', { origin: originOf(details.url) });
    decide({ cancel: !allowed });
  });
  await session.setProxy({
    mode: 'fixed_servers',
    proxyRules: NOWHERE,
    // Without this Chromium goes to the own computer past any proxy.
    proxyBypassRules: devUrl === null ? '<-loopback>' : new URL(devUrl).host,
  });
}

/**
 * Keeps every page where it is: no navigation except a reload of its own page, no new window, no
 * webview, in whatever web contents ever come to be.
 */
export function hardenContents(
  isOwnPage: (contents: WebContents, url: string) => boolean,
  log: MainLog,
): void {
  app.on('web-contents-created', (_event, contents) => {
    const refuseNavigation = (details: {
      readonly url: string;
      readonly isMainFrame: boolean;
      preventDefault(): void;
    }) => {
      if (details.isMainFrame && isOwnPage(contents, details.url)) return;
      log('warn', 'navigation refused', { origin: originOf(details.url) });
      details.preventDefault();
    };
    contents.on('will-frame-navigate', refuseNavigation);
    contents.on('will-redirect', refuseNavigation);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    // With the session's proxy, which leads nowhere: no UDP past it, no TCP through it.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
    refuseFileDialogs(contents, log);
    contents.setWindowOpenHandler(({ url }) => {
      log('warn', 'window refused', { origin: originOf(url) });
      return { action: 'deny' };
    });
  });
}

import { ipcMain, MessageChannelMain, type WebContents } from 'electron';
import {
  CONNECT_CHANNEL,
  LINK_CHANNEL,
  PORT_CHANNEL,
  type WindowKind,
} from '../../contracts/channels.ts';
import type { LinkState } from '../../contracts/bridge.ts';
import { isTrustedSender, type WindowPage } from './window-origin.ts';

/** Takes one end of a window's line; the other end is in the window. */
export type AttachToService = (window: WindowKind, port: Electron.MessagePortMain) => void;

export interface PortBroker {
  /** Lets this window ask for a line. */
  admit(window: WindowKind, contents: WebContents, page: WindowPage): void;
  /** The service is ready: every window that has asked gets a fresh line. */
  up(attach: AttachToService): void;
  /** The service is gone: windows are told, lines are handed out again at the next `up`. */
  down(state: Exclude<LinkState, 'up'>): void;
}

interface Admitted {
  readonly window: WindowKind;
  readonly contents: WebContents;
  readonly page: WindowPage;
  hasAsked: boolean;
}

/**
 * Hands each window its MessagePort to the service. A request from anything but an admitted
 * window's own page is ignored, and `onRefused` hears how many there were.
 */
export function createPortBroker(onRefused: (count: number, reason: string) => void): PortBroker {
  const admitted = new Map<number, Admitted>();
  let attachToService: AttachToService | null = null;
  let link: Exclude<LinkState, 'up'> = 'down';
  let refused = 0;

  function isOnOwnPage({ contents, page }: Admitted): boolean {
    return !contents.isDestroyed() && page.isOwn(contents.mainFrame.url);
  }

  function connect(entry: Admitted): void {
    if (!isOnOwnPage(entry)) return;
    const { mainFrame } = entry.contents;
    if (attachToService === null) {
      mainFrame.send(LINK_CHANNEL, link);
      return;
    }
    const { port1, port2 } = new MessageChannelMain();
    mainFrame.postMessage(PORT_CHANNEL, null, [port1]);
    attachToService(entry.window, port2);
  }

  ipcMain.on(CONNECT_CHANNEL, (event) => {
    const entry = admitted.get(event.sender.id);
    const { senderFrame: frame, sender } = event;
    if (
      entry === undefined ||
      !isTrustedSender({ frame, mainFrame: sender.mainFrame }, entry.page)
    ) {
      refused += 1;
      onRefused(refused, entry === undefined ? 'unknown window' : 'not its own page');
      return;
    }
    entry.hasAsked = true;
    connect(entry);
  });

  return {
    admit(window, contents, page) {
      const { id } = contents;
      admitted.set(id, { window, contents, page, hasAsked: false });
      contents.once('destroyed', () => admitted.delete(id));
    },
    up(attach) {
      attachToService = attach;
      for (const entry of admitted.values()) if (entry.hasAsked) connect(entry);
    },
    down(state) {
      attachToService = null;
      link = state;
      for (const entry of admitted.values()) {
        if (isOnOwnPage(entry)) entry.contents.mainFrame.send(LINK_CHANNEL, state);
      }
    },
  };
}

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

/** The process at the other end of some windows' lines. */
export interface FarEnd {
  /** Lets this window ask for a line to here. */
  admit(window: WindowKind, contents: WebContents, page: WindowPage): void;
  /** The process is ready: every window that has asked gets a fresh line. */
  up(attach: AttachToService): void;
  /** The process is gone: windows are told, lines are handed out again at the next `up`. */
  down(state: Exclude<LinkState, 'up'>): void;
}

export interface PortBroker {
  /** One more process that windows may have lines to. */
  farEnd(): FarEnd;
}

interface Admitted {
  readonly window: WindowKind;
  readonly contents: WebContents;
  readonly page: WindowPage;
  readonly end: EndState;
  hasAsked: boolean;
}

interface EndState {
  attach: AttachToService | null;
  link: Exclude<LinkState, 'up'>;
}

/**
 * Hands each window its MessagePort to the process it belongs to, in a shop always the till-service. A request from anything but an admitted
 * window's own page is ignored, and `onRefused` hears how many there were.
 */
export function createPortBroker(onRefused: (count: number, reason: string) => void): PortBroker {
  const admitted = new Map<number, Admitted>();
  let refused = 0;

  function isOnOwnPage({ contents, page }: Admitted): boolean {
    return !contents.isDestroyed() && page.isOwn(contents.mainFrame.url);
  }

  function connect(entry: Admitted): void {
    if (!isOnOwnPage(entry)) return;
    const { mainFrame } = entry.contents;
    const { attach, link } = entry.end;
    if (attach === null) {
      mainFrame.send(LINK_CHANNEL, link);
      return;
    }
    const { port1, port2 } = new MessageChannelMain();
    mainFrame.postMessage(PORT_CHANNEL, null, [port1]);
    attach(entry.window, port2);
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
    farEnd() {
      const end: EndState = { attach: null, link: 'down' };
      const own = () => [...admitted.values()].filter((entry) => entry.end === end);
      return {
        admit(window, contents, page) {
          const { id } = contents;
          admitted.set(id, { window, contents, page, end, hasAsked: false });
          contents.once('destroyed', () => admitted.delete(id));
        },
        up(attach) {
          end.attach = attach;
          for (const entry of own()) if (entry.hasAsked) connect(entry);
        },
        down(state) {
          end.attach = null;
          end.link = state;
          for (const entry of own()) {
            if (isOnOwnPage(entry)) entry.contents.mainFrame.send(LINK_CHANNEL, state);
          }
        },
      };
    },
  };
}

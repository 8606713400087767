import { contextBridge, ipcRenderer } from 'electron';
import type { LinkState } from '../../contracts/bridge.ts';
import { CONNECT_CHANNEL, LINK_CHANNEL, PORT_CHANNEL } from '../../contracts/channels.ts';
import { createLine, type LinePort } from './line.ts';
import { guardPage, type PageEvents } from './page-guards.ts';

/** The part of the DOM's MessagePort used here; preloads compile without the DOM's types. */
interface DomPort {
  postMessage(message: unknown): void;
  close(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

/**
 * Puts `window.tillwright` on the page with this window's names, and asks main for the line. The
 * page gets functions only: no port, no channel name, nothing of Electron.
 */
export function exposeLine(contract: {
  readonly callNames: readonly string[];
  readonly eventNames: readonly string[];
}): void {
  const line = createLine({
    ...contract,
    after(delayMs, action) {
      const timer = setTimeout(action, delayMs);
      return () => clearTimeout(timer);
    },
  });
  ipcRenderer.on(PORT_CHANNEL, ({ ports }) => {
    const [port] = ports;
    if (port !== undefined) line.connect(linePort(port));
  });
  ipcRenderer.on(LINK_CHANNEL, (_event, state: unknown) => {
    const lost: Exclude<LinkState, 'up'> = state === 'failing' ? 'failing' : 'down';
    line.lost(lost);
  });
  guardPage(globalThis as unknown as PageEvents, (action) => setTimeout(action, 0));
  contextBridge.exposeInMainWorld('tillwright', line.bridge);
  ipcRenderer.send(CONNECT_CHANNEL);
}

function linePort(port: DomPort): LinePort {
  return {
    postMessage: (message) => port.postMessage(message),
    // Setting onmessage also starts the port.
    onMessage(listener) {
      port.onmessage = ({ data }) => listener(data);
    },
    onClose(listener) {
      port.onclose = () => listener();
    },
    close: () => port.close(),
  };
}

import type { MessagePortMain } from 'electron';
import { z } from 'zod';
import {
  type ServiceNews,
  type ServiceWindowKind,
  serviceWindowKinds,
} from '../../contracts/channels.ts';
import type { ServerPort } from './ipc-server.ts';

const orderSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('attach'), window: z.enum(serviceWindowKinds) }),
  z.strictObject({ kind: z.literal('close') }),
]);

export interface ParentListener {
  attach(port: ServerPort, window: ServiceWindowKind): void;
  close(): void;
}

/** Listens to main. An order main cannot have sent is a bug and throws. */
export function listenToMain(listener: ParentListener): void {
  process.parentPort.on('message', ({ data, ports }) => {
    const order = orderSchema.parse(data);
    if (order.kind === 'close') {
      listener.close();
      return;
    }
    const [port] = ports;
    if (port === undefined) throw new Error('main attached a window without a port');
    listener.attach(serverPort(port), order.window);
  });
}

/** Tells main something. */
export function tellMain(news: ServiceNews): void {
  process.parentPort.postMessage(news);
}

function serverPort(port: MessagePortMain): ServerPort {
  return {
    postMessage: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', ({ data }) => listener(data));
      port.start();
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}

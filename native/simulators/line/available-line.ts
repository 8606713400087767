import type { Line } from './line.ts';
import { createPtyPair, socatInstalled } from './pty-pair.ts';
import { openSerialLine } from './serial-line.ts';
import { listenTcp } from './tcp-line.ts';

/** Where the register finds the device: what goes into its settings. */
export type NearEnd =
  | { readonly kind: 'serial'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** A ready line with a simulator's end and the register's end. */
export interface AvailableLine {
  /** Give this to a simulator. */
  readonly line: Line;
  /** Give this to the register. */
  readonly near: NearEnd;
  /** Unplugs: the register sees its port vanish (pty) or its connection reset (TCP). */
  pull(): Promise<void>;
  /** Plugs in again, same address. */
  replug(): Promise<void>;
  /** Closes the simulator's end and the pair. */
  close(): Promise<void>;
}

/** Makes the most real line this machine can: a serial pty pair where socat is, else TCP. */
export async function availableLine(baud = 9600, stopBits: 1 | 2 = 1): Promise<AvailableLine> {
  if (!socatInstalled()) return tcpLine();
  const pair = await createPtyPair();
  try {
    const line = await openSerialLine(pair.far, baud, { stopBits });
    return {
      line,
      near: { kind: 'serial', path: pair.near },
      pull: pair.pull,
      replug: pair.replug,
      close: async () => {
        await line.close();
        await pair.close();
      },
    };
  } catch (error) {
    await pair.close();
    throw error;
  }
}

async function tcpLine(): Promise<AvailableLine> {
  const line = await listenTcp(0);
  return {
    line,
    near: { kind: 'tcp', host: '127.0.0.1', port: line.port },
    pull: () => Promise.resolve(line.setPulled(true)),
    replug: () => Promise.resolve(line.setPulled(false)),
    close: () => line.close(),
  };
}

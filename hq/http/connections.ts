import { isIP, type Socket } from 'node:net';
import type { Server } from 'node:http';
import type { Log } from '../log.ts';
import type { Limits } from './limits.ts';

/** An address as it is counted, compared and logged: IPv4 in IPv6 (RFC 4291 §2.5.5.2) is IPv4. */
export function plainAddress(address: string | undefined): string {
  const text = address ?? '';
  const inside = text.toLowerCase().startsWith('::ffff:') ? text.slice('::ffff:'.length) : text;
  return isIP(inside) === 4 ? inside : text;
}

/** Whether an address is this computer's own loop: 127.0.0.0/8 or ::1. */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/**
 * Bounds how many connections are open, in all and from one address. Behind a TLS proxy it is the
 * proxy that tells addresses apart: its own connections count in all only, and whoever is neither the
 * proxy nor on this computer is not let in, because their line would not be encrypted.
 */
export function guardConnections(
  server: Server,
  limits: Limits,
  tlsProxy: string | null,
  log: Log,
): void {
  server.maxConnections = limits.connections;
  server.on('drop', (drop) => {
    log.warn('connection refused', { address: plainAddress(drop?.remoteAddress), why: 'all' });
  });
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress);
    if (address === tlsProxy) return;
    const count = (open.get(address) ?? 0) + 1;
    const why = reasonAgainst(address, count);
    if (why !== null) {
      log.warn('connection refused', { address, why });
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });

  function reasonAgainst(address: string, count: number): string | null {
    if (tlsProxy !== null && !isLoopback(address)) return 'notTheProxy';
    return count > limits.connectionsPerAddress ? 'address' : null;
  }
}

import { isIP, SocketAddress, type Socket } from 'node:net';
import type { Server } from 'node:http';
import type { Log } from '../log.ts';
import type { Limits } from './limits.ts';

/** An address as it is counted, compared and logged: IPv4 in IPv6 (RFC 4291 §2.5.5.2) is IPv4. */
export function plainAddress(address: string | undefined): string {
  const text = address ?? '';
  const inside = text.toLowerCase().startsWith('::ffff:') ? text.slice('::ffff:'.length) : text;
  return isIP(inside) === 4 ? inside : text;
}

/** The one spelling that the system itself has for an address (RFC 5952), as `plainAddress` gives it. */
export function canonicalAddress(address: string): string {
  if (isIP(address) !== 6) return address;
  const [number, ...zone] = address.split('%');
  const { address: spelled } = new SocketAddress({ address: number, family: 'ipv6' });
  return plainAddress([spelled, ...zone].join('%'));
}

/** Whether an address is this computer's own loop: 127.0.0.0/8 or ::1. */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/** Whether a connection comes from this very computer, by its loop or by an address of its own. */
export function isFromHere({ remoteAddress, localAddress }: Socket): boolean {
  const remote = plainAddress(remoteAddress);
  return isLoopback(remote) || (remote !== '' && remote === plainAddress(localAddress));
}

/** Whoever has one address of these has them all: the loop, or a /64 of IPv6 (RFC 6177). */
export function neighbourhood(address: string): string {
  if (isLoopback(address)) return 'loop';
  if (isIP(address) !== 6) return address;
  const [number = ''] = address.split('%');
  const [left = '', right] = number.split('::');
  const before = left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  // A dotted end stands for two groups.
  const groups = before.length + after.length + (number.includes('.') ? 1 : 0);
  const zeros = right === undefined ? [] : Array<string>(8 - groups).fill('0');
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => (group === '' ? '0' : group))
    .join(':');
}

/**
 * Bounds how many connections are open, in all and from one neighbourhood. Behind a TLS proxy it is
 * the proxy that tells addresses apart: its own connections count in all only, and whoever is neither
 * the proxy nor on this computer is not let in, because their line would not be encrypted.
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
    const counted = neighbourhood(address);
    const count = (open.get(counted) ?? 0) + 1;
    const why = reasonAgainst(socket, count);
    if (why !== null) {
      log.warn('connection refused', { address, why });
      socket.destroy();
      return;
    }
    open.set(counted, count);
    socket.once('close', () => {
      const left = (open.get(counted) ?? 1) - 1;
      if (left > 0) open.set(counted, left);
      else open.delete(counted);
    });
  });

  function reasonAgainst(socket: Socket, count: number): string | null {
    if (tlsProxy !== null && !isFromHere(socket)) return 'notTheProxy';
    return count > limits.connectionsPerAddress ? 'address' : null;
  }
}

import { createServer } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { guardConnections, isLoopback, plainAddress } from './connections.ts';
import { DEFAULT_LIMITS } from './limits.ts';

/** Which of these addresses are let in, one connection each, one after the other. */
function letIn(addresses: readonly string[], tlsProxy: string | null, perAddress = 2): string[] {
  const server = createServer();
  const limits = { ...DEFAULT_LIMITS, connectionsPerAddress: perAddress };
  const refused: unknown[] = [];
  const warn = (_message: string, fields: object = {}) => void refused.push(fields);
  const log = { info: () => {}, warn, error: warn };
  guardConnections(server, limits, tlsProxy, log);
  return addresses.filter((remoteAddress) => {
    const socket = new Socket();
    Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
    server.emit('connection', socket);
    return !socket.destroyed;
  });
}

it('without a proxy each address gets so many connections and no more', () => {
  const all = ['10.0.0.1', '10.0.0.2', '::ffff:10.0.0.1', '10.0.0.1', '10.0.0.2', 'fe80::1'];
  expect(letIn(all, null)).toEqual([
    '10.0.0.1',
    '10.0.0.2',
    '::ffff:10.0.0.1',
    '10.0.0.2',
    'fe80::1',
  ]);
});

it('behind a proxy only it and this computer are let in, the proxy as often as it likes', () => {
  const proxy = ['10.0.0.5', '::ffff:10.0.0.5', '10.0.0.5'];
  const all = [...proxy, '10.0.0.6', '127.0.0.1', '::1', '10.0.0.50'];
  expect(letIn(all, '10.0.0.5')).toEqual([...proxy, '127.0.0.1', '::1']);
});

it('knows this computer’s own loop', () => {
  for (const own of ['127.0.0.1', '127.8.8.8', '::1']) expect(isLoopback(own)).toBe(true);
  for (const other of ['127.0.0.1.example', '0.0.0.0', '::', '128.0.0.1', '']) {
    expect(isLoopback(other)).toBe(false);
  }
  expect(plainAddress('::FFFF:10.1.1.1')).toBe('10.1.1.1');
  expect(plainAddress('::ffff:fe80')).toBe('::ffff:fe80');
});

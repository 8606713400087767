import { createServer } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import {
  canonicalAddress,
  guardConnections,
  isLoopback,
  neighbourhood,
  plainAddress,
} from './connections.ts';
import { DEFAULT_LIMITS } from './limits.ts';

/** Which of these addresses are let in, one connection each, one after the other. */
function letIn(
  addresses: readonly string[],
  tlsProxy: string | null,
  perAddress = 2,
  localAddress = '10.0.0.4',
): string[] {
  const server = createServer();
  const limits = { ...DEFAULT_LIMITS, connectionsPerAddress: perAddress };
  const refused: unknown[] = [];
  const warn = (_message: string, fields: object = {}) => void refused.push(fields);
  const log = { info: () => {}, warn, error: warn };
  guardConnections(server, limits, tlsProxy, log);
  return addresses.filter((remoteAddress) => {
    const socket = new Socket();
    Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
    Object.defineProperty(socket, 'localAddress', { value: localAddress });
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

it('lets in this computer itself, by whichever of its addresses it comes', () => {
  const all = ['10.0.0.4', '::ffff:10.0.0.4', '10.0.0.40'];
  expect(letIn(all, '10.0.0.5')).toEqual(['10.0.0.4', '::ffff:10.0.0.4']);
  expect(letIn(['10.0.0.4'], '10.0.0.5', 2, '::ffff:10.0.0.4')).toEqual(['10.0.0.4']);
});

it('counts the loop as one address, and a /64 of IPv6, also beside a proxy on this computer', () => {
  const loop = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '::1'];
  expect(letIn(loop, null)).toEqual(['127.0.0.2', '127.0.0.3']);
  expect(letIn(['127.0.0.1', '127.0.0.1', ...loop], '127.0.0.1', 1)).toEqual([
    '127.0.0.1',
    '127.0.0.1',
    '127.0.0.2',
  ]);
  const one = ['2001:db8:0:7::1', '2001:db8:0:7:a:b:c:d', '2001:db8:0:7::2', '2001:db8:0:8::1'];
  expect(letIn(one, null)).toEqual([...one.slice(0, 2), '2001:db8:0:8::1']);
  expect(neighbourhood('2001:db8::7:0:0:0:1')).toBe('2001:db8:0:7');
  expect(neighbourhood('fe80::1%eth0')).toBe('fe80:0:0:0');
  expect(neighbourhood('64:ff9b::10.1.2.3')).toBe('64:ff9b:0:0');
});

it('knows an address however it is spelled', () => {
  expect(canonicalAddress('2001:DB8:0:0::5')).toBe('2001:db8::5');
  expect(canonicalAddress('FE80::1%eth0')).toBe('fe80::1%eth0');
  for (const same of ['10.0.0.5', '::ffff:10.0.0.5', '::FFFF:0a00:0005']) {
    expect(canonicalAddress(same)).toBe('10.0.0.5');
  }
});

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Log } from '../log.ts';
import { plainAddress } from './connections.ts';

/**
 * Ends a connection that asks again before it was answered (pipelining, RFC 9112 §9.3.2): each request
 * would be worked on at once, and its answer held in memory behind the first. No register and no proxy
 * does so. To be called before any other hook.
 */
export function admitOneByOne(app: FastifyInstance, log: Log): void {
  const last = new WeakMap<Socket, ServerResponse>();
  app.addHook('onRequest', async (request, reply) => {
    const { socket } = request.raw;
    const before = last.get(socket);
    last.set(socket, reply.raw);
    if (!socket.destroyed && before !== undefined && !before.writableFinished) {
      const address = plainAddress(socket.remoteAddress);
      log.warn('connection refused', { address, why: 'pipelining' });
      socket.destroy();
    }
    // What was read of a connection before it ended is not worked on.
    if (socket.destroyed) reply.hijack();
  });
}

import { EventEmitter } from 'node:events';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { SerialPort } from 'serialport';
import { afterEach, describe, expect, test } from 'vitest';
import { openFault, SerialTransport } from './serial.ts';
import { TcpTransport } from './tcp.ts';
import { ManualTimers } from './testing/manual-timers.ts';
import { createPtyLine, ptysAvailable } from './testing/pty-line.ts';
import { systemTimers } from './timers.ts';
import type { Timers } from './timers.ts';
import type { Transport } from './transport.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Resolves with everything received once `count` bytes are there. */
function receive(transport: Transport, count: number): Promise<Uint8Array> {
  const all: number[] = [];
  return new Promise((resolve) => {
    const stop = transport.onBytes((bytes) => {
      all.push(...bytes);
      if (all.length < count) return;
      stop();
      resolve(Uint8Array.from(all));
    });
  });
}

function closed(transport: Transport): Promise<string> {
  return new Promise((resolve) => {
    transport.onClose(resolve);
  });
}

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, at) => at);

describe.skipIf(!ptysAvailable())('serial', () => {
  async function pair() {
    const line = await createPtyLine();
    cleanUps.push(() => line.dispose());
    const near = new SerialTransport({ path: line.near, baud: 9600, stopBits: 2 }, systemTimers);
    const far = new SerialTransport({ path: line.far, baud: 9600 }, systemTimers);
    cleanUps.push(
      () => near.close(),
      () => far.close(),
    );
    expect(await near.open()).toEqual({ ok: true, value: undefined });
    expect(await far.open()).toEqual({ ok: true, value: undefined });
    return { line, near, far };
  }

  test('every byte arrives as it left, both ways', async () => {
    const { near, far } = await pair();
    const there = receive(far, 256);
    expect((await near.write(EVERY_BYTE)).ok).toBe(true);
    expect(await there).toEqual(EVERY_BYTE);
    const back = receive(near, 256);
    await far.write(EVERY_BYTE);
    expect(await back).toEqual(EVERY_BYTE);
  });

  test('a pulled cable closes it as lost; nothing written then leaves later', async () => {
    const { line, near, far: oldFar } = await pair();
    const reasons = Promise.all([closed(near), closed(oldFar)]);
    await line.pull();
    expect(await reasons).toEqual(['lost', 'lost']);
    expect(near.isOpen()).toBe(false);
    expect(await near.write(EVERY_BYTE)).toMatchObject({
      ok: false,
      error: { code: 'notOpen', left: 'none' },
    });
    await line.replug();
    expect((await near.open()).ok).toBe(true);
    const far = new SerialTransport({ path: line.far, baud: 9600 }, systemTimers);
    cleanUps.push(() => far.close());
    expect((await far.open()).ok).toBe(true);
    const there = receive(far, 1);
    await near.write(Uint8Array.of(0x42));
    expect(await there).toEqual(Uint8Array.of(0x42));
  });

  test('closing tells why', async () => {
    const { near } = await pair();
    const reason = closed(near);
    await near.close();
    expect(await reason).toBe('closed');
  });
});

describe('serial that closes', () => {
  /** A port whose writes end when the test says so, as in a thread pool that is busy. */
  class SlowPort extends EventEmitter {
    isOpen = false;
    readonly calls: string[] = [];
    readonly #writes: (() => void)[] = [];
    open(done: (error: null) => void): void {
      this.isOpen = true;
      done(null);
    }
    set(_lines: object, done: () => void): void {
      done();
    }
    get(): void {}
    write(bytes: Buffer, done: () => void): void {
      this.calls.push(`write ${String(bytes.length)}`);
      this.#writes.push(done);
    }
    endWrites(): void {
      for (const done of this.#writes.splice(0)) done();
    }
    close(done: () => void): void {
      this.calls.push('close');
      this.isOpen = false;
      done();
    }
  }

  async function open(timers: Timers): Promise<{ near: SerialTransport; port: SlowPort }> {
    const port = new SlowPort();
    const load = () =>
      Promise.resolve({
        SerialPort: function () {
          return port;
        } as unknown as typeof SerialPort,
      });
    const near = new SerialTransport({ path: 'COM1', baud: 9600 }, timers, load);
    expect(await near.open()).toEqual({ ok: true, value: undefined });
    return { near, port };
  }

  test('the file number is given back only after the writes that use it', async () => {
    const { near, port } = await open(new ManualTimers());
    const written = near.write(Uint8Array.of(6));
    const ended = near.close();
    expect(port.calls).toEqual(['write 1', 'write 0']);
    port.endWrites();
    await ended;
    expect(port.calls).toEqual(['write 1', 'write 0', 'close']);
    expect((await written).ok).toBe(true);
  });

  test('a peer that does not read does not keep it open', async () => {
    const timers = new ManualTimers();
    const { near, port } = await open(timers);
    void near.write(Uint8Array.of(6));
    const ended = near.close();
    await timers.advance(500);
    await ended;
    expect(port.calls.at(-1)).toBe('close');
  });
});

describe('serial that cannot open', () => {
  test('a port that is not there', async () => {
    const near = new SerialTransport({ path: '/nowhere/tty', baud: 9600 }, systemTimers);
    expect(await near.open()).toMatchObject({ ok: false, error: { code: 'portMissing' } });
  });

  test('a missing native module is a missing port, not a crash', async () => {
    const load = () => Promise.reject(new Error('no prebuild'));
    const near = new SerialTransport({ path: 'COM1', baud: 9600 }, systemTimers, load);
    expect(await near.open()).toMatchObject({
      ok: false,
      error: { code: 'portMissing', detail: 'no prebuild' },
    });
  });

  test.each([
    ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'portMissing'],
    ['Opening COM7: File not found', 'portMissing'],
    ['Opening COM3: Access denied', 'portBusy'],
    ['Error Resource temporarily unavailable Cannot lock port', 'portBusy'],
    ['Error: Inappropriate ioctl for device', 'failed'],
  ])('%s', (message, code) => {
    expect(openFault(new Error(message)).code).toBe(code);
  });
});

describe('tcp', () => {
  async function server(onSocket: (socket: Socket) => void): Promise<{ port: number }> {
    const sockets = new Set<Socket>();
    const listening: Server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      onSocket(socket);
    });
    await new Promise<void>((resolve) => {
      listening.listen(0, '127.0.0.1', resolve);
    });
    cleanUps.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        listening.close(resolve);
      });
    });
    const address = listening.address();
    return { port: typeof address === 'object' && address !== null ? address.port : 0 };
  }

  test('bytes both ways, and a peer that hangs up', async () => {
    const { port } = await server((socket) => {
      socket.on('data', (data) => {
        socket.write(data);
        if (data.includes(0xff)) socket.end();
      });
    });
    const near = new TcpTransport({ host: '127.0.0.1', port }, systemTimers);
    cleanUps.push(() => near.close());
    expect((await near.open()).ok).toBe(true);
    const back = receive(near, 256);
    const reason = closed(near);
    expect((await near.write(EVERY_BYTE)).ok).toBe(true);
    expect(await back).toEqual(EVERY_BYTE);
    expect(await reason).toBe('lost');
    expect(await near.write(EVERY_BYTE)).toMatchObject({ ok: false, error: { left: 'none' } });
  });

  test('nobody listens', async () => {
    const { port } = await server(() => {});
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
    const near = new TcpTransport({ host: '127.0.0.1', port }, systemTimers);
    expect(await near.open()).toMatchObject({ ok: false, error: { code: 'refused' } });
  });

  test('it can be opened again', async () => {
    const { port } = await server(() => {});
    const near = new TcpTransport({ host: '127.0.0.1', port }, systemTimers);
    cleanUps.push(() => near.close());
    for (let time = 0; time < 2; time += 1) {
      expect((await near.open()).ok).toBe(true);
      const reason = closed(near);
      await near.close();
      expect(await reason).toBe('closed');
    }
  });
});

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { SerialPort } from 'serialport';
import { afterEach, describe, expect, it } from 'vitest';
import type { Line } from './line.ts';
import { createPtyPair, socatInstalled } from './pty-pair.ts';
import { openSerialLine } from './serial-line.ts';
import { listenTcp } from './tcp-line.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Records what a line says and lets a test wait for it. */
function record(line: Line) {
  const said: string[] = [];
  let wake: () => void = () => undefined;
  const say = (word: string): void => {
    said.push(word);
    wake();
  };
  line.listen({
    connected: () => say('connected'),
    bytes: (chunk) => say(Buffer.from(chunk).toString('hex')),
    disconnected: () => say('disconnected'),
  });
  const until = async (count: number): Promise<string[]> => {
    while (said.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return said;
  };
  return { until };
}

function openPort(path: string): Promise<SerialPort> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate: 9600, autoOpen: false });
    port.on('error', () => undefined);
    port.open((error) => (error === null ? resolve(port) : reject(error)));
  });
}

describe.runIf(socatInstalled())('a serial line over a pty pair', () => {
  it('carries bytes both ways, survives a pulled and replugged adapter', async () => {
    const pair = await createPtyPair();
    cleanUps.push(pair.close);
    const line = await openSerialLine(pair.far, 9600, { stopBits: 2 });
    cleanUps.push(() => line.close());
    const heard = record(line);

    const near = await openPort(pair.near);
    near.write(Buffer.from([0x10, 0x02, 0xff, 0x00, 0x11, 0x13]));
    expect(await heard.until(2)).toEqual(['connected', '1002ff001113']);
    const answer = once(near, 'data');
    line.send(Uint8Array.of(0x06));
    expect((await answer)[0]).toEqual(Buffer.from([0x06]));

    await pair.pull();
    expect((await heard.until(3))[2]).toBe('disconnected');
    expect(existsSync(pair.near)).toBe(false);

    await new Promise<void>((resolve) => (near.isOpen ? near.close(() => resolve()) : resolve()));
    await pair.replug();
    expect((await heard.until(4))[3]).toBe('connected');
    const again = await openPort(pair.near);
    again.write(Buffer.from([0x15]));
    expect((await heard.until(5))[4]).toBe('15');
    await new Promise<void>((resolve) => again.close(() => resolve()));
  });

  it('loses bytes of both directions while the cable is pulled at the device', async () => {
    const pair = await createPtyPair();
    cleanUps.push(pair.close);
    const line = await openSerialLine(pair.far, 9600);
    cleanUps.push(() => line.close());
    const heard = record(line);
    const near = await openPort(pair.near);
    cleanUps.push(() => new Promise<void>((resolve) => near.close(() => resolve())));
    const got: Buffer[] = [];
    near.on('data', (chunk: Buffer) => got.push(chunk));

    line.setPulled(true);
    line.send(Uint8Array.of(0x01));
    line.setPulled(false);
    const answer = once(near, 'data');
    line.send(Uint8Array.of(0x02));
    await answer;
    expect(Buffer.concat(got).toString('hex')).toBe('02');
    near.write(Buffer.from([0x33]));
    expect((await heard.until(2))[1]).toBe('33');
  });

  it('says which port could not be opened', async () => {
    await expect(openSerialLine('/nowhere/port', 9600)).rejects.toThrow('/nowhere/port');
  });
});

describe('a TCP line', () => {
  it('serves one client at a time and refuses all while pulled', async () => {
    const line = await listenTcp(0);
    cleanUps.push(() => line.close());
    const heard = record(line);

    const first = connect(line.port, '127.0.0.1');
    expect((await heard.until(1))[0]).toBe('connected');
    const firstClosed = once(first, 'close');
    const second = connect(line.port, '127.0.0.1');
    await heard.until(3);
    await firstClosed;
    second.write(Buffer.from([0x42]));
    expect(await heard.until(4)).toEqual(['connected', 'disconnected', 'connected', '42']);

    const secondClosed = once(second, 'close');
    line.setPulled(true);
    await secondClosed;
    const refused = connect(line.port, '127.0.0.1');
    refused.on('error', () => undefined);
    await once(refused, 'close');
    expect((await heard.until(5)).length).toBe(5);
  });

  it('says when the port is taken', async () => {
    const line = await listenTcp(0);
    cleanUps.push(() => line.close());
    await expect(listenTcp(line.port)).rejects.toThrow(`127.0.0.1:${line.port}`);
  });
});

import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, expect, it } from 'vitest';
import { listenTcp } from '../line/tcp-line.ts';
import { createScale } from './scale.ts';

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function bench() {
  const line = await listenTcp(0);
  const scale = createScale({ line });
  cleanUps.push(scale.close);
  const socket = connect(line.port, '127.0.0.1');
  cleanUps.push(() => void socket.destroy());
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => (await lines.next()).value;
  const ask = (command: string): Promise<string> => {
    socket.write(`${command}\r\n`);
    return next();
  };
  return { scale, ask, next };
}

it('weighs, zeroes and tares as MT-SICS says', async () => {
  const { scale, ask } = await bench();
  expect(await ask('SI')).toBe('S S      0.000 kg');
  scale.setWeight(1254);
  expect(await ask('S')).toBe('S S      1.254 kg');
  scale.setWeight(54);
  expect(await ask('T')).toBe('T S      0.054 kg');
  scale.setWeight(1254);
  expect(await ask('SI')).toBe('S S      1.200 kg');
  expect(await ask('TAC')).toBe('TAC A');
  expect(await ask('Z')).toBe('Z A');
  expect(await ask('SI')).toBe('S S      0.000 kg');
  scale.setWeight(20_000);
  expect(await ask('SI')).toBe('S +');
  scale.setWeight(0);
  expect(await ask('SI')).toBe('S -');
  expect(await ask('XYZ')).toBe('ES');
});

it('answers SI at once and S when the reading has come to rest', async () => {
  const { scale, ask } = await bench();
  scale.setWeight(500);
  scale.setUnstable(true);
  // Lines come in the order of the answers, and SI is answered first.
  const first = ask('S');
  const second = ask('SI');
  expect(await first).toBe('S D      0.500 kg');
  scale.setWeight(510);
  scale.setUnstable(false);
  expect(await second).toBe('S S      0.510 kg');
});

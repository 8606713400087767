import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { listenTcp } from '../line/tcp-line.ts';
import { createScanner } from './scanner.ts';

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

it('sends whole, split, cut and senseless scans, and hears the register', async () => {
  const line = await listenTcp(0);
  const scanner = createScanner({ line, defaults: { symbologyPrefix: ']E0' } });
  cleanUps.push(scanner.close);
  const socket = connect(line.port, '127.0.0.1');
  cleanUps.push(() => void socket.destroy());
  let text = '';
  let wake: () => void = () => undefined;
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    wake();
  });
  socket.write('\x07');
  // The line is up once the scanner has heard the beep.
  while (scanner.received().length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect([...scanner.received()]).toEqual([7]);

  await scanner.scan('6901234567892');
  await scanner.scan('6901234567892', { chunked: 3, symbologyPrefix: '', suffix: '\r' });
  await scanner.scan('6901234567892', { dropFirst: 5 });
  scanner.garbage(Uint8Array.of(0x00, 0xff));
  const expected = ']E06901234567892\r\n6901234567892\r01234567892\r\n\x00\xff';
  while (text.length < expected.length) await new Promise<void>((resolve) => (wake = resolve));
  expect(text).toBe(expected);
});

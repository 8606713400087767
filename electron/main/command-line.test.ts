import path from 'node:path';
import { expect, test } from 'vitest';
import { readCommandLine } from './command-line.ts';

const program = ['/opt/electron', '--no-sandbox', '.'];

test('without options the platform decides where the data is', () => {
  expect(readCommandLine(program)).toEqual({
    ok: true,
    value: {
      dataDir: null,
      kiosk: false,
      selfTest: false,
      training: false,
      allowFaults: false,
      customerDisplay: 'auto',
    },
  });
});

test('the data folder is made absolute, in both spellings', () => {
  const dataDir = path.resolve('shop 1');
  for (const words of [['--data-dir', 'shop 1'], ['--data-dir=shop 1']]) {
    expect(readCommandLine([...program, ...words])).toMatchObject({ ok: true, value: { dataDir } });
  }
});

test('switches', () => {
  const argv = [
    ...program,
    '--kiosk',
    '--self-test',
    '--training',
    '--allow-faults',
    '--customer-display=window',
  ];
  expect(readCommandLine(argv)).toMatchObject({
    value: {
      kiosk: true,
      selfTest: true,
      training: true,
      allowFaults: true,
      customerDisplay: 'window',
    },
  });
});

test.each([
  [['--data-dir']],
  [['--data-dir=']],
  [['--data-dir', '--kiosk']],
  [['--customer-display=left']],
])('%s is refused', (words) => {
  expect(readCommandLine([...program, ...words]).ok).toBe(false);
});

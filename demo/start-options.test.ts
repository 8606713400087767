import { expect, test } from 'vitest';
import { readStartOptions } from './start-options.ts';

test('the program gets its own words, and not what only the command knows', () => {
  expect(readStartOptions(['--dev', '--training', '--customer-display=window'])).toEqual({
    ok: true,
    value: { more: ['--training', '--customer-display=window'], env: {} },
  });
});

test('the service is debugged on a port of its own', () => {
  expect(readStartOptions(['--dev', '--inspect-service'])).toEqual({
    ok: true,
    value: { more: [], env: { TILLWRIGHT_INSPECT_SERVICE: '9230' } },
  });
  expect(readStartOptions(['--dev', '--inspect-service=9333'])).toMatchObject({
    value: { env: { TILLWRIGHT_INSPECT_SERVICE: '9333' } },
  });
});

test('the service ends at a fault point, at its first passing or a later one', () => {
  expect(readStartOptions(['--fault=afterSending'])).toEqual({
    ok: true,
    value: { more: [], env: { TILLWRIGHT_FAULT: 'afterSending' } },
  });
  expect(readStartOptions(['--fault=beforeCommit:3'])).toMatchObject({
    value: { env: { TILLWRIGHT_FAULT: 'beforeCommit:3' } },
  });
});

test.each([
  [['--inspect-service'], 'npm run dev'],
  [['--dev', '--inspect-service=0'], 'a port: 0'],
  [['--dev', '--inspect-service=127.0.0.1:9230'], 'a port: 127.0.0.1:9230'],
  [['--fault'], 'afterSending'],
  [['--fault=afterLunch'], 'afterSending'],
  [['--fault=afterSending:0'], 'NAME:HIT'],
  [['--fault=afterSending:1:2'], 'NAME:HIT'],
])('%j is refused with what would be right', (words, reason) => {
  expect(readStartOptions(words)).toMatchObject({
    ok: false,
    error: expect.stringContaining(reason),
  });
});

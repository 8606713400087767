import { expect, test } from 'vitest';
import { readServiceNews } from './service-news.ts';

const ok = { selfTest: 'ok', electron: '1', sqlite: '2', serialport: '3', argon2: '4' };

test('what the service tells is read', () => {
  expect(readServiceNews({ kind: 'ready' })).toEqual({ kind: 'ready' });
  expect(readServiceNews({ kind: 'selfTest', report: ok })).toEqual({
    kind: 'selfTest',
    report: ok,
  });
  const report = { selfTest: 'failed', reason: 'no binding' };
  expect(readServiceNews({ kind: 'selfTest', report })).toEqual({ kind: 'selfTest', report });
});

test.each([
  null,
  'ready',
  {},
  { kind: 'other' },
  { kind: 'selfTest' },
  { kind: 'selfTest', report: { ...ok, sqlite: 5 } },
  { kind: 'selfTest', report: { selfTest: 'failed' } },
])('%j is no news', (data) => {
  expect(readServiceNews(data)).toBeNull();
});

import { expect, test } from 'vitest';
import { debuggerArguments } from './service-debugger.ts';

test('the service listens to no debugger unless that is asked for, and then only to this computer’s', () => {
  expect(debuggerArguments({})).toEqual([]);
  expect(debuggerArguments({ TILLWRIGHT_INSPECT_SERVICE: '9230' })).toEqual([
    '--inspect=127.0.0.1:9230',
  ]);
});

test.each(['', '0.0.0.0:9230', '9230 --eval=1', '123456'])('%j is no port', (port) => {
  expect(() => debuggerArguments({ TILLWRIGHT_INSPECT_SERVICE: port })).toThrow('is no port');
});

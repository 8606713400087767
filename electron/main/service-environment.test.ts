import { expect, test } from 'vitest';
import { serviceEnvironment } from './service-environment.ts';

const env = {
  Path: 'C:\\Windows',
  SystemRoot: 'C:\\Windows',
  NODE_OPTIONS: '--require evil.js',
  AWS_SECRET: 'x',
  TILLWRIGHT_ANNOUNCE: '1',
  TILLWRIGHT_FAULT: 'afterIntent',
  TILLWRIGHT_FAULT_SCOPE: 'program',
  TILLWRIGHT_MAIN_PID: '1',
  EMPTY: undefined,
};

test('the system and our own variables pass, nothing else', () => {
  expect(serviceEnvironment(env, { mainPid: 42, faults: false })).toEqual({
    Path: 'C:\\Windows',
    SystemRoot: 'C:\\Windows',
    TILLWRIGHT_ANNOUNCE: '1',
    TILLWRIGHT_MAIN_PID: '42',
  });
});

test('faults pass only where they are allowed', () => {
  expect(serviceEnvironment(env, { mainPid: 42, faults: true })).toMatchObject({
    TILLWRIGHT_FAULT: 'afterIntent',
    TILLWRIGHT_FAULT_SCOPE: 'program',
  });
});

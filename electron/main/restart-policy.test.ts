import { expect, test } from 'vitest';
import { createRestartPolicy } from './restart-policy.ts';

test('one crash restarts at once, the next ones slower, up to the cap', () => {
  const policy = createRestartPolicy();
  const delays = [0, 1000, 2000, 3000, 4000].map((atMs) => policy.ended(atMs).delayMs);
  expect(delays).toEqual([100, 300, 900, 2700, 5000]);
});

test('more than five in a minute is failing, and it goes on trying slowly', () => {
  const policy = createRestartPolicy();
  const failing = [0, 1, 2, 3, 4, 5, 6].map((second) => policy.ended(second * 1000).failing);
  expect(failing).toEqual([false, false, false, false, false, true, true]);
  expect(policy.ended(7000)).toEqual({ delayMs: 15_000, failing: true });
});

test('a minute of quiet starts afresh', () => {
  const policy = createRestartPolicy();
  for (const second of [0, 1, 2, 3, 4, 5]) policy.ended(second * 1000);
  expect(policy.ended(70_000)).toEqual({ delayMs: 100, failing: false });
});

test('a clock set back does not keep old crashes', () => {
  const policy = createRestartPolicy();
  for (const second of [0, 1, 2, 3, 4, 5]) policy.ended(3_600_000 + second * 1000);
  expect(policy.ended(1000)).toEqual({ delayMs: 100, failing: false });
});

import { must, type TestTill } from './till-kit.ts';

const PINS = {
  cashier: ['1', '1111'],
  supervisor: ['5', '5555'],
  manager: ['9', '9999'],
} as const;

/** Whoever works at the register signs off, and this one signs on. */
export async function handOver(till: TestTill, to: keyof typeof PINS): Promise<void> {
  const [operatorId, pin] = PINS[to];
  await must(till, 'session.signOff', {});
  await must(till, 'session.signOn', { operatorId, pin });
}

import { expect, it } from 'vitest';
import { patientTimers } from './patient-timers.ts';

it('lets an answer that came after a hold-up be heard before the time-out', async () => {
  const said: string[] = [];
  await new Promise<void>((resolve) => {
    const cancelTimeOut = patientTimers.after(100, () => {
      said.push('timed out');
      resolve();
    });
    patientTimers.after(40, () => {
      // The way over the line.
      setTimeout(() => {
        cancelTimeOut();
        said.push('answered');
        resolve();
      }, 1);
    });
    const endAtMs = performance.now() + 200;
    while (performance.now() < endAtMs);
  });
  expect(said).toEqual(['answered']);
});

it('does nothing once cancelled', async () => {
  let ran = false;
  const cancel = patientTimers.after(30, () => {
    ran = true;
  });
  await new Promise<void>((resolve) => patientTimers.after(25, resolve));
  cancel();
  await new Promise<void>((resolve) => patientTimers.after(60, resolve));
  expect(ran).toBe(false);
});

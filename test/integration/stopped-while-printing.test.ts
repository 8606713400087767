import { expect, it } from 'vitest';
import { inBackground } from '../../till/runtime/stop-selling.ts';
import { openTestTill } from './till-kit.ts';

it('a report that prints while the register is stopped ends without harm', async () => {
  const till = openTestTill();
  let goOn = () => {};
  const stopped = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const printing = inBackground(till.ctx, async () => {
    await stopped;
    // As a report does when its paper is out: it looks into the store and tells the windows.
    till.ctx.state.changed();
    till.store.read((tx) => tx.lastClosedDay());
  });
  till.close();
  goOn();
  await expect(printing).resolves.toBeUndefined();
});

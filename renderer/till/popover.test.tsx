// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeBasket, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(async () => {
  till = createTillDriver();
  await till.open(fakeTill('en', { basket: fakeBasket(3) }));
});
afterEach(() => till.close());

const sentence = () => document.querySelector('[role=dialog]');

describe('the sentence that explains a device, which lies over the amount', () => {
  it('opens by touch and goes with the next key', async () => {
    expect(sentence()).toBeNull();
    await till.touch('device-printer');
    expect(sentence()).not.toBeNull();
    await till.type('1');
    expect(sentence()).toBeNull();
  });

  it('goes with what is said after a scan', async () => {
    await till.touch('device-printer');
    expect(sentence()).not.toBeNull();
    await till.publish({
      notice: { n: 99, kind: 'accepted', code: 'lineAdded', params: {} },
    });
    expect(sentence()).toBeNull();
  });
});

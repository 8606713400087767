import { describe, expect, it } from 'vitest';
import { SERIAL_TIMES } from '../../native/protocol/zvt/serial-session.ts';
import { standardTiming } from '../../native/simulators/terminal/options.ts';
import { paced, pacedTiming } from './pace.ts';
import { type BasketVoidPlan, planDigest, planPayment, type ReturnPlan } from './plan.ts';

const plans = (seed: number) =>
  Array.from({ length: 500 }, (_, index) => planPayment(seed, index + 1));

const isKilled = ({ kills }: ReturnPlan, who: 'register' | 'terminal') =>
  kills.some(({ victim }) => victim === who);
const isRefused = ({ customer }: ReturnPlan) => customer.kind !== 'approve';
const isLeftHalfBack = ({ shares, goingBack, nextCustomer, isLeftIfRefused }: BasketVoidPlan) =>
  shares.length > 1 && !isRefused(goingBack) && nextCustomer.kind !== 'approve' && isLeftIfRefused;

describe('the plan', () => {
  it('is the same for the same seed and another for another', () => {
    expect(planDigest(plans(7))).toBe(planDigest(plans(7)));
    expect(planDigest(plans(7))).not.toBe(planDigest(plans(8)));
  });

  it('has every fault, every kind of kill and every customer', () => {
    const all = plans(1);
    const actions = new Set(all.flatMap(({ faults }) => faults.map(({ action }) => action.kind)));
    expect([...actions].toSorted()).toEqual([
      'corrupt',
      'deaf',
      'late',
      'nakStorm',
      'noise',
      'powerLost',
      'pulled',
      'silence',
      'twice',
    ]);
    const kills = new Set(all.flatMap((plan) => plan.kills.map((k) => `${k.victim} ${k.when}`)));
    expect([...kills].toSorted()).toEqual([
      'register message',
      'register moment',
      'register time',
      'terminal message',
      'terminal time',
    ]);
    const customers = new Set(all.map(({ customer }) => customer.kind));
    expect(customers.size).toBe(7);
  });

  it('voids part-paid baskets of every kind, beside as many sales that are returned', () => {
    const all = plans(1);
    const voids = all.flatMap(({ basketVoid }) => basketVoid ?? []);
    expect(voids.length).toBeGreaterThan(75);
    expect(voids.length).toBeLessThan(125);
    expect(all.filter(({ saleReturn }) => saleReturn !== null).length).toBeGreaterThan(125);
    const kinds: [string, (plan: BasketVoidPlan) => boolean][] = [
      ['two cards', ({ shares }) => shares.length > 1],
      ['cash too', ({ cashShare }) => cashShare > 0],
      ['a closed batch', ({ goingBack }) => goingBack.closeBatchFirst],
      ['a killed register', ({ goingBack }) => isKilled(goingBack, 'register')],
      ['a killed terminal', ({ goingBack }) => isKilled(goingBack, 'terminal')],
      ['a fault', ({ goingBack }) => goingBack.faults.length > 0],
      ['a fault before', ({ first }) => first.faults.length + first.kills.length > 0],
      ['a part back, then an end', (plan) => isLeftHalfBack(plan)],
      ['a refusal that ends it', (plan) => plan.isLeftIfRefused && isRefused(plan.goingBack)],
    ];
    const missing = kinds.filter(([, isOfKind]) => voids.filter(isOfKind).length < 3);
    expect(missing.map(([name]) => name)).toEqual([]);
  });

  it('never has a fault in which a terminal forgets what was acknowledged', () => {
    for (const { faults, saleReturn, basketVoid } of plans(3)) {
      const goingBack = [...(saleReturn?.faults ?? []), ...(basketVoid?.goingBack.faults ?? [])];
      const all = [...faults, ...goingBack, ...(basketVoid?.first.faults ?? [])];
      for (const { at, action } of all) {
        expect(at).not.toBe('booking');
        expect(action.kind).not.toBe('answerLost');
      }
    }
  });
});

describe('the pace', () => {
  it('keeps the order of the times of both sides', () => {
    const { t2Ms, t3Ms, resultMs, t1Ms, transmissions } = pacedTiming;
    expect(t2Ms).toBe(paced(SERIAL_TIMES.t2Ms));
    const t4Ms = paced(180_000);
    const inOrder = [t1Ms, t3Ms, transmissions * t2Ms, resultMs, t4Ms, paced(200_000)];
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    expect(resultMs).toBeLessThan(standardTiming.resultMs);
  });
});

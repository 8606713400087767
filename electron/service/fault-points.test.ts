import { expect, test } from 'vitest';
import { createFaultPoint, readFaultOrder } from './fault-points.ts';

test('without the variable there is no order', () => {
  expect(readFaultOrder({})).toBeNull();
  expect(readFaultOrder({ TILLWRIGHT_FAULT: '' })).toBeNull();
});

test('an order names the point, the hit and the scope', () => {
  expect(readFaultOrder({ TILLWRIGHT_FAULT: 'afterIntent' })).toEqual({
    name: 'afterIntent',
    hit: 1,
    scope: 'service',
  });
  const env = { TILLWRIGHT_FAULT: 'afterCommit:3', TILLWRIGHT_FAULT_SCOPE: 'program' };
  expect(readFaultOrder(env)).toEqual({ name: 'afterCommit', hit: 3, scope: 'program' });
});

test.each(['afterintent', 'afterIntent:0', 'afterIntent:x', 'afterIntent:1:2', ':1'])(
  'a misspelt order %s throws',
  (text) => {
    expect(() => readFaultOrder({ TILLWRIGHT_FAULT: text })).toThrow(text);
  },
);

test('a misspelt scope throws', () => {
  const env = { TILLWRIGHT_FAULT: 'afterIntent', TILLWRIGHT_FAULT_SCOPE: 'world' };
  expect(() => readFaultOrder(env)).toThrow('world');
});

test('it kills at the named point and hit, and nowhere else', () => {
  const killed: string[] = [];
  const point = createFaultPoint({ name: 'afterIntent', hit: 2, scope: 'service' }, (target) =>
    killed.push(target),
  );
  point('beforeIntent');
  point('afterIntent');
  expect(killed).toEqual([]);
  point('afterIntent');
  expect(killed).toEqual(['service']);
});

test('the whole program dies main first', () => {
  const killed: string[] = [];
  const order = { name: 'afterCommit', hit: 1, scope: 'program' } as const;
  createFaultPoint(order, (target) => killed.push(target))('afterCommit');
  expect(killed).toEqual(['program', 'service']);
});

test('without an order nothing happens', () => {
  const point = createFaultPoint(null, () => {
    throw new Error('killed');
  });
  expect(() => point('afterCommit')).not.toThrow();
});

// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { fakeBasket, fakeSale, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

const CODE = '6901234567892';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

interface Place {
  readonly where: string;
  readonly shown: Partial<TillSnapshot>;
  readonly typed: readonly string[];
  readonly more: readonly string[];
  readonly command: string;
  readonly input: unknown;
}

const basket = { ...fakeBasket(2), remainingMinor: 6210, cashDueMinor: 6210, totalMinor: 6210 };
const last = { date: '2026-11-22', zNumber: 412 };
const opening = { date: '2036-01-02', doubt: 'ahead', last, mayConfirm: true } as const;
const dayClosed = { phase: 'dayClosed', shift: null, businessDay: null } as const;

const PLACES: readonly Place[] = [
  {
    where: 'what a customer hands over',
    shown: { basket },
    typed: ['F12', '5', '0'],
    more: ['Enter'],
    command: 'pay.tender',
    input: { kind: 'cash', amountMinor: 5000 },
  },
  {
    where: 'the number of a sale that is returned',
    shown: {},
    typed: ['F11', '4', '1', '2'],
    more: ['Enter'],
    command: 'return.query',
    input: { receiptNo: '412' },
  },
  {
    where: 'the float',
    shown: { phase: 'shiftClosed', shift: null },
    typed: ['3', '0'],
    more: ['0', 'Enter'],
    command: 'shift.open',
    input: { floatMinor: 30_000 },
  },
  {
    where: 'the date of a day',
    shown: { ...dayClosed, opening },
    typed: ['t', '2', '0', '2', '6'],
    more: ['1', '1', '2', '3', 'Enter'],
    command: 'day.open',
    input: { shown: '2036-01-02', typed: '2026-11-23' },
  },
  {
    where: 'a PIN',
    shown: { phase: 'signedOff', operator: null },
    typed: ['2', '1', '2'],
    more: ['3', '4', 'Enter'],
    command: 'session.signOn',
    input: { operatorId: 'op2', pin: '1234' },
  },
];

describe('a scanner that types, while a person types a number', () => {
  it.each(PLACES)('leaves $where as it was typed, and confirms nothing', async (place) => {
    await till.open(fakeTill('en', place.shown));
    await till.type(...place.typed);
    const before = till.calls(place.command).length;
    await till.scan(CODE);
    await till.scan(CODE);
    await till.pause(300);
    expect(till.calls(place.command)).toHaveLength(before);
    expect(till.inputs('sale.scan')).toEqual([
      { text: CODE, source: 'wedge' },
      { text: CODE, source: 'wedge' },
    ]);
    await till.type(...place.more);
    expect(till.inputs(place.command).at(-1)).toEqual(place.input);
  });

  it('leaves what is counted in the drawer as it was typed', async () => {
    await till.open(fakeTill('en', { shift: { shiftId: 's1', openedAtMs: 0 } }));
    await till.type('F10', 'z', '3');
    const counted = till.text('counted');
    await till.scan(CODE);
    await till.pause(300);
    expect(till.text('counted')).toBe(counted);
    expect(till.calls('shift.close')).toHaveLength(0);
  });

  it('changes nothing of what is returned, and confirms nothing', async () => {
    await till.open(fakeTill('en'));
    till.far().answerWith('return.query', { sale: fakeSale() });
    await till.type('F11', '4', '1', '2', 'Enter');
    const total = till.text('return-total');
    await till.scan(CODE);
    await till.pause(300);
    expect(till.text('return-total')).toBe(total);
    expect(till.calls('return.begin')).toHaveLength(0);
  });
});

import { describe, expect, it } from 'vitest';
import { type Minor, minor } from '../../core/money/minor.ts';
import type { TillContext } from '../runtime/context.ts';
import { cashOf, drawerRefusal } from './drawer-cash.ts';
import { TillState } from '../runtime/state.ts';
import type { OperatorRole, Shift } from '../ports/store.ts';

/** Asks with this much in the drawer by the books; null: no shift is open. */
function refusal(cashMinor: number, inDrawerMinor: number | null, role: OperatorRole | null) {
  const state = new TillState();
  if (role !== null) {
    state.operator = {
      operatorId: '1',
      name: 'Li Na',
      role,
      locale: 'en',
      pinHash: '',
      failures: 0,
      lockedUntilMs: null,
    };
  }
  const shift: Shift = { shiftId: 'S', operatorId: '1', floatMinor: minor(0), openedAtMs: 0 };
  const tx = {
    openShift: () => (inDrawerMinor === null ? null : shift),
    expectedCash: (shiftId: string): Minor => {
      expect(shiftId).toBe('S');
      return minor(inDrawerMinor ?? 0);
    },
  };
  return drawerRefusal({ state } as TillContext, tx, minor(cashMinor));
}

describe('what a drawer cannot pay out', () => {
  it('is only what it has not: down to the last coin it goes', () => {
    expect(refusal(500, 500, 'cashier')).toBeNull();
    expect(refusal(501, 500, 'cashier')).toMatchObject({ error: { code: 'drawerShort' } });
  });

  it('is nothing where no cash goes out, even when the books say that it is short', () => {
    expect(refusal(0, -100, 'cashier')).toBeNull();
    expect(refusal(0, 0, 'cashier')).toBeNull();
  });

  it('is not asked about without a shift', () => {
    expect(refusal(500, null, 'cashier')).toBeNull();
  });

  it('is told with the amount in it only to who may see a report', () => {
    const params = { cashMinor: 501, inDrawerMinor: 500 };
    for (const role of ['supervisor', 'manager'] as const) {
      expect(refusal(501, 500, role)).toMatchObject({ error: { code: 'drawerShortBy', params } });
    }
    for (const role of ['cashier', null] as const) {
      expect(refusal(501, 500, role)).toMatchObject({ error: { code: 'drawerShort', params: {} } });
    }
  });
});

describe('the cash of what goes back', () => {
  it('is the sum of the steps in cash, without those to cards', () => {
    const step = (way: 'cash' | 'void' | 'refund', amountMinor: number) => ({
      way,
      amountMinor: minor(amountMinor),
      originalAttemptId: null,
    });
    expect(cashOf([step('cash', 500), step('void', 400), step('cash', 7), step('refund', 3)])).toBe(
      507,
    );
    expect(cashOf([step('void', 400)])).toBe(0);
  });
});

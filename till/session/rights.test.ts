import { describe, expect, it } from 'vitest';
import { hasRank, leastRole, may, type Right } from './rights.ts';
import type { OperatorRole } from '../ports/store.ts';

/** Who is the least that may do it: the whole table, so that a right given away shows here. */
const LEAST = {
  sell: 'cashier',
  typeWeight: 'cashier',
  voidLine: 'cashier',
  voidBasket: 'cashier',
  reprint: 'cashier',
  openShift: 'cashier',
  closeShift: 'cashier',
  noSale: 'supervisor',
  openDay: 'supervisor',
  confirmDate: 'supervisor',
  voidAboveLimit: 'supervisor',
  cashBackAboveLimit: 'supervisor',
  report: 'supervisor',
  settleTerminal: 'supervisor',
  settleUnknownPayment: 'supervisor',
  saleReturn: 'supervisor',
  takeOver: 'supervisor',
  closeDay: 'manager',
  setUpDevices: 'manager',
  endProgram: 'manager',
  changeCatalogue: 'manager',
  decideLoss: 'manager',
} as const satisfies Record<Right, OperatorRole>;

const ROLES: readonly OperatorRole[] = ['cashier', 'supervisor', 'manager'];
const rights = Object.entries(LEAST) as [Right, OperatorRole][];

describe('rights', () => {
  it.each(rights)('%s is for a %s and those above, and nobody else', (right, least) => {
    const allowed = ROLES.filter((role) => may(role, right));
    expect(allowed).toEqual(ROLES.slice(ROLES.indexOf(least)));
    expect(leastRole(right)).toBe(least);
  });
});

describe('a rank', () => {
  it.each<[OperatorRole, readonly OperatorRole[]]>([
    ['cashier', ['cashier']],
    ['supervisor', ['cashier', 'supervisor']],
    ['manager', ['cashier', 'supervisor', 'manager']],
  ])('of a %s is enough for %j, and for nothing above', (role, enough) => {
    expect(ROLES.filter((least) => hasRank(role, least))).toEqual(enough);
  });
});

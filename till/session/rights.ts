import type { OperatorRole } from '../ports/store.ts';

/** What an operator may do by role; cashiers sell, supervisors correct, managers open and close. */
export type Right =
  | 'sell'
  | 'typeWeight'
  | 'voidLine'
  | 'voidBasket'
  | 'voidAboveLimit'
  | 'cashBackAboveLimit'
  | 'reprint'
  | 'noSale'
  | 'openDay'
  | 'confirmDate'
  | 'openShift'
  | 'closeShift'
  | 'settleTerminal'
  | 'closeDay'
  | 'report'
  | 'setUpDevices'
  | 'endProgram'
  | 'changeCatalogue'
  | 'settleUnknownPayment'
  | 'saleReturn'
  /** Goes on at a screen that another locked, with the open basket. */
  | 'takeOver'
  /** Says with which entries a register goes on whose database and second copy differ. */
  | 'decideLoss';

const CASHIER: readonly Right[] = [
  'sell',
  'typeWeight',
  'voidLine',
  'voidBasket',
  'reprint',
  'openShift',
  'closeShift',
];
const SUPERVISOR: readonly Right[] = [
  ...CASHIER,
  'noSale',
  'openDay',
  'confirmDate',
  'voidAboveLimit',
  'cashBackAboveLimit',
  'report',
  'settleTerminal',
  'settleUnknownPayment',
  'saleReturn',
  'takeOver',
];
const MANAGER: readonly Right[] = [
  ...SUPERVISOR,
  'closeDay',
  'setUpDevices',
  'changeCatalogue',
  'endProgram',
  'decideLoss',
];

const RIGHTS = {
  cashier: new Set(CASHIER),
  supervisor: new Set(SUPERVISOR),
  manager: new Set(MANAGER),
} satisfies Record<OperatorRole, ReadonlySet<Right>>;

/** From the least to the most. */
const ROLES: readonly OperatorRole[] = ['cashier', 'supervisor', 'manager'];

/** The least role that carries a right. */
export function leastRole(right: Right): OperatorRole {
  if (may('cashier', right)) return 'cashier';
  return may('supervisor', right) ? 'supervisor' : 'manager';
}

/** Whether a role is this one or above it. */
export function hasRank(role: OperatorRole, least: OperatorRole): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** Whether a role carries a right. */
export function may(role: OperatorRole, right: Right): boolean {
  return RIGHTS[role].has(right);
}

import type { OperatorRole } from './store.ts';

/** What an operator may do by role; cashiers sell, supervisors correct, managers open and close. */
export type Right =
  | 'sell'
  | 'typeWeight'
  | 'voidLine'
  | 'voidBasket'
  | 'reprint'
  | 'noSale'
  | 'openDay'
  | 'confirmDate'
  | 'openShift'
  | 'closeShift'
  | 'closeTerminalBatch'
  | 'closeDay'
  | 'report'
  | 'setUpDevices'
  | 'endProgram'
  | 'changeCatalogue'
  | 'settleUnknownPayment'
  | 'takeBack';

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
  'report',
  'closeTerminalBatch',
  'settleUnknownPayment',
  'takeBack',
];
const MANAGER: readonly Right[] = [
  ...SUPERVISOR,
  'closeDay',
  'setUpDevices',
  'changeCatalogue',
  'endProgram',
];

const RIGHTS = {
  cashier: new Set(CASHIER),
  supervisor: new Set(SUPERVISOR),
  manager: new Set(MANAGER),
} satisfies Record<OperatorRole, ReadonlySet<Right>>;

/** Whether a role carries a right. */
export function may(role: OperatorRole, right: Right): boolean {
  return RIGHTS[role].has(right);
}

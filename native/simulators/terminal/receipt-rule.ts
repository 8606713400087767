import type { Fields } from './bmp.ts';
import type { TerminalContext } from './context.ts';
import type { CopyRule } from './options.ts';
import type { TerminalReceipt } from './terminal-receipt.ts';
import { tagOf } from './request.ts';

/** Bits of tag 1F04, first byte (ZVT PA00P015, receipt parameter). */
const CUSTOMER_APPROVED = 0x80;
const CUSTOMER_FAILED = 0x40;
const MERCHANT_APPROVED = 0x20;
const MERCHANT_FAILED = 0x10;
const CUSTOMER_FIRST = 0x08;
const REGISTER_PRINTER = 0x01;

/** Which copies of a payment receipt are made, in which order, and on whose paper. */
export interface PrintPlan {
  readonly parameter: number | undefined;
  /** The command itself wants the register's printer, whatever registration says. */
  readonly onRegister: boolean;
}

/** Reads tag 1F04 of a command; without one that of the registration holds. */
export function printPlan(context: TerminalContext, fields: Fields): PrintPlan {
  const own = tagOf(fields, 0x1f04)?.[0];
  return {
    parameter: own ?? context.registration.receiptParameter,
    onRegister: own !== undefined && (own & REGISTER_PRINTER) !== 0,
  };
}

/** The copies to print: as tag 1F04 says, else as the terminal's own rule (tag 45) does. */
export function wantedCopies(
  context: TerminalContext,
  { parameter }: PrintPlan,
  receipts: readonly TerminalReceipt[],
): TerminalReceipt[] {
  const { receiptRule } = context;
  const wanted = receipts.filter(({ copy, positive }) => {
    if (copy === 'administration') return true;
    if (parameter === undefined) return follows(receiptRule[copy], positive);
    if (copy === 'customer') return has(parameter, positive ? CUSTOMER_APPROVED : CUSTOMER_FAILED);
    return has(parameter, positive ? MERCHANT_APPROVED : MERCHANT_FAILED);
  });
  const customerFirst = parameter !== undefined && has(parameter, CUSTOMER_FIRST);
  return customerFirst ? wanted.toReversed() : wanted;
}

function has(parameter: number, bit: number): boolean {
  return (parameter & bit) !== 0;
}

function follows(rule: CopyRule, positive: boolean): boolean {
  return rule === 'all' || (rule === 'approved' && positive);
}

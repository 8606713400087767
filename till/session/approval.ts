import type { Approval } from '../../contracts/common.ts';
import type { TillContext } from '../runtime/context.ts';
import { type Refusal, type Reply, refuse, reply } from '../runtime/reply.ts';
import { hasRank, leastRole, may, type Right } from './rights.ts';
import type { Operator, OperatorRole } from '../ports/store.ts';

/** Wrong PINs in a row after which one person's box takes no more of another's. */
export const MAX_APPROVAL_FAILURES = 5;

/** What is asked for, and why it is not the operator's alone to do. */
export interface Asked {
  readonly right: Right;
  /** Which rule asks for somebody else: an i18n key suffix under `approval.rule.`. */
  readonly rule: string;
  /** What the rule's words name: limits and amounts, never the cash that is expected. */
  readonly facts?: Refusal['params'];
  /** The least role that may agree, where the right alone is not enough. */
  readonly least?: OperatorRole;
}

/** Who does it, and who agreed where the operator could not do it alone. */
export interface Agreed {
  readonly operator: Operator;
  /** Whose right it is: the operator, or who agreed. */
  readonly person: Operator;
  readonly approvedBy: string | null;
}

/**
 * Authorises what the role of the signed-on operator may carry by itself: the operator has the
 * right, or somebody else who has it agrees. Refuses with `needsApproval` while nobody did.
 */
export async function authoriseOrAsk(
  ctx: TillContext,
  right: Right,
  approval: Approval,
): Promise<Reply<Agreed>> {
  const { operator } = ctx.state;
  if (operator === null) return refuse('notSignedOn');
  if (may(operator.role, right)) return reply({ operator, person: operator, approvedBy: null });
  return askSomebodyElse(ctx, operator, { right, rule: 'role' }, approval);
}

/**
 * Authorises what nobody does alone, whatever the role: money that goes back to a customer, or a
 * word on whether it moved. The approval is always another person's.
 */
export async function authoriseByTwo(
  ctx: TillContext,
  asked: Asked,
  approval: Approval,
): Promise<Reply<Agreed & { readonly approvedBy: string }>> {
  const { operator } = ctx.state;
  if (operator === null) return refuse('notSignedOn');
  return askSomebodyElse(ctx, operator, asked, approval);
}

/**
 * Authorises what the signed-on operator may do alone as long as no limit is passed: `asked` is the
 * limit that is, or null.
 */
export async function authoriseWithin(
  ctx: TillContext,
  asked: Asked | null,
  approval: Approval,
): Promise<Reply<Agreed>> {
  const { operator } = ctx.state;
  if (operator === null) return refuse('notSignedOn');
  if (asked === null) return reply({ operator, person: operator, approvedBy: null });
  return askSomebodyElse(ctx, operator, asked, approval);
}

/**
 * Why what was agreed to is not enough any more, or null: to be asked again in the commit, with the
 * limit as it stands then, for a PIN takes its time to be checked.
 */
export function stillAgreed(asked: Asked | null, agreed: Agreed): Reply<never> | null {
  if (asked === null) return null;
  if (agreed.approvedBy === null) return refuseToAsk(asked);
  const { role } = agreed.person;
  const isEnough = may(role, asked.right) && hasRank(role, asked.least ?? leastRole(asked.right));
  return isEnough ? null : refuse('approverMayNot');
}

function refuseToAsk({ right, rule, facts = {}, least = leastRole(right) }: Asked): Reply<never> {
  return refuse('needsApproval', { ...facts, right, rule, role: least });
}

/**
 * Whether the person of the approval may agree, is not the one who asks, and typed the right PIN.
 * Wrong ones are journaled and counted for these two people: they end this box and touch nobody's
 * own sign-on. It opens again when the person asked signs on here and so shows that the PIN is
 * known; time alone, which a clock can be made to tell, does not open it.
 */
async function askSomebodyElse(
  ctx: TillContext,
  operator: Operator,
  asked: Asked,
  approval: Approval,
): Promise<Reply<Agreed & { readonly approvedBy: string }>> {
  const { right, least = leastRole(right) } = asked;
  if (approval === null || approval === undefined) return refuseToAsk(asked);
  const { operatorId, pin } = approval;
  const person = ctx.store.read((tx) => tx.operator(operatorId));
  // Without a PIN: dismissed since.
  if (person === null || person.pinHash === '') return refuse('unknownOperator');
  if (operatorId === operator.operatorId) return refuse('approvalOwn');
  if (!may(person.role, right) || !hasRank(person.role, least)) return refuse('approverMayNot');
  const pinned = await checkApprovalPin(ctx, { askedBy: operator.operatorId, right }, person, pin);
  return pinned ?? reply({ operator, person, approvedBy: operatorId });
}

async function checkApprovalPin(
  ctx: TillContext,
  { askedBy, right }: { askedBy: string; right: Right },
  person: Operator,
  pin: string,
): Promise<Reply<never> | null> {
  const { operatorId } = person;
  const before = ctx.store.read((tx) => tx.approvalFailures(askedBy, operatorId));
  if (before >= MAX_APPROVAL_FAILURES) return refuse('approvalBlocked');
  if (await ctx.pins.verify(person, pin)) {
    if (before > 0) {
      ctx.store.write((tx) => tx.append('approval.pinAccepted', { askedBy, operatorId }, askedBy));
    }
    return null;
  }
  const failures = before + 1;
  const wrong = { askedBy, operatorId, right, failures };
  ctx.store.write((tx) => tx.append('approval.pinFailed', wrong, askedBy));
  const left = MAX_APPROVAL_FAILURES - failures;
  return left === 0 ? refuse('approvalBlocked') : refuse('wrongPin', { left });
}

/** The part of a journal entry that names who agreed; nothing where nobody had to. */
export function approvedPart({ approvedBy }: Agreed): { readonly approvedBy?: string } {
  return approvedBy === null ? {} : { approvedBy };
}

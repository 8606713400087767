import { createStore } from 'zustand/vanilla';
import type { Approval } from '../../contracts/common.ts';
import type { RefusalCode } from '../../contracts/refusal-codes.ts';
import { tillStore } from '../ipc/client.ts';
import type { NoticeParams } from './notices.ts';

/** Why the last approval was not taken; the box stays and says it. */
export interface ApprovalFault {
  readonly code: RefusalCode;
  readonly params: NoticeParams;
}

/** What the register wants somebody else's agreement for. */
export interface ApprovalAsked {
  /** `right`, `rule` and least `role`, with what the rule's words name. */
  readonly params: NoticeParams;
  /** Who asks. */
  readonly operatorId: string | null;
  readonly fault: ApprovalFault | null;
  /** The PIN is typed and the register has not answered yet. */
  readonly isSending: boolean;
}

export const approvalStore = createStore<{ readonly asked: ApprovalAsked | null }>(() => ({
  asked: null,
}));

/** Refusals that concern the approval and not the thing asked for: another try may help. */
const FAULTS: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'wrongPin',
  'lockedOut',
  'approvalBlocked',
  'approvalOwn',
  'approverMayNot',
  'unknownOperator',
]);

/** Whether the box is to stay open after this refusal. */
export function isApprovalFault(code: RefusalCode): boolean {
  return FAULTS.has(code);
}

let decide: ((approval: Approval) => void) | null = null;

/**
 * Opens the box, or tells the open one why its approval was not taken, and waits for a PIN. Null
 * when the person steps back, and at once when the box is open for something else.
 */
export function askApproval(params: NoticeParams, fault: ApprovalFault | null): Promise<Approval> {
  if (fault === null && approvalStore.getState().asked !== null) return Promise.resolve(null);
  const operatorId = tillStore.getState().snapshot?.operator?.operatorId ?? null;
  approvalStore.setState({ asked: { params, operatorId, fault, isSending: false } });
  return new Promise((resolve) => {
    decide = resolve;
  });
}

/** Somebody typed a PIN. The box stays until the register has taken it. */
export function giveApproval(approval: NonNullable<Approval>): void {
  const { asked } = approvalStore.getState();
  if (asked === null || decide === null) return;
  approvalStore.setState({ asked: { ...asked, fault: null, isSending: true } });
  const resolve = decide;
  decide = null;
  resolve(approval);
}

/** Nobody agrees: what was asked for is left undone. */
export function stepBack(): void {
  const resolve = decide;
  decide = null;
  approvalStore.setState({ asked: null });
  resolve?.(null);
}

/** The register has answered: the box has done its work. */
export function closeApproval(): void {
  decide = null;
  approvalStore.setState({ asked: null });
}

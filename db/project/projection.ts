import { invariant } from '../../core/assert.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { JournalPayloads, JournalType } from '../../core/journal/events/all.ts';
import { readable } from '../../core/journal/read-payload.ts';
import type { WriteDb } from '../open.ts';
import { prepareApprovalProjections } from './approval.ts';
import { prepareBasketProjections } from './basket.ts';
import { prepareCorrectionProjections } from './correction.ts';
import { prepareDayProjections } from './day.ts';
import { prepareLateChargeProjections } from './late-charge.ts';
import { prepareOperatorProjections } from './operator.ts';
import { preparePaymentProjections } from './payment.ts';
import { prepareNumberJumpProjections } from './number-jump.ts';
import { type NoteDifference, nothing, type Projector } from './projector.ts';
import { prepareReceiptProjections } from './receipt.ts';
import { prepareSaleProjections } from './sale.ts';
import { prepareSlipProjections } from './slip.ts';
import { prepareReturnProjections } from './return.ts';

/**
 * Tables that are made from the journal and nothing else, children before their parents. A
 * rebuild empties them in this order; a table missing here would not be checked.
 */
export const DERIVED_TABLES = [
  'sale_return',
  'slip',
  'late_charge',
  'print_job',
  'sale_tender',
  'sale_line',
  'sale',
  'payment_attempt',
  'terminal_mark',
  'settlement',
  'terminal_close_failure',
  'operator_lock',
  'approval_failure',
  'correction',
  'suspended_basket',
  'grand_total',
  'shift',
  'business_day',
  'number_jump',
] as const;

/**
 * Returns what brings the read tables up to an entry. Appending and rebuilding both use it, so
 * that they cannot differ; it reads and writes derived tables only, never the journal, the clock
 * or reference data. Throws `InvariantError` when the entry cannot follow what is there. `note` is
 * told of figures that the entry states and its forerunners do not make; the entry's word stands.
 */
export function prepareProjection(
  db: WriteDb,
  note: NoteDifference = nothing,
): (entry: JournalEntry) => void {
  const projector = {
    'register.enrolled': nothing,
    'headOffice.wentBack': nothing,
    'catalogue.applied': nothing,
    'clock.jumped': nothing,
    'program.ended': nothing,
    'catalogue.held': nothing,
    'operators.changed': nothing,
    'settings.changed': nothing,
    'settings.held': nothing,
    'copyDisk.accepted': nothing,
    'screen.locked': nothing,
    'catalogue.fallConfirmed': nothing,
    'tender.taken': nothing,
    'tender.handedBack': nothing,
    ...prepareOperatorProjections(db),
    ...prepareApprovalProjections(db),
    ...prepareCorrectionProjections(db),
    ...prepareDayProjections(db, note),
    ...prepareBasketProjections(db),
    ...preparePaymentProjections(db),
    ...prepareLateChargeProjections(db),
    ...prepareNumberJumpProjections(db),
    ...prepareSaleProjections(db, note),
    ...prepareReceiptProjections(db),
    ...prepareSlipProjections(db),
    ...prepareReturnProjections(db),
  } satisfies Projector;
  return (stored) => {
    const entry = readable(stored);
    const { type } = entry;
    invariant(isType(projector, type), `entry ${entry.seq}: unknown type ${type}`);
    projectAs(projector, type, entry);
  };
}

function isType(projector: Projector, type: string): type is JournalType {
  return Object.hasOwn(projector, type);
}

function projectAs<T extends JournalType>(
  projector: Projector,
  type: T,
  entry: JournalEntry,
): void {
  // The one place where a stored payload gets its type back: `append` took it with this type,
  // and the entry's hash proves that it has not changed since.
  projector[type](entry.payload as JournalPayloads[T], entry);
}

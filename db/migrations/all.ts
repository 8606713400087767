import { journal } from './0010-journal.ts';
import { reference } from './0020-reference.ts';
import { day } from './0030-day.ts';
import { payment } from './0040-payment.ts';
import { sale } from './0050-sale.ts';
import { batch } from './0060-batch.ts';
import { saleReturn } from './0070-return.ts';
import { slip } from './0080-slip.ts';
import { refundLimit } from './0100-refund-limit.ts';
import { terminalMarkDevice } from './0110-terminal-mark-device.ts';
import { lateCharge } from './0120-late-charge.ts';
import { basketVoid } from './0130-basket-void.ts';
import { dayByNumber } from './0140-day-by-number.ts';
import { minimumAge } from './0160-minimum-age.ts';
import { approval } from './0170-approval.ts';
import { correction } from './0180-correction.ts';
import { journalMarks } from './0200-journal-marks.ts';
import { journalJumps } from './0210-journal-jumps.ts';
import { flowState } from './0220-flow-state.ts';
import { settlement } from './0090-settlement.ts';
import type { Migration } from './migration.ts';

/** Every step there ever was, in order. */
export const migrations: readonly Migration[] = [
  journal,
  reference,
  day,
  payment,
  sale,
  batch,
  saleReturn,
  slip,
  settlement,
  refundLimit,
  terminalMarkDevice,
  lateCharge,
  basketVoid,
  dayByNumber,
  minimumAge,
  approval,
  correction,
  journalMarks,
  journalJumps,
  flowState,
];

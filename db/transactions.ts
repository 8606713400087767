import type { ReadTx, WriteTx } from '../till/ports/store.ts';
import { type JournalWriterOptions, prepareJournalWriter } from './journal.ts';
import { prepareJournalReader } from './journal-rows.ts';
import type { ReadDb, WriteDb } from './open.ts';
import { type OpenBasketMemory, prepareBasketReads, prepareBasketWrites } from './repo/basket.ts';
import { prepareFlowReads, prepareFlowWrites } from './repo/flow-state.ts';
import { prepareUploadReads, prepareUploadWrites } from './repo/upload.ts';
import { prepareDayReads } from './repo/day.ts';
import { prepareJournalMarks } from './repo/journal-marks.ts';
import { prepareItemReads, prepareItemWrites } from './repo/item.ts';
import { prepareCorrectionReads } from './repo/correction.ts';
import { prepareLateChargeReads } from './repo/late-charge.ts';
import { prepareOperatorReads, prepareOperatorWrites } from './repo/operator.ts';
import { preparePaymentReads } from './repo/payment.ts';
import { prepareSaleReads } from './repo/sale.ts';
import { prepareSlipReads } from './repo/slip.ts';
import { prepareReturnReads } from './repo/return.ts';
import { prepareSettlementReads } from './repo/settlement.ts';
import { prepareSettingReads, prepareSettingWrites } from './repo/setting.ts';
import { provedEntries } from './verify.ts';

/** Prepares every reading statement at once: a typo in one stops the boot, not a sale. */
export function prepareReadTx(db: ReadDb, memory: OpenBasketMemory = { last: null }): ReadTx {
  const journal = prepareJournalReader(db);
  return {
    journalHead: journal.head,
    entries: journal.entries,
    entriesOfDay: journal.ofDay,
    provedEntries: (from, to, prevHash) => provedEntries(journal, { from, to, prevHash }),
    ...prepareJournalMarks(db),
    ...prepareSettingReads(db),
    ...prepareFlowReads(db),
    ...prepareOperatorReads(db),
    ...prepareItemReads(db),
    ...prepareBasketReads(db, memory),
    ...prepareDayReads(db),
    ...preparePaymentReads(db),
    ...prepareCorrectionReads(db),
    ...prepareLateChargeReads(db),
    ...prepareSaleReads(db),
    ...prepareSlipReads(db),
    ...prepareReturnReads(db),
    ...prepareSettlementReads(db),
    ...prepareUploadReads(db),
  };
}

/** Prepares every writing statement at once. Only for use inside `Store.write`. */
export function prepareWriteTx(
  db: WriteDb,
  reads: ReadTx,
  options: JournalWriterOptions,
  memory: OpenBasketMemory = { last: null },
): WriteTx {
  return {
    ...reads,
    ...prepareJournalWriter(db, options),
    ...prepareSettingWrites(db),
    ...prepareFlowWrites(db),
    ...prepareOperatorWrites(db),
    ...prepareItemWrites(db),
    ...prepareBasketWrites(db, memory),
    ...prepareUploadWrites(db),
  };
}

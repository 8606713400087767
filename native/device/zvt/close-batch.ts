import type {
  CloseBatchOutcome,
  TerminalBatchTotals,
  TerminalObserver,
  TotalsOutcome,
} from '../../../till/ports/card-terminal.ts';
import type { Log } from '../../../till/ports/system.ts';
import { endOfDay, enquireOpenPreAuthorizations, sendTotals } from '../../protocol/zvt/commands.ts';
import { byteCode } from '../../protocol/zvt/hex.ts';
import { isApprovedStatus } from '../../protocol/zvt/status-info.ts';
import type { StatusInfo } from '../../protocol/zvt/status-info.ts';
import { progressOf } from './progress.ts';
import type { ZvtConnection } from './connection.ts';
import { closeBatchOutcome, goesAway, totalsOf, totalsOutcome } from './outcome.ts';
import { receiptsFor } from './receipts.ts';

type UploadObserver = Pick<TerminalObserver, 'progress' | 'receipt'>;

/** How often the terminal is asked for a further open pre-authorisation. */
const MAX_QUERIES = 50;

/** "Pre-authorisation error", which is also the answer to the query (PA00P015 §2.12). */
const PRE_AUTHORIZATION = 0xb8;

/** The receipt number that says "none". */
const NONE = 'FFFF';

/**
 * 06 50 on a terminal that is ready, after the query PA00P015 §2.16 asks for. A close whose end
 * was lost is looked into: the open batch's totals tell whether it was closed.
 */
export async function closeBatch(
  connection: ZvtConnection,
  password: string,
  observer: UploadObserver,
  log: Log,
): Promise<CloseBatchOutcome> {
  const open = await openPreAuthorizations(connection);
  if (open.kind === 'failed') return open;
  if (open.receiptNos.length > 0) {
    const reason = `openPreAuthorizations:${open.receiptNos.join(' ')}`;
    return { kind: 'failed', resultCode: byteCode(PRE_AUTHORIZATION), reason };
  }
  const lines: string[] = [];
  const receipts = receiptsFor(
    ['admin'],
    {
      receipt: (slip) => {
        lines.push(...slip.lines);
        observer.receipt(slip);
      },
    },
    log,
  );
  const end = await connection.run(endOfDay(password), {
    progress: (code, text) => observer.progress(progressOf(code, text)),
    print: (print) => receipts.add(print),
  });
  receipts.flush();
  if (end.kind === 'completed' && goesAway(end.completion)) connection.expectAbsence();
  const outcome = closeBatchOutcome(end, lines);
  if (outcome.kind !== 'unknown') return outcome;
  const status = 'status' in end ? end.status : null;
  return afterDoubtfulEnd(connection, password, { reason: outcome.reason, status }, lines, log);
}

/** 06 10 on a terminal that is ready: what its open batch holds. */
export async function askTotals(
  connection: ZvtConnection,
  password: string,
  log: Log,
): Promise<TotalsOutcome> {
  const lines: string[] = [];
  const receipts = receiptsFor(
    ['admin'],
    { receipt: (slip) => void lines.push(...slip.lines) },
    log,
  );
  const end = await connection.run(sendTotals(password), {
    print: (print) => receipts.add(print),
  });
  receipts.flush();
  return totalsOutcome(end, lines);
}

type OpenPreAuthorizations =
  | { readonly kind: 'known'; readonly receiptNos: readonly string[] }
  | Extract<CloseBatchOutcome, { kind: 'failed' }>;

/**
 * Asks until the terminal says FFFF, names only what it named before, or does not know the
 * question; such a terminal has no pre-authorisations, or says so itself at the end of day.
 */
async function openPreAuthorizations(connection: ZvtConnection): Promise<OpenPreAuthorizations> {
  const found = new Set<string>();
  for (let query = 0; query < MAX_QUERIES; query += 1) {
    const end = await connection.run(enquireOpenPreAuthorizations());
    if (end.kind === 'lost' || end.kind === 'notSent') {
      // Nothing was closed: 06 50 has not been sent.
      return { kind: 'failed', resultCode: '', reason: end.reason };
    }
    if (end.kind !== 'aborted' || end.code !== PRE_AUTHORIZATION) break;
    const before = found.size;
    for (const receiptNo of end.receiptNos) found.add(receiptNo);
    if (end.receiptNo === NONE || found.size === before) break;
  }
  return { kind: 'known', receiptNos: [...found] };
}

/**
 * The end of 06 50 never came, or does not say whether it was closed. An empty batch afterwards
 * means it was closed, but only the status seen before tells with which totals; a batch that still
 * holds something was not closed. A status without any sum, as of terminals that only print their
 * totals, says neither.
 */
async function afterDoubtfulEnd(
  connection: ZvtConnection,
  password: string,
  end: { readonly reason: string; readonly status: StatusInfo | null },
  lines: readonly string[],
  log: Log,
): Promise<CloseBatchOutcome> {
  const unknown: CloseBatchOutcome = { kind: 'unknown', reason: end.reason };
  connection.distrust();
  if ((await connection.recover()) !== null) return unknown;
  const now = await askTotals(connection, password, log);
  if (now.kind !== 'totals' || tellsNothing(now.totals)) return unknown;
  if (!isEmpty(now.totals)) return { kind: 'failed', resultCode: '', reason: 'batchStillOpen' };
  if (end.status === null || !isApprovedStatus(end.status)) return unknown;
  return { kind: 'closed', totals: totalsOf(end.status, lines) };
}

/** Without the single totals (BMP 60) a sum of 0 may be none at all, or credits, sent as 0. */
function tellsNothing(totals: TerminalBatchTotals): boolean {
  return isEmpty(totals) && totals.groups?.length === 0;
}

function isEmpty(totals: TerminalBatchTotals): boolean {
  return totals.totalMinor === 0 && totals.count === 0;
}

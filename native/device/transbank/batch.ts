import type { Currency } from '../../../core/money/currency.ts';
import { sum, ZERO } from '../../../core/money/minor.ts';
import type { Minor } from '../../../core/money/minor.ts';
import { CARD_GROUPS } from '../../../core/settlement/card-group.ts';
import type {
  CloseBatchOutcome,
  TerminalBatchItem,
  TerminalBatchTotals,
  TerminalGroupTotal,
  TotalsOutcome,
} from '../../../till/ports/card-terminal.ts';
import { closeBatch, detail, totals } from '../../protocol/transbank/commands.ts';
import type { TransbankRequest } from '../../protocol/transbank/commands.ts';
import type { ExchangeEnd } from '../../protocol/transbank/exchange-session.ts';
import { isDoubtful, shownCode } from '../../protocol/transbank/response-codes.ts';
import { cardGroupOfBrand, minorOfUnits } from './result.ts';

/** Runs one request; the caller owns the line. */
export type RunRequest = (request: TransbankRequest) => Promise<ExchangeEnd>;

const APPROVED = '00';
const NOTHING_STORED = '11';

/** Count and sum by 0700, and every sale by 0260; moves no money and closes nothing. */
export async function askTotals(run: RunRequest, currency: Currency): Promise<TotalsOutcome> {
  const told = await askCountAndSum(run, currency);
  if (told.kind === 'unreachable' || told.count === 0) return orEmpty(told);
  const end = await run(detail());
  // A terminal that refuses the question lists nothing. One that did not answer may yet do so, and
  // a close after that would clear the list for good.
  if (end.kind === 'refused') return { kind: 'totals', totals: totalsOf(told, null) };
  if (end.kind !== 'answered') return { kind: 'unreachable', reason: reasonOf(end) };
  const items = itemsOf(end, currency);
  return { kind: 'totals', totals: totalsOf(told, items) };
}

interface CountAndSum {
  readonly kind: 'told';
  readonly count: number;
  readonly totalMinor: Minor;
}

type Unreachable = Extract<TotalsOutcome, { kind: 'unreachable' }>;

function orEmpty(told: CountAndSum | Unreachable): TotalsOutcome {
  return told.kind === 'unreachable' ? told : { kind: 'totals', totals: totalsOf(told, []) };
}

async function askCountAndSum(
  run: RunRequest,
  currency: Currency,
): Promise<CountAndSum | Unreachable> {
  const end = await run(totals());
  if (end.kind !== 'answered') return { kind: 'unreachable', reason: reasonOf(end) };
  const { message } = end;
  if (message.kind !== 'totals') return { kind: 'unreachable', reason: 'answerNotUnderstood' };
  const { responseCode, count, sumUnits } = message;
  if (responseCode === NOTHING_STORED) return { kind: 'told', count: 0, totalMinor: ZERO };
  if (responseCode !== APPROVED) return { kind: 'unreachable', reason: shownCode(responseCode) };
  if (count === null || sumUnits === null) {
    return { kind: 'unreachable', reason: 'answerNotUnderstood' };
  }
  return { kind: 'told', count, totalMinor: minorOfUnits(sumUnits, currency) };
}

function reasonOf(end: Exclude<ExchangeEnd, { kind: 'answered' }>): string {
  switch (end.kind) {
    case 'notSent':
    case 'lost':
      return end.reason;
    case 'refused':
      return 'refusedByTerminal';
    case 'acknowledged':
      return 'noResult';
  }
}

/** The sales of a detail; null when the terminal does not list them, or one has no amount. */
function itemsOf(
  end: Extract<ExchangeEnd, { kind: 'answered' }>,
  currency: Currency,
): readonly TerminalBatchItem[] | null {
  const { message, details } = end;
  const ending = message.kind === 'sale' ? message.sale.responseCode : '';
  const isWhole = ending === APPROVED || ending === NOTHING_STORED;
  if (!isWhole && details.length === 0) return null;
  const items: TerminalBatchItem[] = [];
  for (const each of details) {
    if (each.kind !== 'sale' || each.sale.amountUnits === null) return null;
    const { sale } = each;
    items.push({
      receiptNo: sale.operationNo,
      reference: sale.ticket,
      group: cardGroupOfBrand(sale.brand),
      amountMinor: minorOfUnits(each.sale.amountUnits, currency),
    });
  }
  return items;
}

function totalsOf(
  told: CountAndSum,
  items: readonly TerminalBatchItem[] | null,
): TerminalBatchTotals {
  const { count, totalMinor } = told;
  return { totalMinor, count, lines: [], groups: groupsOf(told, items), items };
}

/** Sums per kind of card, where the list agrees with the total: else they would explain nothing. */
function groupsOf(
  told: CountAndSum,
  items: readonly TerminalBatchItem[] | null,
): readonly TerminalGroupTotal[] | null {
  if (items === null || items.length !== told.count) return null;
  if (sum(items.map((item) => item.amountMinor)) !== told.totalMinor) return null;
  return CARD_GROUPS.flatMap((group) => {
    const own = items.filter((item) => item.group === group);
    const amountMinor = sum(own.map((item) => item.amountMinor));
    return own.length === 0 ? [] : [{ group, count: own.length, amountMinor }];
  });
}

/**
 * Totals and list first, since the close clears them from the terminal's memory; then 0500. A
 * batch whose totals could not be had stays open.
 */
export async function closeWithTotals(
  run: RunRequest,
  currency: Currency,
): Promise<CloseBatchOutcome> {
  const before = await askTotals(run, currency);
  if (before.kind === 'unreachable') return failed(before.reason);
  const end = await run(closeBatch());
  switch (end.kind) {
    case 'notSent':
      return failed(end.reason);
    case 'refused':
      return failed('refusedByTerminal');
    case 'acknowledged':
      return { kind: 'unknown', reason: 'noResult' };
    case 'lost':
      return { kind: 'unknown', reason: end.reason };
    case 'answered':
      break;
  }
  const { message } = end;
  if (message.kind !== 'done') return { kind: 'unknown', reason: 'answerNotUnderstood' };
  const { responseCode } = message;
  if (responseCode === APPROVED) return { kind: 'closed', totals: before.totals };
  const code = shownCode(responseCode);
  return isDoubtful(responseCode) ? { kind: 'unknown', reason: code } : failed(code);
}

/** A code of the terminal as such; any other reason as it is. */
function failed(reason: string): CloseBatchOutcome {
  return { kind: 'failed', resultCode: /^T\d\d$/.test(reason) ? reason : '', reason };
}

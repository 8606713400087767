import type { CorrectionReason } from '../basket/correction.ts';
import type { LocalText } from '../local-text.ts';
import type { AmountCount, DayReport, GroupedAmount } from '../journal/events/day-report.ts';
import { type Minor, negate } from '../money/minor.ts';
import {
  formatRate,
  headBlocks,
  type Layout,
  type Lines,
  linesFor,
  type ReceiptStore,
} from './document.ts';
import type { ReceiptText } from './words/zh.ts';
import type { PrintBlock, PrintDocument } from './types.ts';

export interface DayReportReceiptInput extends Layout {
  readonly report: DayReport;
  readonly store: ReceiptStore;
  /** By the shop's clock, as they shall be printed. */
  readonly openedAtLocal: string;
  readonly closedAtLocal: string;
  /** Names of department keys; a key without one is printed as it is. */
  readonly departmentNames: Readonly<Record<string, LocalText>>;
  readonly operatorNames: Readonly<Record<string, string>>;
}

/**
 * The printed X (Z number 0) or Z report, with the contents of the Norwegian cash register
 * regulation §2-8-2 as far as the register's functions go. It never opens the drawer.
 */
export function dayReportReceipt(input: DayReportReceiptInput): PrintDocument {
  const lines = linesFor(input);
  const { report } = input;
  const isZ = report.zNumber > 0;
  const department = (key: string) => {
    const name = input.departmentNames[key];
    return name === undefined ? key : lines.local(name);
  };
  const blocks: PrintBlock[] = [
    ...headBlocks(lines, input.store),
    ...lines.center(lines.word(isZ ? 'zReport' : 'xReport'), { bold: true, size: 'tall' }),
    lines.rule(),
    ...(isZ ? lines.pair(lines.word('zNumber'), String(report.zNumber)) : []),
    ...lines.pair(lines.word('businessDay'), report.businessDay),
    ...lines.pair(lines.word('register'), `${report.storeId}-${report.registerId}`),
    ...lines.pair(lines.word('openedAt'), input.openedAtLocal),
    ...lines.pair(lines.word('closedAt'), input.closedAtLocal),
    ...lines.pair(lines.word('firstReceipt'), report.firstReceiptNo || '-'),
    ...lines.pair(lines.word('lastReceipt'), report.lastReceiptNo || '-'),
    lines.rule(),
    ...counted(lines, 'sales', report.sales, true),
    ...counted(lines, 'returns', report.returns, false),
    ...lines.pair(lines.word('rounding'), lines.amount(report.roundingMinor)),
    ...section(lines, 'taxes', taxRows(lines, report)),
    ...section(
      lines,
      'tenders',
      grouped(lines, report.tenders, (key) => tenderName(lines, key)),
    ),
    ...section(lines, 'departments', grouped(lines, report.departments, department)),
    ...section(
      lines,
      'operators',
      grouped(lines, report.operators, (key) => input.operatorNames[key] ?? key),
    ),
    ...section(lines, 'drawer', drawerRows(lines, report)),
    ...section(lines, 'counters', counterRows(lines, report)),
    ...section(lines, 'voids', voidRows(lines, report, input.operatorNames)),
    ...section(lines, 'voidReasons', reasonRows(lines, report)),
    ...section(lines, 'cardBatch', cardBatchRows(lines, report)),
    ...section(lines, 'unresolved', unresolvedRows(lines, report)),
    ...section(lines, 'parkedPaid', parkedRows(lines, report)),
    ...section(lines, 'lateCharges', lateChargeRows(lines, report)),
    ...section(lines, 'grandTotals', grandRows(lines, report)),
  ];
  return { columns: input.columns, blocks };
}

function section(lines: Lines, title: ReceiptText, rows: PrintBlock[]): PrintBlock[] {
  if (rows.length === 0) return [];
  return [lines.rule(), ...lines.center(lines.word(title), { bold: true }), ...rows];
}

function counted(lines: Lines, key: ReceiptText, value: AmountCount, bold: boolean): PrintBlock[] {
  const label = `${lines.word(key)} (${value.count})`;
  return lines.pair(label, lines.amount(value.amountMinor), { bold });
}

function grouped(
  lines: Lines,
  rows: readonly GroupedAmount[],
  name: (key: string) => string,
): PrintBlock[] {
  return rows.flatMap((row) =>
    lines.pair(`${name(row.key)} (${row.count})`, lines.amount(row.amountMinor)),
  );
}

function tenderName(lines: Lines, key: string): string {
  return lines.tender(key);
}

function taxRows(lines: Lines, report: DayReport): PrintBlock[] {
  if (report.taxes.length === 0) return [];
  const heads = [lines.word('rate'), lines.word('base'), lines.word('tax'), lines.word('gross')];
  const rows = report.taxes.map((tax) => [
    formatRate(tax.rateBp),
    lines.amount(tax.baseMinor),
    lines.amount(tax.taxMinor),
    lines.amount(tax.grossMinor),
  ]);
  return lines.table(heads, rows);
}

function drawerRows(lines: Lines, report: DayReport): PrintBlock[] {
  return [
    ...lines.pair(lines.word('openingFloat'), lines.amount(report.openingFloatMinor)),
    ...(report.partCashMinor === undefined
      ? []
      : lines.pair(lines.word('partCash'), lines.amount(report.partCashMinor))),
    ...lines.pair(lines.word('expectedCash'), lines.amount(report.expectedCashMinor)),
    ...lines.pair(lines.word('countedCash'), lines.amount(report.countedCashMinor)),
    ...lines.pair(lines.word('overShort'), lines.amount(report.overShortMinor), { bold: true }),
  ];
}

function counterRows(lines: Lines, report: DayReport): PrintBlock[] {
  return [
    ...taken(lines, 'lineVoids', report.lineVoids),
    ...taken(lines, 'voidedBaskets', report.voidedBaskets),
    ...lines.pair(lines.word('suspendedBaskets'), String(report.suspendedBaskets)),
    ...lines.pair(lines.word('noSale'), String(report.drawerOpeningsNoSale)),
    ...(report.cashHandedBack === undefined
      ? []
      : counted(lines, 'cashHandedBack', report.cashHandedBack, false)),
    ...counted(lines, 'reprints', report.reprints, false),
    ...lines.pair(lines.word('cardDeclined'), String(report.cardDeclined)),
    ...(report.otherCards === undefined
      ? []
      : counted(lines, 'refundedElsewhere', report.otherCards, true)),
  ];
}

/** What was taken off before payment stands with a minus, as such reports show it. */
function taken(lines: Lines, key: ReceiptText, value: AmountCount): PrintBlock[] {
  return counted(lines, key, { ...value, amountMinor: negate(value.amountMinor) }, false);
}

function voidRows(
  lines: Lines,
  report: DayReport,
  names: Readonly<Record<string, string>>,
): PrintBlock[] {
  return (report.voids ?? []).flatMap((row) => [
    ...lines.left(names[row.key] ?? row.key),
    ...taken(lines, 'lineVoids', row.lines),
    ...taken(lines, 'voidedBaskets', row.baskets),
    ...lines.pair(lines.word('voidsApproved'), String(row.approved)),
  ]);
}

const REASONS: Readonly<Record<string, ReceiptText | undefined>> = {
  mistake: 'reasonMistake',
  customer: 'reasonCustomer',
  price: 'reasonPrice',
  quality: 'reasonQuality',
  noMoney: 'reasonNoMoney',
  other: 'reasonOther',
  age: 'reasonAge',
} satisfies Record<CorrectionReason, ReceiptText>;

function reasonRows(lines: Lines, report: DayReport): PrintBlock[] {
  const rows = (report.voidReasons ?? []).map((row) => ({
    ...row,
    amountMinor: negate(row.amountMinor),
  }));
  return grouped(lines, rows, (key) => {
    const reason = REASONS[key];
    return reason === undefined ? key : lines.word(reason);
  });
}

function cardBatchRows(lines: Lines, report: DayReport): PrintBlock[] {
  return (report.cardBatches ?? []).flatMap((batch) => [
    ...lines.pair(lines.word('terminal'), batch.terminalId),
    ...(batch.totalsKnown
      ? counted(lines, 'terminalSays', sideOf(batch.terminalCount, batch.terminalMinor), false)
      : []),
    ...counted(lines, 'registerSays', sideOf(batch.registerCount, batch.registerMinor), false),
    ...lines.center(
      lines.word(
        batch.totalsKnown ? (batch.agrees ? 'batchAgrees' : 'batchDiffers') : 'batchUnseen',
      ),
      { bold: !batch.agrees },
    ),
  ]);
}

function sideOf(count: number, amountMinor: Minor): AmountCount {
  return { count, amountMinor };
}

function unresolvedRows(lines: Lines, report: DayReport): PrintBlock[] {
  return report.unresolvedPayments.flatMap((payment) =>
    lines.pair(payment.attemptId, lines.amount(payment.amountMinor)),
  );
}

function parkedRows(lines: Lines, report: DayReport): PrintBlock[] {
  return (report.parkedPaid ?? []).flatMap(({ basketId, label, paidMinor, totalMinor }) =>
    lines.pair(label || basketId, `${lines.amount(paidMinor)} / ${lines.amount(totalMinor)}`),
  );
}

function lateChargeRows(lines: Lines, report: DayReport): PrintBlock[] {
  return (report.lateCharges ?? []).flatMap(({ terminalId, receiptNo, amountMinor, stands }) => [
    ...lines.pair(
      `${terminalId} ${receiptNo || '-'}`,
      amountMinor === null ? '-' : lines.amount(amountMinor),
    ),
    ...lines.left(lines.word(stands ? 'lateChargeStands' : 'lateChargeRefused')),
  ]);
}

function grandRows(lines: Lines, report: DayReport): PrintBlock[] {
  return [
    ...lines.pair(lines.word('grandSales'), lines.amount(report.grandSalesMinor)),
    ...lines.pair(lines.word('grandReturns'), lines.amount(report.grandReturnsMinor)),
    ...lines.pair(lines.word('grandNet'), lines.amount(report.grandNetMinor)),
  ];
}

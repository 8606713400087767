import type { SettlementExplanation } from '../journal/events/settlement.ts';
import { type Minor, subtract } from '../money/minor.ts';
import type { SettlementReport } from '../settlement/batch-report.ts';
import { headBlocks, type Layout, type Lines, linesFor, type ReceiptStore } from './document.ts';
import type { ReceiptText } from './words/zh.ts';
import type { PrintBlock, PrintDocument } from './types.ts';

export interface SettlementReceiptInput extends Layout {
  readonly report: SettlementReport;
  readonly store: ReceiptStore;
  /** By the shop's clock, as it shall be printed. */
  readonly closedAtLocal: string;
}

/** Brands are written alike in both languages. */
const BRANDS: Readonly<Record<string, string>> = {
  girocard: 'girocard',
  jcb: 'JCB',
  mastercard: 'Mastercard',
  amex: 'American Express',
  visa: 'Visa',
  diners: 'Diners Club',
};

const CAUSES: Readonly<Record<SettlementExplanation['cause'], ReceiptText>> = {
  unknown: 'causeUnknown',
  settledByHand: 'causeSettledByHand',
  onlyAtRegister: 'causeOnlyAtRegister',
  onlyAtTerminal: 'causeOnlyAtTerminal',
  otherGroup: 'causeOtherGroup',
  sameAmount: 'causeSameAmount',
  unexplained: 'causeUnexplained',
};

/**
 * A closed card batch on paper: the terminal's sums beside the register's for each kind of card,
 * every difference with what explains it, and the terminal's own report.
 */
export function settlementReceipt(input: SettlementReceiptInput): PrintDocument {
  const lines = linesFor(input);
  const { report } = input;
  const { totals } = report;
  const blocks: PrintBlock[] = [
    ...headBlocks(lines, input.store),
    ...lines.center(lines.word('cardBatch'), { bold: true, size: 'tall' }),
    lines.rule(),
    ...lines.pair(lines.word('terminal'), report.terminalId),
    ...lines.pair(lines.word('time'), input.closedAtLocal),
    lines.rule(),
    ...report.groups.flatMap((group) => sideBySide(lines, cardName(lines, group.group), group)),
    ...sideBySide(lines, lines.word('total'), totals, report.totalsKnown),
    lines.rule(),
    ...verdict(lines, report),
    ...report.differences.flatMap((difference) => [
      ...lines.pair(
        cardName(lines, difference.group),
        lines.amount(subtract(difference.terminalMinor, difference.registerMinor)),
        { bold: true },
      ),
      ...difference.explained.flatMap((one) => explanation(lines, one)),
    ]),
    ...terminalReport(lines, report.reportLines),
  ];
  return { columns: input.columns, blocks };
}

interface Sums {
  readonly terminalCount: number;
  readonly terminalMinor: Minor;
  readonly registerCount: number;
  readonly registerMinor: Minor;
}

function sideBySide(lines: Lines, name: string, sums: Sums, isKnown = true): PrintBlock[] {
  const terminal = `  ${lines.word('terminalSays')}`;
  return [
    ...lines.left(name),
    ...(isKnown
      ? lines.pair(`${terminal} (${sums.terminalCount})`, lines.amount(sums.terminalMinor))
      : lines.pair(terminal, '?')),
    ...lines.pair(
      `  ${lines.word('registerSays')} (${sums.registerCount})`,
      lines.amount(sums.registerMinor),
    ),
  ];
}

function verdict(lines: Lines, report: SettlementReport): PrintBlock[] {
  const words = report.totalsKnown
    ? report.agrees
      ? 'batchAgrees'
      : 'batchDiffers'
    : 'batchUnseen';
  return lines.center(lines.word(words), { bold: !report.agrees });
}

function explanation(lines: Lines, one: SettlementExplanation): PrintBlock[] {
  const cause = lines.word(CAUSES[one.cause]);
  const label = one.receiptNo === '' ? `  ${cause}` : `  ${cause} ${one.receiptNo}`;
  return lines.pair(label, lines.amount(one.amountMinor));
}

function terminalReport(lines: Lines, report: readonly string[]): PrintBlock[] {
  if (report.length === 0) return [];
  return [
    lines.rule(),
    ...lines.center(lines.word('terminalReport'), { bold: true }),
    ...report.flatMap((line) => lines.left(line)),
  ];
}

function cardName(lines: Lines, group: string): string {
  if (group === 'all') return lines.word('allCards');
  return BRANDS[group] ?? lines.word('otherCards');
}

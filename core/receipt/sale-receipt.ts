import type { BasketLine } from '../basket/types.ts';
import type { Tender } from '../tender/tender.ts';
import { negate, sum } from '../money/minor.ts';
import type { SaleCompleted } from '../journal/events/sale.ts';
import { originalReceipt, returnTitle, signatureBlocks } from './return-blocks.ts';
import {
  formatRate,
  formatThousandths,
  headBlocks,
  type Layout,
  type Lines,
  linesFor,
  type ReceiptStore,
} from './document.ts';
import { codeBlocks } from './paper-codes.ts';
import { receiptCode } from './receipt-no.ts';
import type { PrintBlock, PrintDocument } from './types.ts';

export interface SaleReceiptInput extends Layout {
  readonly sale: SaleCompleted;
  /** When the sale was completed, by the shop's clock, as it shall be printed. */
  readonly atLocal: string;
  readonly store: ReceiptStore;
  readonly registerId: string;
  readonly operatorName: string;
  /** null for the first print; 1, 2 … for copies, which are marked. */
  readonly copy: number | null;
}

/**
 * A customer's receipt: what was bought, taxes per rate, how it was paid, and a code to find the
 * sale again. Amounts are the stored ones, never computed anew. A copy says so. A sale that
 * returns another one names its receipt and has a line for the customer to sign on.
 */
export function saleReceipt(input: SaleReceiptInput): PrintDocument {
  const lines = linesFor(input);
  const { sale, copy } = input;
  const code = receiptCode(sale.receiptNo);
  const blocks: PrintBlock[] = [
    ...headBlocks(lines, input.store),
    ...(sale.returnOf === undefined ? [] : returnTitle(lines)),
    ...(copy === null
      ? []
      : lines.center(`*** ${lines.word('copy')} ${copy} ***`, { bold: true, size: 'tall' })),
    lines.rule(),
    ...lines.pair(lines.word('receiptNo'), sale.receiptNo),
    ...(sale.returnOf === undefined ? [] : originalReceipt(lines, sale.returnOf)),
    ...lines.pair(lines.word('time'), input.atLocal),
    ...lines.pair(lines.word('register'), input.registerId),
    ...lines.pair(lines.word('operator'), input.operatorName),
    lines.rule(),
    ...sale.lines.filter((line) => !line.voided).flatMap((line) => lineBlocks(lines, line)),
    lines.rule(),
    ...totalBlocks(lines, input),
    ...sale.tenders.flatMap((tender) => tenderBlocks(lines, tender)),
    ...(sale.changeMinor === 0
      ? []
      : lines.pair(lines.word('change'), lines.amount(sale.changeMinor), { bold: true })),
    lines.rule(),
    ...taxBlocks(lines, sale),
    lines.rule(),
    ...(sale.returnOf === undefined
      ? lines.center(lines.local(input.store.footer))
      : signatureBlocks(lines)),
    ...codeBlocks(code, input.columns),
    ...lines.center(code),
  ];
  return { columns: input.columns, blocks };
}

function lineBlocks(lines: Lines, line: BasketLine): PrintBlock[] {
  const name = lines.local(line.item.name);
  const modifiers = line.modifiers ?? [];
  const shelfMinor = sum([line.amountMinor, ...modifiers.map(({ amountMinor }) => amountMinor)]);
  const amount = lines.amount(shelfMinor);
  const detail = lineDetail(lines, line);
  return [
    ...(detail === null
      ? lines.pair(name, amount)
      : [...lines.left(name), ...lines.pair(`  ${detail}`, amount)]),
    ...modifiers.flatMap(({ text, amountMinor }) =>
      lines.pair(`  ${lines.local(text)}`, lines.amount(negate(amountMinor))),
    ),
  ];
}

/** How the amount came about; null when it is one piece at its price. */
function lineDetail(lines: Lines, line: BasketLine): string | null {
  // The letter x: a printer on a Chinese code page has no narrow multiplication sign.
  const price = lines.amount(line.labelPriceMinor ?? line.item.priceMinor);
  if (line.labelPriceMinor !== null) {
    const pieces = formatThousandths(line.quantityThousandths, 'asNeeded');
    const label = lines.word('labelPrice');
    return pieces === '1' ? label : `${pieces} x ${price} ${label}`;
  }
  if (line.item.unit === 'kg') {
    return `${formatThousandths(line.weightGrams ?? 0, 'three')} kg x ${price}/kg`;
  }
  if (line.quantityThousandths === 1000) return null;
  return `${formatThousandths(line.quantityThousandths, 'asNeeded')} x ${price}`;
}

function totalBlocks(lines: Lines, input: SaleReceiptInput): PrintBlock[] {
  const { sale } = input;
  const word = sale.returnOf === undefined ? 'total' : 'refunded';
  const total = `${lines.word(word)} ${sale.currency}`;
  return [
    ...lines.pair(lines.word('items'), String(sale.itemCount)),
    ...(sale.taxMode === 'onTop' ? lines.pair(lines.word('tax'), lines.amount(sale.taxMinor)) : []),
    ...lines.pair(total, lines.amount(sale.totalMinor), { bold: true, size: 'tall' }),
    ...(sale.roundingMinor === 0
      ? []
      : lines.pair(lines.word('rounding'), lines.amount(sale.roundingMinor))),
  ];
}

function tenderBlocks(lines: Lines, tender: Tender): PrintBlock[] {
  const { card } = tender;
  const amount = lines.amount(tender.amountMinor);
  const label = lines.tender(tender.kind);
  if (card === null) return lines.pair(label, amount);
  const name = card.cardName === '' ? label : card.cardName;
  const details = [
    ['cardNumber', card.maskedPan],
    ['authCode', card.authCode],
    ['voucher', card.receiptNo],
    ['trace', card.trace],
    ['terminal', card.terminalId],
    ['merchant', card.merchantId],
  ] as const;
  return [
    ...lines.pair(name, amount),
    ...details
      .filter(([, value]) => value !== '')
      .flatMap(([key, value]) => lines.pair(`  ${lines.word(key)}`, value)),
  ];
}

function taxBlocks(lines: Lines, sale: SaleCompleted): PrintBlock[] {
  const heads = [lines.word('rate'), lines.word('base'), lines.word('tax'), lines.word('gross')];
  const rows = sale.taxes.map((tax) => [
    formatRate(tax.rateBp),
    lines.amount(tax.baseMinor),
    lines.amount(tax.taxMinor),
    lines.amount(tax.grossMinor),
  ]);
  return lines.table(heads, rows);
}

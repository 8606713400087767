import type { BookEntry, EntryKind } from './book-entry.ts';
import { type BatchTotals, totalsByCard } from './totals.ts';
import { type ApprovedStatus, clockDigits, type Identity } from './status.ts';
import type { PrintedLine, TerminalReceipt } from './terminal-receipt.ts';

const WIDTH = 24;
const NORMAL = 0x00;
const CENTRED = 0x40;
const DOUBLE_HEIGHT = 0x10;

/** Merchant and customer copy of an approved transaction. */
export function approvedReceipts(
  status: ApprovedStatus,
  identity: Identity,
  minorDigits: number,
): TerminalReceipt[] {
  const signature = status.cvm === 'signature' && !status.signedOnScreen;
  const body = approvedBody(status, identity, minorDigits);
  const sign = signature ? [plain(''), plain(''), plain('_'.repeat(WIDTH)), centred('SIGN')] : [];
  return [
    {
      copy: 'merchant',
      signature,
      positive: true,
      lines: [centred('** MERCHANT COPY **'), ...body, ...sign],
    },
    {
      copy: 'customer',
      signature: false,
      positive: true,
      lines: [centred('** CUSTOMER COPY **'), ...body, centred('PLEASE KEEP')],
    },
  ];
}

const TITLES: Readonly<Record<EntryKind, string>> = {
  sale: 'PAYMENT',
  refund: 'CREDIT',
  reversal: 'REVERSAL',
  preAuth: 'RESERVATION',
  booking: 'BOOKING',
  release: 'RELEASE',
};

function approvedBody(
  status: ApprovedStatus,
  identity: Identity,
  minorDigits: number,
): PrintedLine[] {
  const { card } = status;
  return [
    { text: TITLES[status.kind], attribute: CENTRED | DOUBLE_HEIGHT },
    centred(card.name),
    ...(card.technology === 'contactless' ? [centred('CONTACTLESS')] : []),
    ...when(status.atMs),
    pair('Terminal', identity.terminalId),
    pair('Trace', String(status.trace).padStart(6, '0')),
    pair('Receipt', String(status.receiptNo).padStart(4, '0')),
    ...(status.originalTrace === undefined
      ? []
      : [pair('Original', String(status.originalTrace).padStart(6, '0'))]),
    pair('Merchant', identity.contractNumber),
    plain(status.card.maskedPan.replaceAll('E', '*')),
    ...(card.aid === '' ? [] : [pair('AID', card.aid)]),
    pair('Auth', status.authCode),
    {
      text: pair('AMOUNT', amount(status.amountMinor, minorDigits)).text,
      attribute: DOUBLE_HEIGHT,
    },
    ...(status.signedOnScreen ? [centred('SIGNED ON TERMINAL')] : []),
    centred('APPROVED'),
  ];
}

/** Merchant and customer copy of a payment that did not come to be. */
export function declinedReceipts(
  code: number,
  text: string,
  atMs: number,
  identity: Identity,
): TerminalReceipt[] {
  const body = [
    { text: 'NOT PAID', attribute: CENTRED | DOUBLE_HEIGHT },
    ...when(atMs),
    pair('Terminal', identity.terminalId),
    plain(text),
    pair('Result', code.toString(16).padStart(2, '0').toUpperCase()),
  ];
  return (['merchant', 'customer'] as const).map((copy) => ({
    copy,
    signature: false,
    positive: false,
    lines: [centred(`** ${copy.toUpperCase()} COPY **`), ...body],
  }));
}

/** What the report of a batch says besides its totals. */
export interface BatchReport {
  readonly title: string;
  readonly entries: readonly BookEntry[];
  readonly atMs: number;
  readonly minorDigits: number;
}

/** The receipt of end of day or of turnover totals: each transaction, each card, the totals. */
export function totalsReceipt(
  report: BatchReport,
  totals: BatchTotals,
  identity: Identity,
): TerminalReceipt {
  const sum = (amountMinor: number): string => amount(amountMinor, report.minorDigits);
  const byCard = [...totalsByCard(report.entries)];
  return {
    copy: 'administration',
    signature: false,
    positive: true,
    lines: [
      { text: report.title, attribute: CENTRED | DOUBLE_HEIGHT },
      ...when(report.atMs),
      pair('Terminal', identity.terminalId),
      pair('Batch', String(totals.batchNo)),
      ...report.entries.map((entry) => {
        const number = String(entry.receiptNo ?? 0).padStart(4, '0');
        const reversed = entry.state === 'reversed' ? ' *' : '';
        return pair(`${number} ${TITLES[entry.kind]}`, `${sum(entry.amountMinor)}${reversed}`);
      }),
      plain('-'.repeat(WIDTH)),
      ...byCard.map(([name, { count, netMinor }]) => pair(`${count} ${name}`, sum(netMinor))),
      plain('-'.repeat(WIDTH)),
      pair('Transactions', String(totals.count)),
      pair('Sales', sum(totals.salesMinor)),
      pair('Credits', sum(-totals.refundsMinor)),
      pair('TOTAL', sum(totals.netMinor)),
    ],
  };
}

/** A receipt printed once more, marked as such. */
export function repeated(receipt: TerminalReceipt): TerminalReceipt {
  return { ...receipt, lines: [centred('** REPEAT **'), ...receipt.lines] };
}

/** The receipt of diagnosis and initialisation. */
export function noticeReceipt(title: string, atMs: number, identity: Identity): TerminalReceipt {
  return {
    copy: 'administration',
    signature: false,
    positive: true,
    lines: [centred(title), ...when(atMs), pair('Terminal', identity.terminalId), centred('OK')],
  };
}

/** Minor units as a person writes them; digits only, no floating point. */
export function amount(amountMinor: number, minorDigits: number): string {
  const digits = String(Math.abs(amountMinor)).padStart(minorDigits + 1, '0');
  const whole = digits.slice(0, digits.length - minorDigits);
  const fraction = minorDigits === 0 ? '' : `.${digits.slice(-minorDigits)}`;
  return `${amountMinor < 0 ? '-' : ''}${whole}${fraction}`;
}

function when(atMs: number): PrintedLine[] {
  const { date, time } = clockDigits(atMs);
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return [pair(day, `${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}`)];
}

function plain(text: string): PrintedLine {
  return { text, attribute: NORMAL };
}

function centred(text: string): PrintedLine {
  return { text, attribute: CENTRED };
}

function pair(left: string, right: string): PrintedLine {
  const gap = Math.max(1, WIDTH - left.length - right.length);
  return plain(`${left}${' '.repeat(gap)}${right}`);
}

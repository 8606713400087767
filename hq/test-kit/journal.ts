import { uuidv7 } from 'uuidv7';
import { priceBasket } from '../../core/pricing/price-basket.ts';
import type { UnpricedLine } from '../../core/basket/types.ts';
import type { Tender } from '../../core/tender/tender.ts';
import { summariseEntries } from '../../core/upload/build.ts';
import type { UploadManifest } from '../../core/upload/types.ts';
import { foldDay } from '../../core/day/fold.ts';
import type { DayReport } from '../../core/journal/events/day-report.ts';
import { canonicalJson } from '../../core/journal/canonical.ts';
import { hashEntry } from '../../core/journal/chain.ts';
import { GENESIS_HASH, type JournalEntry } from '../../core/journal/entry.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import { add, type Minor, minor, subtract, ZERO } from '../../core/money/minor.ts';
import { generateKeyPair, type KeyPairText, signJson } from '../keys.ts';
import { sha256Hex } from '../secrets.ts';

const BUSINESS_DAY = '2026-03-02';
const START_MS = 1_772_438_400_000;

/** A batch as a register would send it. */
export interface TestUpload {
  readonly manifest: UploadManifest;
  readonly entries: readonly JournalEntry[];
  readonly body: string;
}

/** A register that journals valid sales and cuts them into batches: a peer for head office. */
export interface TestRegister {
  readonly storeId: string;
  readonly registerId: string;
  readonly publicKey: string;
  /** What it sends to be enrolled with a code: its key, and that it has the private half. */
  enrolment(code: string): EnrolmentBody;
  readonly entries: readonly JournalEntry[];
  append(type: string, payload: unknown, version?: number): JournalEntry;
  openDay(): void;
  /** Completes this many sales, every third one paid by card. */
  sell(count: number): void;
  /** Ends the open day with its Z report. */
  closeDay(zNumber: number): void;
  /** The entries since the last cut as a signed batch; `change` is signed along. */
  cut(change?: Partial<UploadManifest>): TestUpload;
  /** Writes a batch of any entries under any manifest, signed with this register's key. */
  write(manifest: UploadManifest, entries: readonly JournalEntry[]): TestUpload;
}

/** What is sent to be enrolled. */
export interface EnrolmentBody {
  readonly storeId: string;
  readonly registerId: string;
  readonly publicKey: string;
  readonly proof: string;
}

/** The same for any key pair, written out by itself: it shares no text with the register's. */
export function enrolmentBody(of: {
  storeId: string;
  registerId: string;
  keys: KeyPairText;
  code: string;
}): EnrolmentBody {
  const { storeId, registerId, keys, code } = of;
  const claim = { storeId, registerId, publicKey: keys.publicKey };
  const signed = { ...claim, code, kind: 'tillwright-enrolment' };
  return { ...claim, proof: signJson(signed, keys.privateKey) };
}

/** A new register with a key of its own and an empty journal. */
export function makeRegister(storeId: string, registerId: string): TestRegister {
  const keys = generateKeyPair();
  const entries: JournalEntry[] = [];
  let cutTo = 0;
  let batchNo = 0;
  let receiptSeq = 0;
  let grandSalesMinor: Minor = ZERO;

  const append = (type: string, payload: unknown, version = 1): JournalEntry => {
    const entry = entryAfter(entries, { type, version, storeId, registerId, payload });
    entries.push(entry);
    return entry;
  };

  const write = (manifest: UploadManifest, part: readonly JournalEntry[]): TestUpload => {
    const signature = signJson(manifest, keys.privateKey);
    const lines = [{ manifest, signature }, ...part].map(canonicalJson);
    return { manifest, entries: part, body: `${lines.join('\n')}\n` };
  };

  return {
    storeId,
    registerId,
    publicKey: keys.publicKey,
    enrolment: (code) => enrolmentBody({ storeId, registerId, keys, code }),
    entries,
    append,
    openDay: () => {
      append('day.opened', { businessDay: BUSINESS_DAY });
      append('shift.opened', { shiftId: 'shift-1', operatorId: 'op-1', floatMinor: 20_000 });
    },
    sell: (count) => {
      for (let index = 0; index < count; index += 1) {
        receiptSeq += 1;
        const sale = makeSale(`${storeId}-${registerId}-${receiptSeq}`, receiptSeq);
        grandSalesMinor = add(grandSalesMinor, sale.totalMinor);
        append('sale.completed', sale);
      }
    },
    closeDay: (zNumber) => {
      const closedAtMs = atMsOf(entries.length);
      const closing = { storeId, registerId, zNumber, closedAtMs };
      append('day.closed', { report: zReport(entries.slice(cutTo), closing) });
    },
    write,
    cut: (change = {}) => {
      const part = entries.slice(cutTo);
      const manifest: UploadManifest = {
        kind: 'tillwright-batch',
        version: 1,
        batchId: uuidv7(),
        batchNo: batchNo + 1,
        storeId,
        registerId,
        businessDay: BUSINESS_DAY,
        builtAtMs: START_MS + 3_600_000,
        currency: 'CNY',
        grandSalesMinor,
        ...summariseEntries(part),
        ...change,
      };
      cutTo = entries.length;
      batchNo = manifest.batchNo;
      return write(manifest, part);
    },
  };
}

/** Entries are a second apart. */
function atMsOf(index: number): number {
  return START_MS + index * 1_000;
}

/** The entry that follows these, chained to the last of them. */
function entryAfter(
  entries: readonly JournalEntry[],
  what: Pick<JournalEntry, 'type' | 'version' | 'storeId' | 'registerId' | 'payload'>,
): JournalEntry {
  const last = entries.at(-1);
  const body = {
    ...what,
    seq: (last?.seq ?? 0) + 1,
    id: uuidv7(),
    atMs: atMsOf(entries.length),
    businessDay: BUSINESS_DAY,
    actor: 'op-1',
    prevHash: last?.hash ?? GENESIS_HASH,
  };
  return { ...body, hash: hashEntry(body, sha256Hex) };
}

/** The Z report of a register's first day. */
function zReport(
  entries: readonly JournalEntry[],
  closing: { storeId: string; registerId: string; zNumber: number; closedAtMs: number },
): DayReport {
  return foldDay(entries, {
    ...closing,
    businessDay: BUSINESS_DAY,
    currency: 'CNY',
    grandSalesBefore: ZERO,
    grandReturnsBefore: ZERO,
  });
}

/** One each piece and one weighed line; the amounts differ from receipt to receipt. */
function makeSale(receiptNo: string, receiptSeq: number): SaleCompleted {
  const unpriced = {
    basketId: uuidv7(),
    operatorId: 'op-1',
    lines: [pieceLine(receiptSeq), weighedLine(receiptSeq)],
    tenders: [],
  };
  const taxRule = { taxMode: 'inside', taxRounding: 'perReceipt' } as const;
  const { basket, totals } = priceBasket(unpriced, { taxRule, promotions: [] });
  const isCard = receiptSeq % 3 === 0;
  const tender = isCard ? cardTender(totals.totalMinor) : cashTender(totals.totalMinor);
  return {
    saleId: uuidv7(),
    basketId: basket.basketId,
    receiptNo,
    receiptSeq,
    shiftId: 'shift-1',
    operatorId: 'op-1',
    currency: 'CNY',
    taxMode: 'inside',
    lines: [...basket.lines],
    taxes: [...totals.taxes],
    totalMinor: totals.totalMinor,
    taxMinor: totals.taxMinor,
    roundingMinor: ZERO,
    tenders: [tender],
    changeMinor: subtract(tender.amountMinor, totals.totalMinor),
    itemCount: totals.itemCount,
  };
}

function pieceLine(variety: number): UnpricedLine {
  return line(
    {
      itemId: 'milk',
      name: { zh: '牛奶', en: 'Milk' },
      department: 'dairy',
      taxCode: 'A',
      taxRateBp: 1300,
      unit: 'each',
      priceMinor: minor(1_250 + variety),
    },
    2_000,
    null,
  );
}

function weighedLine(variety: number): UnpricedLine {
  return line(
    {
      itemId: 'apples',
      name: { zh: '苹果', en: 'Apples' },
      department: 'fruit',
      taxCode: 'B',
      taxRateBp: 900,
      unit: 'kg',
      priceMinor: minor(1_380),
    },
    1_000,
    400 + variety,
  );
}

function line(
  item: UnpricedLine['item'],
  quantityThousandths: number,
  weightGrams: number | null,
): UnpricedLine {
  return {
    lineId: uuidv7(),
    item,
    quantityThousandths,
    weightGrams,
    labelPriceMinor: null,
    source: 'scan',
    code: '6901234567892',
    voided: false,
  };
}

function cashTender(dueMinor: Minor): Tender {
  const amountMinor = add(dueMinor, minor(77));
  return { tenderId: uuidv7(), kind: 'cash', amountMinor, card: null };
}

function cardTender(amountMinor: Minor): Tender {
  const card = {
    attemptId: uuidv7(),
    terminalId: 'T1',
    merchantId: 'M1',
    maskedPan: '************4242',
    cardName: 'VISA',
    authCode: '123456',
    receiptNo: '0042',
    trace: '000042',
  };
  return { tenderId: uuidv7(), kind: 'card', amountMinor, card };
}

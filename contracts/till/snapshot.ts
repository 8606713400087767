import { z } from 'zod';
import { tenderKindSchema } from '../../core/tender/tender-kind-schema.ts';
import { heldCatalogueSchema, withheldSchema } from '../snapshot-parts.ts';

const amount = z.number().int();
const localText = z.strictObject({ zh: z.string(), en: z.string() });
const role = z.enum(['cashier', 'supervisor', 'manager']);

export const deviceSchema = z.strictObject({
  state: z.enum(['off', 'connecting', 'ready', 'fault']),
  code: z.string().nullable(),
});

export const lineSchema = z.strictObject({
  lineId: z.string(),
  name: localText,
  department: z.string(),
  unit: z.enum(['each', 'kg']),
  quantityThousandths: z.number().int(),
  weightGrams: z.number().int().nullable(),
  unitPriceMinor: amount,
  amountMinor: amount,
  voided: z.boolean(),
});

export const tenderSchema = z.strictObject({
  tenderId: z.string(),
  kind: tenderKindSchema,
  amountMinor: amount,
  /** 'VISA ····4242' for a card, '' for cash. */
  label: z.string(),
});

export const basketSchema = z.strictObject({
  basketId: z.string(),
  lines: z.array(lineSchema),
  tenders: z.array(tenderSchema),
  goodsMinor: amount,
  taxMinor: amount,
  totalMinor: amount,
  remainingMinor: amount,
  /** What is due if the rest is paid in cash (after cash rounding). */
  cashDueMinor: amount,
  /** The rest as a card pays it: exact but where no card can pay the last minor unit. */
  cardDueMinor: amount,
  itemCount: z.number().int(),
  /**
   * Open until the cashier has said whether the customer is old enough for the lines it is asked for;
   * dates are 'YYYY-MM-DD'.
   */
  ageQuestion: z
    .strictObject({
      minAge: z.number().int(),
      bornOnOrBefore: z.string(),
      lineIds: z.array(z.string()),
    })
    .nullable(),
  /** What voiding it refunds; null where no card has paid any of it. */
  refund: z
    .strictObject({
      steps: z.array(
        z.strictObject({
          way: z.enum(['void', 'refund', 'cash']),
          amountMinor: amount,
          /** 'VISA ····4242', '' for cash. */
          label: z.string(),
        }),
      ),
      /** Why it cannot be voided, an error code; null when it can. */
      refusal: z.string().nullable(),
    })
    .nullable(),
});

export const paymentSchema = z.strictObject({
  attemptId: z.string(),
  /** What the terminal is asked for. */
  way: z.enum(['payment', 'void', 'refund']),
  amountMinor: amount,
  /** What the terminal approved where that is not what was asked; a supervisor decides. */
  approvedMinor: amount.nullable(),
  /** Why it is unknown: an i18n key suffix under `unknownReason.`, '' while it works. */
  reason: z.string(),
  /** `working`: the terminal has it. `unknown`: money may have moved. */
  state: z.enum(['working', 'asking', 'unknown']),
  /** The terminal's own words when it sent some. */
  terminalText: z.string(),
  /** Protocol status code for the fallback text, e.g. '0A'. */
  statusCode: z.string(),
  sinceMs: z.number().int(),
  canCancel: z.boolean(),
  /** Cancelling asks the terminal to stop; else only the waiting ends, once it is silent. */
  stopsTerminal: z.boolean(),
  cancelRequested: z.boolean(),
  /** A signature the cashier is to judge; its picture is asked for by `questionId`. */
  signature: z
    .strictObject({
      questionId: z.string(),
      /** The terminal's own words, line by line; may be ''. */
      text: z.string(),
      /** In the terminal's order; `meaning` null: only its own words are known. */
      choices: z.array(
        z.strictObject({ text: z.string(), meaning: z.enum(['matches', 'differs']).nullable() }),
      ),
    })
    .nullable(),
});

/** A payment or a refund whose result is not known, whichever basket it belongs to. */
export const pendingPaymentSchema = z.strictObject({
  attemptId: z.string(),
  way: z.enum(['payment', 'void', 'refund']),
  amountMinor: amount,
  approvedMinor: amount.nullable(),
  reason: z.string(),
  sinceMs: z.number().int(),
  /** The parked or open basket that waits for it; '' for a refund. */
  basketId: z.string(),
  label: z.string(),
});

/** A sale or a part-paid basket that is being returned: one at a time on a register. */
export const returnSchema = z.strictObject({
  returnId: z.string(),
  /** '' for a basket, and so is the receipt number. */
  saleId: z.string(),
  receiptNo: z.string(),
  /** The sale's total; of a basket what goes back. */
  totalMinor: amount,
  /** The parked basket that is being voided; null for a sale. */
  basket: z.strictObject({ basketId: z.string(), label: z.string() }).nullable(),
  steps: z.array(
    z.strictObject({
      way: z.enum(['void', 'refund', 'cash']),
      amountMinor: amount,
      /** 'VISA ····4242', '' for cash. */
      label: z.string(),
      state: z.enum(['waiting', 'running', 'unknown', 'done', 'failed']),
      /** Why it failed: the terminal's result code or a reason; '' else. */
      reason: z.string(),
      text: z.string(),
    }),
  ),
  canRetry: z.boolean(),
  /** The ways that terminal and shop allow for the step that is due; empty without canRetry. */
  retryAs: z.array(z.enum(['same', 'refund', 'cash'])),
  canAbandon: z.boolean(),
});

export const lastSaleSchema = z.strictObject({
  saleId: z.string(),
  receiptNo: z.string(),
  totalMinor: amount,
  tenderedMinor: amount,
  changeMinor: amount,
  /** What the hand takes out of the drawer for it: the change, or the part refunded in cash. */
  handOverMinor: amount,
  atMs: z.number().int(),
  printed: z.boolean(),
});

/**
 * What the operator should notice now. `n` grows with each notice so that the same refusal twice
 * in a row still sounds twice.
 */
export const noticeSchema = z.strictObject({
  n: z.number().int(),
  kind: z.enum(['accepted', 'refused', 'attention']),
  /** i18n key suffix under `notice.`. */
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

const apart = z.strictObject({ entries: z.int(), sales: z.int(), salesMinor: amount });
const against = z.enum(['ahead', 'other']);
const offer = z.enum(['no', 'anybody', 'manager']);

/** The database and who speaks against it: nothing is sold until a manager has decided. */
export const lossSchema = z.strictObject({
  lossId: z.string(),
  database: z.strictObject({
    seq: z.int(),
    receiptNo: z.string().nullable(),
    atMs: z.int().nullable(),
    /** What only the database has. */
    own: apart,
  }),
  copy: z
    .strictObject({
      says: against,
      seq: z.int(),
      receiptNo: z.string().nullable(),
      atMs: z.int(),
      /** What only the copy has. */
      missing: apart,
      /** The first line that cannot be believed; null when its chain is whole. */
      badLine: z.int().nullable(),
    })
    .nullable(),
  headOffice: z.strictObject({ says: against, seq: z.int() }).nullable(),
  /** Who may decide what: nobody, whoever stands there, or a manager. */
  offers: z.strictObject({ takeCopy: offer, goOn: offer }),
  nextReceiptSeq: z.int(),
});

/**
 * What a scan means: an item to sell, an item or a customer's payment code, an item whose price is
 * asked, a receipt, or nothing at all.
 */
export const scanExpectation = z.enum(['sale', 'payment', 'priceCheck', 'receipt', 'nothing']);
export type ScanExpectation = z.infer<typeof scanExpectation>;

export const tillSnapshotSchema = z.strictObject({
  /** Grows by one with each change; a gap means "ask again". */
  revision: z.number().int(),
  /**
   * The revision in which what the keys that move money act on last changed: the basket and what is
   * paid of it, a payment, a return, the shift, the operator. A command that was given on an
   * earlier one was not meant for what is here now.
   */
  moneyRevision: z.number().int(),
  /**
   * stopped: the database cannot be used. starting: recovery runs. dayClosed: nobody may sell
   * yet. selling: an operator is signed on and a shift is open.
   */
  phase: z.enum(['starting', 'stopped', 'signedOff', 'dayClosed', 'shiftClosed', 'selling']),
  stopped: z
    .strictObject({ code: z.string(), params: z.record(z.string(), z.string()) })
    .nullable(),
  /** What a halted register is asked about; null else. */
  loss: lossSchema.nullable(),
  training: z.boolean(),
  store: z.strictObject({ storeId: z.string(), name: localText }),
  register: z.strictObject({ registerId: z.string(), lane: z.string() }),
  /** Language of the store, for a screen nobody has signed on to or set. */
  defaultLocale: z.enum(['zh-CN', 'en']),
  /** The shop's IANA zone: every time on a screen is told in it, as on paper. */
  timeZone: z.string(),
  currency: z.strictObject({
    code: z.string(),
    decimals: z.number().int(),
    denominationsMinor: z.array(z.number().int()),
  }),
  /** Names of departments, in the order their quick keys stand. */
  departments: z.array(z.strictObject({ id: z.string(), name: localText })),
  operators: z.array(z.strictObject({ operatorId: z.string(), name: z.string(), role })),
  operator: z
    .strictObject({
      operatorId: z.string(),
      name: z.string(),
      role,
      locale: z.enum(['zh-CN', 'en']),
    })
    .nullable(),
  /** Locked: a PIN goes first. `afterIdleS` 0 = it never locks by itself. */
  screenLock: z.strictObject({ locked: z.boolean(), afterIdleS: z.number().int() }),
  withheld: withheldSchema.nullable(),
  businessDay: z.string().nullable(),
  /** While no day is open: the date one would be opened with, and what speaks against it. */
  opening: z
    .strictObject({
      date: z.string(),
      /** Further ahead of the last day than a shop stays closed, or behind it. */
      doubt: z.enum(['ahead', 'behind']).nullable(),
      last: z.strictObject({ date: z.string(), zNumber: z.number().int() }).nullable(),
      /** The person signed on may vouch for a date, or type another one. */
      mayConfirm: z.boolean(),
    })
    .nullable(),
  shift: z.strictObject({ shiftId: z.string(), openedAtMs: z.number().int() }).nullable(),
  basket: basketSchema.nullable(),
  payment: paymentSchema.nullable(),
  /** Every unknown one, the one in `payment` included: the top bar shows them until solved. */
  pendingPayments: z.array(pendingPaymentSchema),
  saleReturn: returnSchema.nullable(),
  lastSale: lastSaleSchema.nullable(),
  /** Cash that goes back to a customer without a sale, until the next basket or sign-off. */
  handOver: z.strictObject({ id: z.string(), amountMinor: amount }).nullable(),
  suspended: z.array(
    z.strictObject({
      basketId: z.string(),
      label: z.string(),
      suspendedAtMs: z.number().int(),
      totalMinor: amount,
      itemCount: z.number().int(),
    }),
  ),
  /** A catalogue file with far fewer items, which waits for a manager's word. */
  heldCatalogue: heldCatalogueSchema.nullable(),
  /** Settings that were changed in the file and do not hold yet, or never will; as in the file. */
  heldSettings: z.array(
    z.strictObject({
      field: z.string(),
      kept: z.string(),
      asked: z.string(),
      /**
       * The day and every basket are finished and it is started again; the goods come again in a
       * catalogue file; or never in this register.
       */
      until: z.enum(['finished', 'catalogue', 'never']),
    }),
  ),
  quickItems: z.array(
    z.strictObject({
      itemId: z.string(),
      plu: z.string(),
      name: localText,
      department: z.string(),
      unit: z.enum(['each', 'kg']),
      priceMinor: amount,
    }),
  ),
  devices: z.strictObject({
    terminal: deviceSchema,
    printer: deviceSchema,
    scanner: deviceSchema,
    scale: deviceSchema,
    headOffice: deviceSchema,
    secondCopy: deviceSchema,
  }),
  /** When head office last answered as it should; null until it has since the start. */
  headOfficeAtMs: z.number().int().nullable(),
  /** Papers that are owed, the one that is printing right now included. */
  receiptsWaiting: z.number().int(),
  /** Of them, those that need a look: the printer cannot print them now, or nobody knows whether it did. */
  papersLate: z.number().int(),
  /** Papers that may be on paper or not, oldest first: a person decides with `receipt.settle`. */
  doubtfulPapers: z.array(
    z.strictObject({
      paperId: z.string(),
      kind: z.enum(['receipt', 'slip']),
      /** '' for a card slip. */
      receiptNo: z.string(),
      /** 0 for the first print, else the number of the copy. */
      copy: z.number().int(),
      sinceMs: z.number().int(),
    }),
  ),
  toSend: z.strictObject({
    entries: z.number().int(),
    oldestAtMs: z.number().int().nullable(),
    acknowledgedTo: z.number().int(),
  }),
  notice: noticeSchema.nullable(),
  /** How many of the next item are sold; null: one. */
  multiplierThousandths: z.number().int().nullable(),
  scans: z.strictObject({
    /** How many codes were read: what stood in the entry before the newest is void. */
    count: z.number().int(),
    /** As the window said with `screen.expects`. */
    expected: scanExpectation,
    /** The newest code that was read for a screen that asked for one: that screen's to answer. */
    read: z
      .strictObject({ readId: z.string(), expected: scanExpectation, text: z.string().max(512) })
      .nullable(),
  }),
  /** Progress of closing the day, step by step; null when nobody is closing. */
  closing: z
    .strictObject({
      steps: z.array(
        z.strictObject({
          step: z.enum(['baskets', 'payments', 'count', 'settlement', 'zReport', 'send']),
          state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
          /** i18n key suffix under `closing.detail.`, with its values. */
          code: z.string(),
          params: z.record(z.string(), z.union([z.string(), z.number()])),
        }),
      ),
    })
    .nullable(),
});
export type TillSnapshot = z.infer<typeof tillSnapshotSchema>;

/** What the customer display may know: never operators, never device faults. */
export const displaySnapshotSchema = z.strictObject({
  revision: z.number().int(),
  phase: z.enum(['closed', 'idle', 'selling', 'paying', 'thanks']),
  training: z.boolean(),
  locale: z.enum(['zh-CN', 'en']),
  storeName: localText,
  currency: z.strictObject({ code: z.string(), decimals: z.number().int() }),
  lines: z.array(lineSchema),
  totalMinor: amount,
  remainingMinor: amount,
  itemCount: z.number().int(),
  terminalText: z.string(),
  statusCode: z.string(),
  /** 'payment' unless money is refunded at the terminal. */
  paymentWay: z.enum(['payment', 'void', 'refund']),
  /** Nobody knows yet what became of it: the customer must not pay again, only wait. */
  checking: z.boolean(),
  changeMinor: amount,
});
export type DisplaySnapshot = z.infer<typeof displaySnapshotSchema>;

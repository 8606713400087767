import { z } from 'zod';
import { tenderKindSchema } from '../../core/tender/tender-kind-schema.ts';
import { VOID_REASONS } from '../../core/basket/correction.ts';
import { command, query } from '../ipc.ts';
import { deviceChecks, terminalChoice, terminalSetupView } from '../terminal-setup.ts';
import { displayNewsSchema, tillNewsSchema } from './news.ts';
import { displaySnapshotSchema, scanExpectation, tillSnapshotSchema } from './snapshot.ts';

const amountMinor = z.number().int().min(0).max(999_999_999_99);
const id = z.string().min(1).max(64);
const nothing = z.strictObject({});
/** Most commands answer with nothing: the new state arrives as a snapshot. */
const done = z.strictObject({});
const pin = z.string().regex(/^\d{4,8}$/);
/** Somebody else's agreement, typed over the same screen; null where nobody was asked yet. */
const approval = z.strictObject({ operatorId: id, pin }).nullable().default(null);
/** Why goods are taken off before payment: a person says so, nothing is filled in. */
const reason = z.enum(VOID_REASONS);
const locale = z.enum(['zh-CN', 'en']);
const localText = z.strictObject({ zh: z.string(), en: z.string() });
const saleSummary = z.strictObject({
  saleId: z.string(),
  receiptNo: z.string(),
  atMs: z.number().int(),
  totalMinor: z.number().int(),
  itemCount: z.number().int(),
  tenders: z.array(tenderKindSchema),
  prints: z.number().int(),
});

/** Commands and queries of the till window. The preload forwards these names and no others. */
export const tillContract = {
  'till.snapshot': query(nothing, tillSnapshotSchema),

  'session.signOn': command(z.strictObject({ operatorId: id, pin }), done),
  'session.signOff': command(nothing, done),
  'session.setLocale': command(z.strictObject({ locale }), done),
  /** Nothing was touched for a while: until a PIN is typed the register tells and does nothing. */
  'session.lock': command(nothing, done),
  /** The one who is signed on goes on; somebody else takes over, who may. */
  'session.unlock': command(z.strictObject({ operatorId: id, pin }), done),

  /** A date in doubt, or a typed one, takes somebody who may vouch for it. */
  'day.open': command(
    z.strictObject({
      /** The date the window showed. */
      shown: z.iso.date().nullable().default(null),
      /** Another one, where the shown one is wrong. */
      typed: z.iso.date().nullable().default(null),
      approval,
    }),
    done,
  ),
  'shift.open': command(z.strictObject({ floatMinor: amountMinor }), done),

  /** What a scan means on the screen that is shown; it stays so until the window says otherwise. */
  'screen.expects': command(z.strictObject({ expects: scanExpectation }), done),
  /** A code that the window's own scanner read; `screen.expects` says what becomes of it. */
  'sale.scan': command(
    z.strictObject({ text: z.string().max(512), source: z.enum(['wedge', 'camera']) }),
    done,
  ),
  /** "6 ×": the next item that is scanned or picked is sold so many times; null takes it back. */
  'sale.multiply': command(
    z.strictObject({
      quantityThousandths: z.number().int().min(1000).max(9_999_000).multipleOf(1000).nullable(),
    }),
    done,
  ),
  'sale.addPlu': command(
    z.strictObject({
      plu: z.string().regex(/^\d{1,8}$/),
      quantityThousandths: z.number().int().min(1).max(9_999_000).nullable(),
      weightGrams: z.number().int().min(1).max(99_999).nullable(),
    }),
    done,
  ),
  'sale.addItem': command(
    z.strictObject({
      itemId: id,
      quantityThousandths: z.number().int().min(1).max(9_999_000).nullable(),
      weightGrams: z.number().int().min(1).max(99_999).nullable(),
    }),
    done,
  ),
  'sale.repeatLast': command(nothing, done),
  'sale.setQuantity': command(
    z.strictObject({
      lineId: id,
      quantityThousandths: z.number().int().min(1).max(9_999_000),
      /** Needed where pieces are taken off. */
      reason: reason.nullable().default(null),
      approval,
    }),
    done,
  ),
  'sale.voidLine': command(z.strictObject({ lineId: id, reason, approval }), done),
  /** Whether the customer is as old as was asked; no takes those lines off. */
  'sale.answerAge': command(
    z.strictObject({ minAge: z.int().min(1).max(99), oldEnough: z.boolean() }),
    done,
  ),
  'sale.voidBasket': command(z.strictObject({ reason, approval }), done),
  /**
   * Begins to void the open basket of which cards have paid a part: it is parked under the label,
   * the money goes back as the snapshots tell, then it is voided. Somebody else agrees.
   */
  'sale.voidPaid': command(
    z.strictObject({
      basketId: id,
      label: z.string().max(40),
      reason,
      approval,
    }),
    z.strictObject({ returnId: z.string() }),
  ),
  'sale.park': command(z.strictObject({ label: z.string().max(40) }), done),
  'sale.resume': command(z.strictObject({ basketId: id }), done),

  /** 0 is a payment when cash rounding leaves no coin to pay. */
  'pay.cash': command(
    z.strictObject({ amountMinor }),
    z.strictObject({ complete: z.boolean(), changeMinor: z.number().int() }),
  ),
  /** Takes a part payment in cash out of the open basket again: it goes back to the customer. */
  'pay.returnCash': command(z.strictObject({ tenderId: id, approval }), done),
  /** Starts a card payment; how it goes arrives in snapshots. */
  'pay.card': command(
    z.strictObject({
      amountMinor: amountMinor.min(1),
      /** The customer's payment code as scanned; given on once, never kept. */
      walletCode: z
        .string()
        .regex(/^\d{16,24}$/)
        .nullable()
        .default(null),
    }),
    done,
  ),
  'pay.cancelCard': command(nothing, done),
  /** The picture of a signature the cashier is to judge; null when that is over. */
  'pay.signature': query(
    z.strictObject({ questionId: id }),
    z.strictObject({
      picture: z
        .strictObject({
          mimeType: z.enum(['image/png', 'image/bmp', 'image/jpeg', 'image/gif']),
          base64: z.base64().max(400_000),
        })
        .nullable(),
    }),
  ),
  /** Which of the question's choices the cashier takes, by its place. */
  'pay.judgeSignature': command(
    z.strictObject({ questionId: id, choice: z.number().int().min(0).max(8) }),
    done,
  ),
  /** Asks the terminal again about the unknown payment. */
  'pay.ask': command(z.strictObject({ attemptId: id }), done),
  /** Prints "result pending" once more, for the customer of an unknown payment. */
  'pay.printPending': command(z.strictObject({ attemptId: id }), done),
  /** Settles an unknown payment with evidence; somebody else agrees. */
  'pay.resolve': command(
    z.strictObject({
      attemptId: id,
      paid: z.boolean(),
      evidence: z.string().trim().min(3).max(500),
      approval,
    }),
    done,
  ),

  /** What a return of a sale would do, by the number on its receipt. Changes nothing. */
  'return.query': query(
    z.strictObject({ receiptNo: z.string().trim().min(1).max(40) }),
    z.strictObject({
      sale: z
        .strictObject({
          saleId: z.string(),
          receiptNo: z.string(),
          atMs: z.number().int(),
          totalMinor: z.number().int(),
          itemCount: z.number().int(),
          lines: z.array(
            z.strictObject({
              name: localText,
              quantityThousandths: z.number().int(),
              weightGrams: z.number().int().nullable(),
              unit: z.enum(['each', 'kg']),
              amountMinor: z.number().int(),
            }),
          ),
          steps: z.array(
            z.strictObject({
              way: z.enum(['void', 'refund', 'cash']),
              amountMinor: z.number().int(),
              label: z.string(),
            }),
          ),
          /** Why it cannot be returned, an error code; null when it can. */
          refusal: z.string().nullable(),
          /** The terminal cannot refund the card; the shop allows cash instead. */
          cashInstead: z.boolean(),
        })
        .nullable(),
    }),
  ),
  /** Begins to return a sale; how it goes arrives in snapshots. Somebody else agrees. */
  'return.begin': command(
    z.strictObject({
      saleId: id,
      reason: z.enum(['customer', 'quality', 'wrongItem', 'operator', 'system', 'other']),
      note: z.string().trim().max(200),
      cardAs: z.enum(['terminal', 'cash']),
      approval,
    }),
    z.strictObject({ returnId: z.string() }),
  ),
  /** Tries what the terminal refused once more; a void it refused may go on as a refund. */
  'return.retry': command(
    z.strictObject({
      returnId: id,
      as: z.enum(['same', 'refund', 'cash']),
      approval,
    }),
    done,
  ),
  /** Ends one in which nothing was refunded; of a basket also one that is refused midway. */
  'return.abandon': command(z.strictObject({ returnId: id }), done),

  'receipt.reprint': command(z.strictObject({ saleId: id }), done),
  /** A person looked at a paper nobody knows the end of: it is there, or it is printed again. */
  'receipt.settle': command(
    z.strictObject({ paperId: z.string().min(1), answer: z.enum(['printed', 'again']) }),
    done,
  ),
  'drawer.noSale': command(z.strictObject({ approval }), done),

  /** A manager agrees to the catalogue file that was held back, named by its SHA-256. */
  'catalogue.confirm': command(z.strictObject({ sha256: id }), done),
  /** The disk for the second copy that is there now is the copy's from here on. */
  'copy.newDisk': command(nothing, done),
  'catalogue.search': query(
    z.strictObject({ text: z.string().max(80), limit: z.number().int().min(1).max(50) }),
    z.strictObject({
      items: z.array(
        z.strictObject({
          itemId: z.string(),
          plu: z.string().nullable(),
          name: localText,
          department: z.string(),
          unit: z.enum(['each', 'kg']),
          priceMinor: z.number().int(),
        }),
      ),
    }),
  ),
  'catalogue.priceCheck': query(
    z.strictObject({ text: z.string().max(512) }),
    z.strictObject({
      item: z
        .strictObject({
          itemId: z.string(),
          name: localText,
          unit: z.enum(['each', 'kg']),
          priceMinor: z.number().int(),
          department: z.string(),
        })
        .nullable(),
    }),
  ),
  'sales.recent': query(
    z.strictObject({ limit: z.number().int().min(1).max(100) }),
    z.strictObject({ sales: z.array(saleSummary) }),
  ),

  'shift.close': command(
    z.strictObject({
      counted: z
        .array(
          z.strictObject({
            denominationMinor: z.number().int().positive().max(100_000_000),
            count: z.number().int().min(0).max(100_000),
          }),
        )
        .max(40),
    }),
    z.strictObject({
      countedMinor: z.number().int(),
      expectedMinor: z.number().int(),
      overShortMinor: z.number().int(),
    }),
  ),
  'settlement.close': command(
    nothing,
    z.strictObject({
      closed: z.boolean(),
      terminalTotalMinor: z.number().int(),
      registerTotalMinor: z.number().int(),
      differenceMinor: z.number().int(),
      reason: z.string(),
    }),
  ),
  /** The newest closed card batch set against the register, or null when there was none. */
  'settlement.last': query(nothing, z.strictObject({ reportJson: z.string().nullable() })),
  'settlement.printLast': command(nothing, done),
  'terminal.setup': query(nothing, terminalSetupView),
  /** Runs numbered checks against a terminal as it would be set up; moves no money. */
  'terminal.check': command(z.strictObject({ terminal: terminalChoice }), deviceChecks),
  'terminal.save': command(z.strictObject({ terminal: terminalChoice.nullable() }), done),
  /** Z report, day closed, batch built and sent when head office can be reached. */
  'day.close': command(
    z.strictObject({ skipSettlement: z.boolean(), approval }),
    z.strictObject({ zNumber: z.number().int(), batchId: z.string() }),
  ),
  'upload.send': command(
    nothing,
    z.strictObject({ sent: z.number().int(), waiting: z.number().int() }),
  ),
  /**
   * With which entries a register goes on whose database does not agree with its second copy; while it
   * waits for that, no other command does anything. `lossId` as the snapshot shows it.
   */
  'loss.decide': command(
    z.strictObject({
      lossId: z.string().max(80),
      decision: z.enum(['takeCopy', 'goOn']),
      approval,
    }),
    done,
  ),
  /** Ends the program: in kiosk mode the only way. */
  'program.end': command(nothing, done),
  'report.x': query(nothing, z.strictObject({ reportJson: z.string() })),
  'report.lastZ': query(nothing, z.strictObject({ reportJson: z.string().nullable() })),
  'report.printLastZ': command(nothing, done),
} as const;

export type Approval = z.input<typeof approval>;
export type TillContract = typeof tillContract;
export type TillCallName = keyof TillContract;
export type TillInput<N extends TillCallName> = z.input<TillContract[N]['input']>;
export type TillOutput<N extends TillCallName> = z.output<TillContract[N]['output']>;

/** Events the service pushes to the till window. */
export const tillEvents = {
  snapshot: tillNewsSchema,
} as const;

/** The customer display sees one event and may ask for one snapshot. */
export const displayContract = {
  'display.snapshot': query(nothing, displaySnapshotSchema),
} as const;
export const displayEvents = {
  display: displayNewsSchema,
} as const;

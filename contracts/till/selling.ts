import { z } from 'zod';
import { VOID_REASONS } from '../../core/basket/correction.ts';
import { tenderKindSchema } from '../../core/tender/tender-kind-schema.ts';
import { localTextSchema } from '../../core/local-text.ts';
import { amount, approval, done, id, nothing, unit } from '../common.ts';
import { command, query } from '../ipc.ts';
import { refusalCode } from '../refusal-codes.ts';
import { wayBackSchema } from './returns.ts';

/** Why goods are taken off before payment: a person says so, nothing is filled in. */
const reason = z.enum(VOID_REASONS);
const quantityThousandths = z.number().int().min(1).max(9_999_000);
const measure = {
  quantityThousandths: quantityThousandths.nullable(),
  weightGrams: z.number().int().min(1).max(99_999).nullable(),
};
const saleSummary = z.strictObject({
  saleId: z.string(),
  receiptNo: z.string(),
  atMs: z.number().int(),
  totalMinor: amount,
  itemCount: z.number().int(),
  tenders: z.array(tenderKindSchema),
  prints: z.number().int(),
});
const foundItem = z.strictObject({
  itemId: z.string(),
  name: localTextSchema,
  unit,
  priceMinor: amount,
  department: z.string(),
});

/** A basket until it is paid, and what is looked up meanwhile. */
export const sellingContract = {
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
  'sale.addPlu': command(z.strictObject({ plu: z.string().regex(/^\d{1,8}$/), ...measure }), done),
  'sale.addItem': command(z.strictObject({ itemId: id, ...measure }), done),
  'sale.repeatLast': command(nothing, done),
  'sale.setQuantity': command(
    z.strictObject({
      lineId: id,
      quantityThousandths,
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
  'sale.park': command(z.strictObject({ label: z.string().max(40) }), done),
  'sale.resume': command(z.strictObject({ basketId: id }), done),
  'catalogue.search': query(
    z.strictObject({ text: z.string().max(80), limit: z.number().int().min(1).max(50) }),
    z.strictObject({ items: z.array(foundItem.extend({ plu: z.string().nullable() })) }),
  ),
  'catalogue.priceCheck': query(
    z.strictObject({ text: z.string().max(512) }),
    z.strictObject({ item: foundItem.nullable() }),
  ),
  'sales.recent': query(
    z.strictObject({ limit: z.number().int().min(1).max(100) }),
    z.strictObject({ sales: z.array(saleSummary) }),
  ),
} as const;

export const lineSchema = z.strictObject({
  lineId: z.string(),
  name: localTextSchema,
  department: z.string(),
  unit,
  quantityThousandths: z.number().int(),
  weightGrams: z.number().int().nullable(),
  unitPriceMinor: amount,
  /** What is paid for it: less what promotions take off. */
  amountMinor: amount,
  voided: z.boolean(),
  /** What each promotion takes off, above zero; left out where none does. */
  takenOff: z.array(z.strictObject({ name: localTextSchema, amountMinor: amount })).optional(),
});

export const basketSchema = z.strictObject({
  basketId: z.string(),
  lines: z.array(lineSchema),
  tenders: z.array(
    z.strictObject({
      tenderId: z.string(),
      kind: tenderKindSchema,
      amountMinor: amount,
      /** 'VISA ····4242' for a card, '' for cash. */
      label: z.string(),
    }),
  ),
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
      steps: z.array(wayBackSchema),
      /** Why it cannot be voided, null when it can. */
      refusal: refusalCode.nullable(),
    })
    .nullable(),
});

export const sellingSlices = {
  basket: basketSchema.nullable(),
  /** How many of the next item are sold; null: one. */
  multiplierThousandths: z.number().int().nullable(),
  suspended: z.array(
    z.strictObject({
      basketId: z.string(),
      label: z.string(),
      suspendedAtMs: z.number().int(),
      totalMinor: amount,
      itemCount: z.number().int(),
    }),
  ),
  lastSale: z
    .strictObject({
      saleId: z.string(),
      receiptNo: z.string(),
      totalMinor: amount,
      tenderedMinor: amount,
      changeMinor: amount,
      /** What the hand takes out of the drawer for it: the change, or the part refunded in cash. */
      handOverMinor: amount,
      atMs: z.number().int(),
      printed: z.boolean(),
    })
    .nullable(),
  /** Names of departments, in the order their quick keys stand. */
  departments: z.array(z.strictObject({ id: z.string(), name: localTextSchema })),
  quickItems: z.array(foundItem.extend({ plu: z.string() })),
};

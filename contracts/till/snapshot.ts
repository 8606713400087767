import { z } from 'zod';
import { languageSchema } from '../../core/language.ts';
import { localTextSchema } from '../../core/local-text.ts';
import { amount, textParams } from '../common.ts';
import { noticeCode, refusalCode } from '../refusal-codes.ts';
import { closingSlices } from './closing.ts';
import { devicesSlices } from './devices.ts';
import { lossSlices } from './loss.ts';
import { paymentSlices, paymentWay } from './payment.ts';
import { printingSlices } from './printing.ts';
import { returnsSlices } from './returns.ts';
import { lineSchema, sellingSlices } from './selling.ts';
import { sessionSlices } from './session.ts';

const told = { n: z.number().int(), params: textParams };
/**
 * What the operator should notice now. `n` grows with each so that the same twice in a row still
 * sounds twice. `scanRefused`: the scanner on its own line hears no reply; every other refusal is told
 * by the reply to the window that asked.
 */
const noticeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...told,
    kind: z.enum(['accepted', 'refused', 'attention']),
    code: noticeCode,
  }),
  z.strictObject({ ...told, kind: z.literal('scanRefused'), code: refusalCode }),
]);

/** Everything a till window draws: each field is a slice, and each area has its own. */
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
  training: z.boolean(),
  store: z.strictObject({ storeId: z.string(), name: localTextSchema }),
  register: z.strictObject({ registerId: z.string(), lane: z.string() }),
  /** Language of the store, for a screen nobody has signed on to or set. */
  defaultLocale: languageSchema,
  /** The shop's IANA zone: every time on a screen is told in it, as on paper. */
  timeZone: z.string(),
  currency: z.strictObject({
    code: z.string(),
    decimals: z.number().int(),
    denominationsMinor: z.array(z.number().int()),
  }),
  notice: noticeSchema.nullable(),
  ...sessionSlices,
  ...sellingSlices,
  ...paymentSlices,
  ...returnsSlices,
  ...closingSlices,
  ...printingSlices,
  ...devicesSlices,
  ...lossSlices,
});
export type TillSnapshot = z.infer<typeof tillSnapshotSchema>;

/** What the customer display may know: never operators, never device faults. */
export const displaySnapshotSchema = z.strictObject({
  revision: z.number().int(),
  phase: z.enum(['closed', 'idle', 'selling', 'paying', 'thanks']),
  training: z.boolean(),
  locale: languageSchema,
  storeName: localTextSchema,
  currency: z.strictObject({ code: z.string(), decimals: z.number().int() }),
  lines: z.array(lineSchema),
  totalMinor: amount,
  remainingMinor: amount,
  itemCount: z.number().int(),
  terminalText: z.string(),
  statusCode: z.string(),
  /** 'payment' unless money is refunded at the terminal. */
  paymentWay,
  /** Nobody knows yet what became of it: the customer must not pay again, only wait. */
  checking: z.boolean(),
  changeMinor: amount,
});
export type DisplaySnapshot = z.infer<typeof displaySnapshotSchema>;

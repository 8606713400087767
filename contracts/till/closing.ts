import { z } from 'zod';
import { amount, amountMinor, approval, done, nothing, textParams } from '../common.ts';
import { command, query } from '../ipc.ts';

/** Days, shifts, the drawer and their reports. */
export const closingContract = {
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
  'drawer.noSale': command(z.strictObject({ approval }), done),
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
    z.strictObject({ countedMinor: amount, expectedMinor: amount, overShortMinor: amount }),
  ),
  'settlement.close': command(
    nothing,
    z.strictObject({
      closed: z.boolean(),
      terminalTotalMinor: amount,
      registerTotalMinor: amount,
      differenceMinor: amount,
      reason: z.string(),
    }),
  ),
  /** Z report, day closed, batch built and sent when head office can be reached. */
  'day.close': command(
    z.strictObject({ skipSettlement: z.boolean(), approval }),
    z.strictObject({ zNumber: z.number().int(), batchId: z.string() }),
  ),
  'report.x': query(nothing, z.strictObject({ reportJson: z.string() })),
  'report.lastZ': query(nothing, z.strictObject({ reportJson: z.string().nullable() })),
} as const;

export const closingSlices = {
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
  /** Progress of closing the day, step by step; null when nobody is closing. */
  closing: z
    .strictObject({
      steps: z.array(
        z.strictObject({
          step: z.enum(['baskets', 'payments', 'count', 'settlement', 'zReport', 'send']),
          state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
          /** i18n key suffix under `closing.detail.`, with its values. */
          code: z.string(),
          params: textParams,
        }),
      ),
    })
    .nullable(),
};

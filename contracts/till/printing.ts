import { z } from 'zod';
import { done, id, nothing } from '../common.ts';
import { command, query } from '../ipc.ts';

/** Papers that are owed, and copies. */
export const printingContract = {
  /** Prints "result pending" once more, for the customer of an unknown payment. */
  'pay.printPending': command(z.strictObject({ attemptId: id }), done),
  'receipt.reprint': command(z.strictObject({ saleId: id }), done),
  /** A person looked at a paper nobody knows the end of: it is there, or it is printed again. */
  'receipt.settle': command(
    z.strictObject({ paperId: z.string().min(1), answer: z.enum(['printed', 'again']) }),
    done,
  ),
  /** The newest closed card batch set against the register, or null when there was none. */
  'settlement.last': query(nothing, z.strictObject({ reportJson: z.string().nullable() })),
  'settlement.printLast': command(nothing, done),
  'report.printLastZ': command(nothing, done),
} as const;

export const printingSlices = {
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
};

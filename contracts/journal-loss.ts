import { z } from 'zod';
import type { LossPayloads } from '../core/journal/events/loss.ts';
import { minorSchema } from './minor.ts';

const count = z.int().min(0);
const head = z.strictObject({ seq: count, hash: z.string() });

/** The shape of what is journaled of a lost database; strict, as all are. */
export const lossPayloadSchemas = {
  'loss.decided': z.strictObject({
    decision: z.enum(['takeCopy', 'goOn']),
    database: head,
    copy: head.extend({ says: z.enum(['ahead', 'other']) }),
    headOffice: head.nullable(),
    commonTo: count,
    apart: z.strictObject({ entries: count, sales: count, salesMinor: minorSchema }),
    keptAs: z.string(),
    nextReceiptSeq: z.int().min(1),
    nextZNumber: z.int().min(1),
    wrongPins: count,
  }),
} satisfies { [T in keyof LossPayloads]: z.ZodType<LossPayloads[T]> };

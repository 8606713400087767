import { z } from 'zod';
import type { HeadOfficePayloads } from '../core/journal/events/head-office.ts';
import { minorSchema } from './minor.ts';

const count = z.int().min(0);
const place = z.string().regex(/^[A-Za-z0-9]{1,12}$/);

/** The shapes of what is journaled of register and head office; strict, as all are. */
export const headOfficePayloadSchemas = {
  'register.enrolled': z.strictObject({
    storeId: place,
    registerId: place,
    publicKey: z.string(),
  }),
  'headOffice.wentBack': z.strictObject({
    heldTo: count,
    batchNo: count,
    acknowledgedTo: count,
  }),
  'journal.fetched': z.strictObject({
    toSeq: count,
    batchNo: count,
    why: z.enum(['empty', 'headOfficeAhead', 'headOfficeOther']),
    ownFrom: count.nullable(),
    ownEntries: count,
    ownSales: count,
    ownSalesMinor: minorSchema,
    keptAs: z.string(),
    nextReceiptSeq: z.int().min(1).optional(),
    nextZNumber: z.int().min(1).optional(),
  }),
} satisfies { [T in keyof HeadOfficePayloads]: z.ZodType<HeadOfficePayloads[T]> };

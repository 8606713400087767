import { z } from 'zod';
import type { UploadAcknowledgement, UploadHeader, UploadManifest } from '../core/upload/types.ts';
import {
  businessDaySchema,
  groupedAmount,
  hashSchema,
  placeIdSchema,
} from '../core/journal/events/shapes.ts';
import { minorSchema } from '../core/money/minor-schema.ts';

/** Media type of a batch on the wire and of every list of journal entries. */
export const NDJSON = 'application/x-ndjson';

const count = z.int().min(0);
const epochMs = z.int().min(0);
const base64 = z.base64().max(512);

/** What a register says of a journal slice; version 1 is frozen. */
export const uploadManifestSchema = z.strictObject({
  kind: z.literal('tillwright-batch'),
  version: z.literal(1),
  batchId: z.uuid(),
  batchNo: z.int().min(1),
  storeId: placeIdSchema,
  registerId: placeIdSchema,
  businessDay: businessDaySchema,
  from: z.int().min(1),
  to: z.int().min(1),
  entries: z.int().min(1),
  prevHash: hashSchema,
  headHash: hashSchema,
  builtAtMs: epochMs,
  currency: z.string().regex(/^[A-Z]{3}$/),
  sales: count,
  salesTotalMinor: minorSchema,
  taxTotalMinor: minorSchema,
  tenders: z.array(groupedAmount),
  partCashMinor: minorSchema.optional(),
  firstReceiptNo: z.string().max(64),
  lastReceiptNo: z.string().max(64),
  grandSalesMinor: minorSchema,
}) satisfies z.ZodType<UploadManifest>;

/** First line of a batch. */
export const uploadHeaderSchema = z.strictObject({
  manifest: uploadManifestSchema,
  signature: base64.describe(
    "Base64 Ed25519 signature of the manifest's canonical JSON (RFC 8785) by the register's key",
  ),
}) satisfies z.ZodType<UploadHeader>;

export const uploadAcknowledgementSchema = z.strictObject({
  batchId: z.uuid(),
  storeId: placeIdSchema,
  registerId: placeIdSchema,
  from: z.int().min(1),
  to: z.int().min(1),
  entries: z.int().min(1),
  headHash: hashSchema,
  receivedAtMs: epochMs,
}) satisfies z.ZodType<UploadAcknowledgement>;

/**
 * Head office's answer to a batch it holds. `signature` is base64 Ed25519 over the canonical JSON
 * of `acknowledgement`, by the key whose public half the register got when it was enrolled.
 */
export const signedAcknowledgementSchema = z.strictObject({
  acknowledgement: uploadAcknowledgementSchema,
  signature: base64,
});
export type SignedAcknowledgement = z.infer<typeof signedAcknowledgementSchema>;

/**
 * Why a request was refused. `gap`: an earlier batch is missing, send from `expected`. `conflict`:
 * head office holds something else under this number and a person must look; never send again by
 * itself. `unsupported`: head office must be updated first. `busy`: nothing is wrong, ask later.
 * Everything else of a batch means that it was damaged on the way or built wrongly.
 */
export const refusalCodeSchema = z.enum([
  'unauthorized',
  'forbidden',
  'notFound',
  'invalid',
  'tooLarge',
  'unsupportedMediaType',
  'timeout',
  'busy',
  'internal',
  'codeUsed',
  'malformed',
  'wrongRegister',
  'notEnrolled',
  'signature',
  'count',
  'gap',
  'conflict',
  'chain',
  'payload',
  'unsupported',
  'totals',
]);
export type RefusalCode = z.infer<typeof refusalCodeSchema>;

export const refusalSchema = z.strictObject({
  error: z.strictObject({
    code: refusalCodeSchema,
    message: z.string(),
    entrySeq: z.int().min(1).optional().describe('The journal entry that was refused'),
    expected: z
      .strictObject({ from: z.int().min(1), batchNo: z.int().min(1) })
      .optional()
      .describe('What head office is waiting for'),
  }),
});
export type RefusalBody = z.infer<typeof refusalSchema>;

export const enrolmentRequestSchema = z.strictObject({
  storeId: placeIdSchema,
  registerId: placeIdSchema,
  publicKey: base64.describe('Ed25519 public key, base64 SPKI DER'),
  proof: base64.describe(
    'Ed25519 signature by that key over the canonical JSON of code, kind (tillwright-enrolment), publicKey, registerId, storeId',
  ),
});
export const enrolmentResponseSchema = z.strictObject({
  token: z.string(),
  headOfficePublicKey: base64.describe('Ed25519 public key, base64 SPKI DER'),
});

/** What a person at head office must look at, newest first. */
export const alarmListSchema = z.strictObject({
  alarms: z.array(
    z.strictObject({
      storeId: placeIdSchema,
      registerId: placeIdSchema,
      kind: z
        .enum(['batchNumber', 'range', 'fork'])
        .describe(
          'batchNumber: a taken number came with other content; range: entries that are here ' +
            'came in another batch; fork: a batch continues another history',
        ),
      batchNo: z.int().min(1),
      message: z.string(),
      firstAtMs: epochMs,
      lastAtMs: epochMs,
      times: z.int().min(1),
    }),
  ),
  /** Give this as `after` for the page that follows; null on the last. */
  next: count.nullable(),
});
export type AlarmList = z.infer<typeof alarmListSchema>;

/**
 * Where head office stands with a register: "everything up to toSeq". The acknowledgement of the last
 * batch proves it: it is signed and names both; null before the first.
 */
export const positionSchema = z.strictObject({
  storeId: placeIdSchema,
  registerId: placeIdSchema,
  toSeq: count,
  headHash: hashSchema,
  batchNo: count,
  last: signedAcknowledgementSchema.nullable(),
});
export type Position = z.infer<typeof positionSchema>;

export const uploadSummarySchema = z.strictObject({
  cursor: z.int().min(1),
  batchId: z.uuid(),
  batchNo: z.int().min(1),
  storeId: placeIdSchema,
  registerId: placeIdSchema,
  businessDay: businessDaySchema,
  from: z.int().min(1),
  to: z.int().min(1),
  entries: z.int().min(1),
  receivedAtMs: epochMs,
  manifest: uploadManifestSchema,
});
export const uploadListSchema = z.strictObject({
  batches: z.array(uploadSummarySchema),
  /** Give this as `after` next time; the same number again when nothing new came. */
  next: count,
});

export const registerDaySchema = z.strictObject({
  storeId: placeIdSchema,
  registerId: placeIdSchema,
  /** Of the day's Z report; null while the day's end is not here. Two days may carry one date. */
  zNumber: z.int().min(1).nullable(),
  entries: count,
  currency: z.string(),
  sales: count,
  salesTotalMinor: minorSchema,
  taxTotalMinor: minorSchema,
  tenders: z.array(groupedAmount),
  partCashMinor: minorSchema.optional(),
  firstReceiptNo: z.string(),
  lastReceiptNo: z.string(),
});
export const daySummarySchema = z.strictObject({
  businessDay: businessDaySchema,
  registers: z.array(registerDaySchema),
});

/** For this machine's own command line while the server holds the data folder. */
export const codeRequestSchema = z.strictObject({
  storeId: placeIdSchema,
  registerId: placeIdSchema,
});
export const codeResponseSchema = z.strictObject({ code: z.string(), expiresAtMs: epochMs });
/** How a reader is called in the log and when its tokens are revoked. */
export const readerNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/);
export const readerRequestSchema = z.strictObject({ name: readerNameSchema });
export const readerResponseSchema = z.strictObject({ token: z.string() });
export const revocationRequestSchema = z.union([
  z.strictObject({ reader: readerNameSchema }),
  codeRequestSchema,
]);
export type RevocationRequest = z.infer<typeof revocationRequestSchema>;
export const revocationResponseSchema = z.strictObject({ revoked: count });

import { z } from 'zod';
import { minorSchema } from './minor.ts';

const text = z.string();
const count = z.int().min(0);
const comparedGroup = {
  group: text,
  terminalCount: count,
  terminalMinor: minorSchema,
  // A void alone, of a payment that an earlier batch has, takes one away.
  registerCount: z.int(),
  registerMinor: minorSchema,
};
const settlementExplanation = z.strictObject({
  cause: z.enum([
    'unknown',
    'settledByHand',
    'onlyAtRegister',
    'onlyAtTerminal',
    'otherGroup',
    'sameAmount',
    'unexplained',
  ]),
  attemptId: text,
  receiptNo: text,
  amountMinor: minorSchema,
});

/** Entries of a terminal's batch, version 1: closed, compared, or not closed. */
export const settlementPayloadSchemas = {
  'settlement.closed': z.strictObject({
    terminalId: text,
    terminalTotalMinor: minorSchema,
    terminalCount: count,
    registerTotalMinor: minorSchema,
    registerCount: count,
    differenceMinor: minorSchema,
    reportLines: z.array(text),
    totalsKnown: z.literal(false).optional(),
  }),
  'settlement.compared': z.strictObject({
    terminalId: text,
    agrees: z.boolean(),
    groups: z.array(z.strictObject(comparedGroup)),
    differences: z.array(
      z.strictObject({ ...comparedGroup, explained: z.array(settlementExplanation) }),
    ),
  }),
  'settlement.failed': z.strictObject({
    terminalId: text,
    resultCode: text,
    reason: text,
    inDoubt: z.literal(true).optional(),
  }),
} as const;

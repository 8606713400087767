import { z } from 'zod';
import { minorSchema } from '../../money/minor-schema.ts';
import { event, type PayloadOf } from '../event.ts';
import { count, text } from './shapes.ts';

/** One kind of card in the two books. */
const group = z.strictObject({
  group: text,
  terminalCount: count,
  terminalMinor: minorSchema,
  // A void alone, of a payment that an earlier batch has, takes one away.
  registerCount: z.int(),
  registerMinor: minorSchema,
});

const explanation = z.strictObject({
  /**
   * unknown: still unresolved here. settledByHand: a supervisor decided. onlyAtRegister,
   * onlyAtTerminal: one book has it alone. otherGroup: both have it, as different cards.
   * sameAmount: a transaction whose amount alone fits the difference. unexplained: nothing does.
   */
  cause: z.enum([
    'unknown',
    'settledByHand',
    'onlyAtRegister',
    'onlyAtTerminal',
    'otherGroup',
    'sameAmount',
    'unexplained',
  ]),
  /** The register's attempt, '' for what only the terminal has. */
  attemptId: text,
  receiptNo: text,
  /**
   * What the terminal has more because of it, negative for what it has less: those of a
   * difference add up to terminal − register.
   */
  amountMinor: minorSchema,
});

/** A terminal's batch: closed, compared, or not closed. */
export const settlementEvents = {
  'settlement.closed': event(
    z.strictObject({
      terminalId: text,
      terminalTotalMinor: minorSchema,
      terminalCount: count,
      registerTotalMinor: minorSchema,
      registerCount: count,
      /** terminal − register. */
      differenceMinor: minorSchema,
      reportLines: z.array(text),
      /**
       * False: the terminal closed it but its answer was lost, so its totals, 0 here, are not known
       * and nothing could be compared.
       */
      totalsKnown: z.literal(false).optional(),
    }),
  ),
  /** Beside `settlement.closed`: what does not agree, and what explains it. */
  'settlement.compared': event(
    z.strictObject({
      terminalId: text,
      agrees: z.boolean(),
      /** Every kind of card either side counted. */
      groups: z.array(group),
      /** Those in which they do not agree, with what explains it as far as the two books tell. */
      differences: z.array(group.extend({ explained: z.array(explanation) })),
    }),
  ),
  'settlement.failed': event(
    z.strictObject({
      terminalId: text,
      /** The terminal's own code, '' when it gave none. */
      resultCode: text,
      reason: text,
      /** True: the answer was lost, and the terminal may have closed its batch all the same. */
      inDoubt: z.literal(true).optional(),
    }),
  ),
};

type Events = typeof settlementEvents;
export type SettlementClosed = PayloadOf<Events['settlement.closed']>;
export type SettlementCompared = PayloadOf<Events['settlement.compared']>;
export type SettlementFailed = PayloadOf<Events['settlement.failed']>;
export type SettlementDifference = SettlementCompared['differences'][number];
export type SettlementExplanation = SettlementDifference['explained'][number];

import { z } from 'zod';
import { languageSchema } from '../core/language.ts';
import { command, query } from './ipc.ts';

/** What a person at the training terminal does while it waits for a card. */
export const trainingCards = [
  'approve',
  'contactless',
  'signature',
  'alipay',
  'wechat',
  'unionpayQr',
  'decline',
  'noFunds',
  'expired',
  'pinBlocked',
  'removed',
  'stop',
  'hostDown',
] as const;
export type TrainingCard = (typeof trainingCards)[number];

/** What can be done to it at any time: power off and on, cable out and in, the next result lost. */
export const trainingSwitches = ['power', 'cable', 'loseResult'] as const;
export type TrainingSwitch = (typeof trainingSwitches)[number];

export type TrainingButton = TrainingCard | TrainingSwitch;

/** What the training terminal's window draws. */
export const trainingViewSchema = z.strictObject({
  /** Grows by one with each change. */
  revision: z.number().int(),
  /** Why there is no terminal, in English with the file it is about; null when there is one. */
  fault: z.string().nullable(),
  /** Language of the shop. */
  locale: languageSchema,
  currency: z.strictObject({ code: z.string(), decimals: z.number().int() }),
  on: z.boolean(),
  cableOut: z.boolean(),
  /** The next result will be lost. */
  losesResult: z.boolean(),
  /** The terminal's display, line by line; empty while the power is off. */
  lines: z.array(z.string()),
  /** The card buttons do something now. */
  waitingForCard: z.boolean(),
  amountMinor: z.number().int().nullable(),
  /** What its own printer put out, newest first. */
  papers: z.array(
    z.strictObject({
      copy: z.enum(['merchant', 'customer', 'administration']),
      lines: z.array(z.string()),
    }),
  ),
});
export type TrainingView = z.infer<typeof trainingViewSchema>;

/** The training terminal's window may look and press, nothing else. */
export const trainingContract = {
  'training.view': query(z.strictObject({}), trainingViewSchema),
  'training.press': command(
    z.strictObject({ button: z.enum([...trainingCards, ...trainingSwitches]) }),
    /** False: it was no moment for this button, and nothing happened. */
    z.strictObject({ taken: z.boolean() }),
  ),
} as const;

export const trainingEvents = { view: trainingViewSchema } as const;

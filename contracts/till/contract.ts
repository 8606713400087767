import type { z } from 'zod';
import { nothing } from '../common.ts';
import { query } from '../ipc.ts';
import { closingContract } from './closing.ts';
import { devicesContract } from './devices.ts';
import { lossContract } from './loss.ts';
import { displayNewsSchema, tillNewsSchema } from './news.ts';
import { paymentContract } from './payment.ts';
import { printingContract } from './printing.ts';
import { returnsContract } from './returns.ts';
import { sellingContract } from './selling.ts';
import { sessionContract } from './session.ts';
import { displaySnapshotSchema, tillSnapshotSchema } from './snapshot.ts';

/** Commands and queries of the till window. The preload forwards these names and no others. */
export const tillContract = {
  'till.snapshot': query(nothing, tillSnapshotSchema),
  ...sessionContract,
  ...closingContract,
  ...sellingContract,
  ...returnsContract,
  ...paymentContract,
  ...printingContract,
  ...devicesContract,
  ...lossContract,
} as const;

export type TillContract = typeof tillContract;
export type TillCallName = keyof TillContract;
export type TillInput<N extends TillCallName> = z.input<TillContract[N]['input']>;
export type TillOutput<N extends TillCallName> = z.output<TillContract[N]['output']>;

/** Events the service pushes to the till window. */
export const tillEvents = {
  snapshot: tillNewsSchema,
} as const;

/** The customer display sees one event and may ask for one snapshot. */
export const displayContract = {
  'display.snapshot': query(nothing, displaySnapshotSchema),
} as const;
export const displayEvents = {
  display: displayNewsSchema,
} as const;

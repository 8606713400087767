import { z } from 'zod';
import { firstIssue } from '../../core/first-issue.ts';
import { type ReadTx, StoreFault, type WriteTx } from './store.ts';

/**
 * Something a flow has to remember until its next step, also over a power cut: which paper is under
 * way, what a terminal told last. It follows from nothing else, not even from the journal, and goes with
 * its flow. What a person or a file decides (a currency, whether the database is for practice) is a
 * setting; what happened is a journal entry.
 */
export interface FlowKey<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
}

/** Defines one, beside the flow that owns it. No other may have its name. */
export function flowKey<T>(name: string, schema: z.ZodType<T>): FlowKey<T> {
  return { name, schema };
}

/**
 * What is remembered under a key of a subject (a terminal, a file; '' where there is one only), or null.
 * Throws `StoreFault` `corrupt` where it cannot be read: taken for nothing, a mark would settle a doubt
 * about money that nobody has looked into.
 */
export function readFlow<T>(
  tx: Pick<ReadTx, 'flowState'>,
  { name, schema }: FlowKey<T>,
  subject = '',
): T | null {
  const kept = tx.flowState(name, subject);
  if (kept === null) return null;
  const parsed = schema.safeParse(parseJson(kept));
  if (parsed.success) return parsed.data;
  const of = subject === '' ? name : `${name} of ${subject}`;
  throw new StoreFault(
    'corrupt',
    `flow_state: ${of} cannot be read (${firstIssue(parsed.error)}). It was left as it is`,
  );
}

/**
 * Remembers it in place of what was; the same once more writes nothing. What could not be read again
 * is not written: it throws where the value was made.
 */
export function keepFlow<T>(
  tx: Pick<WriteTx, 'flowState' | 'setFlowState'>,
  { name, schema }: FlowKey<T>,
  value: T,
  subject = '',
): void {
  const text = JSON.stringify(schema.parse(value));
  if (tx.flowState(name, subject) !== text) tx.setFlowState(name, subject, text);
}

/** Remembers nothing any more. */
export function forgetFlow(
  tx: Pick<WriteTx, 'setFlowState'>,
  { name }: FlowKey<unknown>,
  subject = '',
): void {
  tx.setFlowState(name, subject, null);
}

/**
 * By terminal: up to which journal entry attempts may be in a batch that it has closed and nobody has
 * booked. Set before the terminal is told to close, and forgotten when the end is known, so that a lost
 * answer, or a power cut while waiting for it, is found.
 */
export const CLOSING_BATCH = flowKey('terminal.closing', z.int().min(0));

/** A copy that a person decided against: by the hash of its newest entry, and the name it gets. */
export const REFUSED_COPY = flowKey(
  'secondCopy.refused',
  z.strictObject({ hash: z.string(), keptAs: z.string() }),
);
export type RefusedCopy = z.infer<typeof REFUSED_COPY.schema>;

/** What the database remembers of the disk that its second copy is on. */
export const COPY_DISK = flowKey(
  'secondCopy.disk',
  z.strictObject({
    /** The copy's file, as the settings named it then: at another path it may be another disk. */
    path: z.string(),
    diskId: z.string(),
    /** Somebody said that a new disk is there: it gets this id, whatever mark it has. */
    isNew: z.boolean(),
  }),
);
export type KnownDisk = z.infer<typeof COPY_DISK.schema>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (caught) {
    if (caught instanceof SyntaxError) return undefined;
    throw caught;
  }
}

import { z } from 'zod';
import { textParams } from './common.ts';
import { refusalCode } from './refusal-codes.ts';

/** What became of the thing that was asked for: nothing, all of it, or nobody knows yet. */
export const outcomeSchema = z.enum(['none', 'done', 'unknown']);

export const ipcErrorSchema = z.strictObject({
  /** Never a stack, never prose. */
  code: refusalCode,
  params: textParams,
  outcome: outcomeSchema,
});
export type IpcError = z.infer<typeof ipcErrorSchema>;

/** Every reply has this shape; never undefined, never a raw exception. */
export type IpcReply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: IpcError };

export interface CommandContract<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'command' | 'query';
  readonly input: I;
  readonly output: O;
}

/** Changes something. Its `commandId` makes a repeat return the first answer. */
export function command<I extends z.ZodType, O extends z.ZodType>(input: I, output: O) {
  return { kind: 'command', input, output } as const;
}

/** Reads something; may be repeated freely. */
export function query<I extends z.ZodType, O extends z.ZodType>(input: I, output: O) {
  return { kind: 'query', input, output } as const;
}

/** A window's request on the MessagePort to the service. */
export const requestSchema = z.strictObject({
  kind: z.literal('request'),
  id: z.number().int().positive(),
  name: z.string().max(64),
  /** UUIDv7 for commands, null for queries. */
  commandId: z.uuid().nullable(),
  /** With a command that moves money: `moneyRevision` as it was on the screen when it was pressed. */
  seen: z.number().int().min(0).optional(),
  input: z.unknown(),
});
export type IpcRequest = z.infer<typeof requestSchema>;

/** Everything the service sends to a window. */
export type ServiceMessage =
  | { readonly kind: 'reply'; readonly id: number; readonly reply: IpcReply<unknown> }
  | { readonly kind: 'event'; readonly name: string; readonly payload: unknown };

import type { RefusalCode } from '../../contracts/refusal-codes.ts';

/** Why a command was refused: told to whoever gave it, by the reply and by nothing else. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly params: Readonly<Record<string, string | number>>;
  /** What became of the thing that was asked for. */
  readonly outcome: 'none' | 'done' | 'unknown';
}

export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Refusal };

export const DONE: Reply<Record<string, never>> = { ok: true, value: {} };

/** Answers a command with a value. */
export function reply<T>(value: T): Reply<T> {
  return { ok: true, value };
}

/** Refuses a command: nothing happened. */
export function refuse(code: RefusalCode, params: Refusal['params'] = {}): Reply<never> {
  return { ok: false, error: { code, params, outcome: 'none' } };
}

import type { TillCallName } from '../../contracts/till/contract.ts';
import { type Reply, refuse } from './reply.ts';

/** A command by the name it was given under; none for the register's own doings. */
interface Named {
  readonly call?: TillCallName;
}

/** The answer that a command keeps in its commit, with the name it was given under. */
export function keptAnswer({ call }: Named, answer: Reply<unknown>): string {
  return JSON.stringify({ call: call ?? null, answer });
}

/**
 * The first answer of a command that comes once more; `badInput` where the same id stood for another
 * command then: an answer to that would be taken for this one's.
 */
export function firstAnswer<T>(kept: string, { call }: Named): Reply<T> {
  const first = JSON.parse(kept) as { readonly call: string | null; readonly answer: Reply<T> };
  return first.call === (call ?? null) ? first.answer : refuse('badInput');
}

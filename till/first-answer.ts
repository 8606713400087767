import type { CommandContext } from './commit.ts';
import { type Reply, refuse } from './reply.ts';

/** The answer that a command keeps in its commit, with the name it was given under. */
export function keptAnswer({ call }: CommandContext, answer: Reply<unknown>): string {
  return JSON.stringify({ call: call ?? null, answer });
}

/**
 * The first answer of a command that comes once more; `badInput` where the same id stood for another
 * command then: an answer to that would be taken for this one's.
 */
export function firstAnswer<T>(kept: string, { call }: CommandContext): Reply<T> {
  const first = JSON.parse(kept) as { readonly call: string | null; readonly answer: Reply<T> };
  return first.call === (call ?? null) ? first.answer : refuse('badInput');
}

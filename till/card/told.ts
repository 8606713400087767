import type { TillContext } from '../runtime/context.ts';

/** A reason as notices carry it: with what the terminal's code means, where it is one. */
export function told(ctx: TillContext, reason: string): { reason: string; why?: string } {
  const why = ctx.reasonOf(reason);
  return why === null ? { reason } : { reason, why };
}

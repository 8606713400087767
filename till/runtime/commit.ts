import type { TillCallName } from '../../contracts/till/contract.ts';
import type { TillContext } from './context.ts';
import { keptAnswer } from './first-answer.ts';
import type { Refusal, Reply } from './reply.ts';
import type { WriteTx } from '../ports/store.ts';

/** Which command is being carried out; `commandId` is null for the register's own doings. */
export interface CommandContext {
  readonly commandId: string | null;
  /** The snapshot's `moneyRevision` that the person saw when they gave it, where it moves money. */
  readonly seen?: number;
  /** Under which name a window gave it; absent for what the register does by itself. */
  readonly call?: TillCallName;
}

/** Carries a refusal out of a transaction so that what was written before it is rolled back. */
class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/**
 * Carries out a command's change in one durable transaction and keeps its answer in the same
 * commit, so that a repeated command gets the first answer instead of a second effect. A refusal
 * writes nothing at all.
 */
export function commit<T>(
  ctx: TillContext,
  command: CommandContext,
  change: (tx: WriteTx) => Reply<T>,
): Reply<T> {
  try {
    return ctx.store.write((tx) => {
      const answer = change(tx);
      if (!answer.ok) throw new Refused(answer.error);
      if (command.commandId !== null) {
        tx.rememberCommand(command.commandId, keptAnswer(command, answer));
      }
      return answer;
    });
  } catch (caught) {
    if (caught instanceof Refused) return { ok: false, error: caught.refusal };
    throw caught;
  }
}

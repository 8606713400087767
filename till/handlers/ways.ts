import type { TillCallName, TillInput, TillOutput } from '../../contracts/till/contract.ts';
import type { UploadSender } from '../head-office/upload.ts';
import type { CommandContext } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import type { Reply } from '../runtime/reply.ts';

/** One handler per contract name: the compiler refuses a missing one. */
export type TillHandlers = {
  readonly [N in TillCallName]: (
    input: TillInput<N>,
    command: CommandContext,
  ) => Promise<Reply<TillOutput<N>>>;
};

/** Those of one area of the contract, no more and no fewer. */
export type AreaHandlers<C> = Pick<TillHandlers, Extract<keyof C, TillCallName>>;

export type Use<T> = () => Reply<T> | Promise<Reply<T>>;

/** What a handler is made of. */
export interface Ways {
  readonly ctx: TillContext;
  /** In its turn: one command after the other. */
  run<T>(command: CommandContext, use: Use<T>): Promise<Reply<T>>;
  /** At once: what must not wait behind a running command. */
  query<T>(use: Use<T>): Promise<Reply<T>>;
  readonly sendNow: UploadSender['sendNow'];
  readonly wakePrinter: () => void;
}

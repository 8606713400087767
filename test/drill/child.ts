import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of the drill that answers each order with one message. */
export interface Child<O, A> {
  /** Sends an order and waits for its answer; throws when the process ends instead. */
  ask(order: O): Promise<A>;
  /** The next message it sends. */
  answer(): Promise<A>;
  /** Ends it without a word, as with the power. */
  kill(): Promise<void>;
  readonly ended: Promise<unknown>;
}

/** Starts a script of this folder as a process of its own. */
export function startChild<O extends object, A>(script: string, args: string[]): Child<O, A> {
  const child = fork(join(import.meta.dirname, script), args, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const answer = () =>
    new Promise<A>((resolve, reject) => {
      const onExit = () => reject(new Error(`${script} ended`));
      child.once('exit', onExit);
      child.once('message', (message) => {
        child.off('exit', onExit);
        resolve(message as A);
      });
    });
  return {
    ended,
    answer,
    ask(order) {
      const answered = answer();
      child.send(order);
      return answered;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

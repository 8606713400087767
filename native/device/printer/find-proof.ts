import type { PrinterAnswer } from '../../protocol/escpos/answers.ts';
import {
  encodeMakerQuestion,
  encodeOrderedQuestion,
  encodeProcessId,
} from '../../protocol/escpos/status.ts';
import type { Timers } from '../../transport/timers.ts';
import type { PrinterDialogue } from './printer-dialogue.ts';
import type { ProofKind } from './print-proof.ts';

/** A printer at rest answers in milliseconds; one that does not by then cannot. */
const ANSWER_WITHIN_MS = 2_000;
/** After the last answer to a question: answers with nothing to print between come together. */
const QUIET_MS = 300;

/**
 * Finds out what a printer at rest can prove. `GS ( H` is tried only where the maker is Epson: a
 * copy that does not know it would print its parameters. Else its answers in print order are
 * counted until it is quiet, late ones of a job before included, so that none is left over.
 */
export async function findProof(
  dialogue: PrinterDialogue,
  timers: Timers,
  nextId: () => string,
): Promise<ProofKind> {
  const maker = await hear(dialogue, timers, encodeMakerQuestion(), ANSWER_WITHIN_MS, (answer) =>
    answer.kind === 'text' ? answer.text : null,
  );
  if (maker !== null && /epson/i.test(maker)) {
    const id = nextId();
    const given = await hear(dialogue, timers, encodeProcessId(id), ANSWER_WITHIN_MS, (answer) =>
      answer.kind === 'processId' && answer.id === id ? true : null,
    );
    if (given !== null) return { kind: 'own' };
  }
  const answers = await countOrdered(dialogue, timers);
  if (answers === 0) return { kind: 'none' };
  return { kind: 'ordered', answersEach: Math.min(answers, 2) };
}

/** Writes a question and resolves with the first answer that `fits`, or null. */
export function hear<T>(
  dialogue: PrinterDialogue,
  timers: Timers,
  question: Uint8Array,
  withinMs: number,
  fits: (answer: PrinterAnswer) => T | null,
): Promise<T | null> {
  return new Promise((resolve) => {
    const finish = (heard: T | null): void => {
      cancel();
      stop();
      resolve(heard);
    };
    const cancel = timers.after(withinMs, () => finish(null));
    const stop = dialogue.onAnswer((answer) => {
      const heard = fits(answer);
      if (heard !== null) finish(heard);
    });
    void dialogue.inTurn(() => dialogue.write(question));
  });
}

function countOrdered(dialogue: PrinterDialogue, timers: Timers): Promise<number> {
  return new Promise((resolve) => {
    let count = 0;
    const finish = (): void => {
      stop();
      resolve(count);
    };
    let cancel = timers.after(ANSWER_WITHIN_MS, finish);
    const stop = dialogue.onAnswer((answer) => {
      if (answer.kind !== 'ordered') return;
      count += 1;
      cancel();
      cancel = timers.after(QUIET_MS, finish);
    });
    void dialogue.inTurn(() => dialogue.write(encodeOrderedQuestion()));
  });
}

import type { TillContext } from '../runtime/context.ts';
import type { PictureType, SignatureCheck } from '../ports/card-terminal.ts';
import { DONE, type Reply, refuse, reply } from '../runtime/reply.ts';
import { authoriseSelling } from '../session/session.ts';

type Empty = Record<string, never>;

/**
 * Puts a signature before the cashier. It lives in memory as long as the question does: a
 * signature is personal data, and the terminal or its host keeps what may have to be proven. The
 * returned function takes the question back.
 */
export function showSignature(
  ctx: TillContext,
  attemptId: string,
  check: SignatureCheck,
  choose: (choice: number) => void,
): () => void {
  const questionId = ctx.ids.next();
  ctx.state.signature = { questionId, attemptId, check, choose };
  ctx.state.notify('attention', 'signature');
  ctx.state.changed();
  return () => {
    if (ctx.state.signature?.questionId !== questionId) return;
    ctx.state.signature = null;
    ctx.state.changed();
  };
}

/**
 * Tells the terminal what the cashier found. It decides what follows; a signature that does not
 * match as a rule ends the payment. Refused with `signatureOver` when nobody waits for it any more.
 */
export function judgeSignature(
  ctx: TillContext,
  input: { readonly questionId: string; readonly choice: number },
): Reply<Empty> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  const live = ctx.state.signature;
  const isOver = live?.questionId !== input.questionId;
  if (isOver || live.check.choices[input.choice] === undefined) return refuse('signatureOver');
  // Before the answer leaves: a second touch finds no question any more.
  ctx.state.signature = null;
  live.choose(input.choice);
  return DONE;
}

/** The picture of an open question, for the window that shows it; null when it is over. */
export function signaturePicture(
  ctx: TillContext,
  input: { readonly questionId: string },
): Reply<{ picture: { mimeType: PictureType; base64: string } | null }> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  const live = ctx.state.signature;
  if (live?.questionId !== input.questionId) return reply({ picture: null });
  const { mimeType, bytes } = live.check.picture;
  return reply({ picture: { mimeType, base64: Buffer.from(bytes).toString('base64') } });
}

import type { paymentContract } from '../../contracts/till/payment.ts';
import { ATTEMPT_KINDS } from './attempt-kinds.ts';
import { askForCashier, settleByHand } from '../card/settle-attempt.ts';
import { judgeSignature, signaturePicture } from '../card/signature-check.ts';
import { returnCash } from '../selling/part-cash.ts';
import { cancelCard, takeCard } from '../selling/pay-card.ts';
import { takeTender } from '../selling/take-tender.ts';
import type { AreaHandlers, Ways } from './ways.ts';

/** What pays a basket, and what became of it. */
export function paymentHandlers({ ctx, run, query }: Ways) {
  return {
    'pay.tender': (input, command) => run(command, () => takeTender(ctx, command, input)),
    'pay.returnCash': (input, command) => run(command, () => returnCash(ctx, command, input)),
    'pay.card': (input, command) => run(command, () => takeCard(ctx, command, input)),
    'pay.cancelCard': (_, command) => run(command, () => cancelCard(ctx)),
    'pay.signature': (input) => query(() => signaturePicture(ctx, input)),
    'pay.judgeSignature': (input, command) => run(command, () => judgeSignature(ctx, input)),
    'pay.ask': (input, command) =>
      run(command, () => askForCashier(ctx, ATTEMPT_KINDS, input.attemptId)),
    'pay.resolve': (input, command) =>
      run(command, () => settleByHand(ctx, ATTEMPT_KINDS, command, input)),
  } satisfies AreaHandlers<typeof paymentContract>;
}

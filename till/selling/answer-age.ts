import { ageToAsk, bornOnOrBefore, unansweredLines } from '../../core/basket/age.ts';
import { lineVoid } from '../../core/basket/correction.ts';
import type { Basket, BasketEvent } from '../../core/basket/types.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { currentBasket, paymentRefusal } from './current-basket.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authoriseSelling } from '../session/session.ts';
import type { ReadTx } from '../ports/store.ts';

/**
 * What the cashier is asked: the age, the date of birth on or before which it is reached, and the
 * lines that nobody has answered for yet.
 */
interface AgeQuestion {
  readonly minAge: number;
  readonly bornOnOrBefore: string;
  readonly lineIds: string[];
}

/**
 * The question that is open for a basket, or null. It is made from the basket, so it is there again
 * after a crash and after a parked basket is taken up; the date counts from the business day.
 */
export function ageQuestion(tx: ReadTx, basket: Basket): AgeQuestion | null {
  const minAge = ageToAsk(basket);
  const businessDay = tx.openDay()?.businessDay;
  if (minAge === null || businessDay === undefined) return null;
  return {
    minAge,
    bornOnOrBefore: bornOnOrBefore(businessDay, minAge),
    lineIds: unansweredLines(basket).map(({ lineId }) => lineId),
  };
}

/** Nothing is paid while nobody has said that the customer is old enough. */
export function ageRefusal(tx: ReadTx, basket: Basket): Reply<never> | null {
  return ageQuestion(tx, basket) === null ? null : refuse('ageUnanswered');
}

/**
 * The cashier's answer to the age that was shown: yes is kept with the basket and the sale, no
 * takes the lines it was about off as corrections (also after a part payment: none could be taken
 * while the question was open, so that less than the rest is paid). An answer to a question that has become another
 * one meanwhile (a higher age was scanned) is refused, and the new question stands.
 */
export function answerAge(
  ctx: TillContext,
  command: CommandContext,
  input: { minAge: number; oldEnough: boolean },
): Reply<Record<string, never>> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  const { operatorId } = operator.value;
  const answer = commit(ctx, command, (tx): Reply<Record<string, never>> => {
    const current = currentBasket(ctx, tx);
    if (current === null) return refuse('noBasket');
    const { basket } = current;
    const question = ageQuestion(tx, basket);
    if (question?.minAge !== input.minAge) return refuse('questionChanged');
    const refused = paymentRefusal(tx, basket.basketId);
    if (refused !== null) return refused;
    const { minAge, bornOnOrBefore: born, lineIds } = question;
    const events: readonly BasketEvent[] = input.oldEnough
      ? [{ type: 'ageConfirmed', minAge, bornOnOrBefore: born, operatorId }]
      : lineIds.map((lineId) => ({ type: 'lineVoided', lineId }));
    if (!input.oldEnough) {
      for (const line of unansweredLines(basket)) {
        const { lineId, item } = line;
        const what = {
          basketId: basket.basketId,
          lineId,
          itemId: item.itemId,
          reason: 'age',
        } as const;
        tx.append('basket.corrected', { ...what, ...lineVoid(line) }, operatorId);
      }
    }
    tx.addBasketEvents(basket.basketId, events);
    return DONE;
  });
  if (answer.ok) ctx.state.notify('accepted', input.oldEnough ? 'ageConfirmed' : 'ageRefused');
  return answer;
}

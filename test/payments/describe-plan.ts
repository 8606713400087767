import type { BasketVoidPlan, PaymentPlan } from './plan.ts';

/** A plan in one line, for people who look for what went wrong. */
export function describePlan(plan: PaymentPlan): string {
  const { number, items, share, customer, faults, kills, pull, cancelAfterMs } = plan;
  const parts = [
    `${number}: ${items.length} items ${share}%`,
    [customer.kind, ...('code' in customer ? [customer.code.toString(16)] : [])].join(' '),
    ...faults.map(({ at, action }) => `${action.kind} at ${at}`),
    ...kills.map((kill) => {
      const when =
        kill.when === 'moment'
          ? kill.moment
          : kill.when === 'message'
            ? `${kill.message}+${kill.plusMs}`
            : `${kill.afterMs} ms`;
      return `kill ${kill.victim} at ${when} for ${kill.backAfterMs}`;
    }),
    ...(pull === null ? [] : [`adapter out after ${pull.afterMs} for ${pull.forMs}`]),
    ...(cancelAfterMs === null ? [] : [`cancel after ${cancelAfterMs}`]),
    ...(plan.saleReturn === null
      ? []
      : [`returned${plan.saleReturn.closeBatchFirst ? ' after the batch' : ''}:`]),
    ...describeTrouble(plan.saleReturn),
    ...describeBasketVoid(plan.basketVoid),
  ];
  return parts.join(', ');
}

function describeBasketVoid(plan: BasketVoidPlan | null): string[] {
  if (plan === null) return [];
  const { shares, cashShare, first, goingBack, nextCustomer, isLeftIfRefused } = plan;
  const cards = shares.map((share) => `${share}%`).join(' and ');
  return [
    `then a basket paid ${cards}${cashShare === 0 ? '' : ' and in cash'}: ${first.customer.kind}`,
    ...describeTrouble(first),
    `voided${goingBack.closeBatchFirst ? ' after the batch' : ''}: ${goingBack.customer.kind}`,
    `then ${nextCustomer.kind}`,
    ...describeTrouble(goingBack),
    ...(isLeftIfRefused ? ['left if refused'] : []),
  ];
}

function describeTrouble(plan: Pick<PaymentPlan, 'faults' | 'kills'> | null): string[] {
  if (plan === null) return [];
  return [
    ...plan.faults.map(({ at, action }) => `${action.kind} at ${at}`),
    ...plan.kills.map(({ victim, when }) => `kill ${victim} at a ${when}`),
  ];
}

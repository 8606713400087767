import { invariant, unreachable } from '../assert.ts';
import type { BasketEvent, UnpricedBasket, UnpricedLine } from './types.ts';

/**
 * The basket after one more event; `null` before the first, which must be `opened`. Events come
 * from our own table, checked before they were written: one that does not fit is a bug.
 */
export function applyBasketEvent(
  basket: UnpricedBasket | null,
  event: BasketEvent,
): UnpricedBasket {
  if (event.type === 'opened') {
    invariant(basket === null, 'a basket is opened once');
    return { basketId: event.basketId, operatorId: event.operatorId, lines: [], tenders: [] };
  }
  invariant(basket !== null, `${event.type} before opened`);
  switch (event.type) {
    case 'lineAdded': {
      const { type: _, ...added } = event;
      const isNew = basket.lines.every((line) => line.lineId !== event.lineId);
      invariant(isNew, `line ${event.lineId} is added twice`);
      const line: UnpricedLine = { ...added, voided: false };
      return { ...basket, lines: [...basket.lines, line] };
    }
    case 'quantitySet':
      return changeLine(basket, event.lineId, (line) => ({
        ...line,
        quantityThousandths: event.quantityThousandths,
      }));
    case 'lineVoided':
      return changeLine(basket, event.lineId, (line) => ({ ...line, voided: true }));
    case 'ageConfirmed': {
      const { type: _, ...ageCheck } = event;
      return { ...basket, ageCheck };
    }
    case 'tenderAdded':
      return { ...basket, tenders: [...basket.tenders, event.tender] };
    case 'tenderRemoved': {
      const tenders = basket.tenders.filter(({ tenderId }) => tenderId !== event.tenderId);
      invariant(tenders.length < basket.tenders.length, `no tender ${event.tenderId}`);
      return { ...basket, tenders };
    }
    case 'resumed':
      return { ...basket, operatorId: event.operatorId };
    default:
      return unreachable(event);
  }
}

/** The open basket is the fold of its events: the same events always give the same basket. */
export function foldBasket(events: readonly BasketEvent[]): UnpricedBasket {
  let basket: UnpricedBasket | null = null;
  for (const event of events) basket = applyBasketEvent(basket, event);
  invariant(basket !== null, 'a basket has at least its opening');
  return basket;
}

/**
 * A `foldBasket` that goes on from its last answer where that one's events, the very same objects,
 * are the first of these: the basket grows by a line, and only that line is worked out.
 */
export function growingFold(): typeof foldBasket {
  let last: { readonly events: readonly BasketEvent[]; readonly basket: UnpricedBasket } | null =
    null;
  return (events) => {
    const known = last !== null && isBeginning(last.events, events) ? last : null;
    let basket = known?.basket ?? null;
    for (const event of events.slice(known?.events.length ?? 0)) {
      basket = applyBasketEvent(basket, event);
    }
    invariant(basket !== null, 'a basket has at least its opening');
    last = { events, basket };
    return basket;
  };
}

function isBeginning(some: readonly BasketEvent[], all: readonly BasketEvent[]): boolean {
  return some.length <= all.length && some.every((event, index) => event === all[index]);
}

function changeLine(
  basket: UnpricedBasket,
  lineId: string,
  change: (line: UnpricedLine) => UnpricedLine,
): UnpricedBasket {
  const index = basket.lines.findIndex((line) => line.lineId === lineId);
  const line = basket.lines[index];
  invariant(line !== undefined && !line.voided, `line ${lineId} cannot change`);
  return { ...basket, lines: basket.lines.with(index, change(line)) };
}

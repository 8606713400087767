import type { sellingContract } from '../../contracts/till/selling.ts';
import { addItem, addPlu, multiplyNext, repeatLast } from '../selling/add-line.ts';
import { answerAge } from '../selling/answer-age.ts';
import {
  parkBasket,
  resumeBasket,
  setQuantity,
  voidBasket,
  voidLine,
} from '../selling/change-basket.ts';
import { priceCheck, recentSales, search } from '../selling/look-up.ts';
import { scanItem } from '../selling/scan.ts';
import type { AreaHandlers, Ways } from './ways.ts';

/** A basket until it is paid. */
export function sellingHandlers({ ctx, run, query }: Ways) {
  return {
    'sale.scan': (input, command) => run(command, () => scanItem(ctx, command, input)),
    'sale.multiply': (input, command) => run(command, () => multiplyNext(ctx, input)),
    'sale.addPlu': (input, command) => run(command, () => addPlu(ctx, command, input)),
    'sale.addItem': (input, command) => run(command, () => addItem(ctx, command, input)),
    'sale.repeatLast': (_, command) => run(command, () => repeatLast(ctx, command)),
    'sale.setQuantity': (input, command) => run(command, () => setQuantity(ctx, command, input)),
    'sale.voidLine': (input, command) => run(command, () => voidLine(ctx, command, input)),
    'sale.answerAge': (input, command) => run(command, () => answerAge(ctx, command, input)),
    'sale.voidBasket': (input, command) => run(command, () => voidBasket(ctx, command, input)),
    'sale.park': (input, command) => run(command, () => parkBasket(ctx, command, input)),
    'sale.resume': (input, command) => run(command, () => resumeBasket(ctx, command, input)),
    'catalogue.search': (input) => query(() => search(ctx, input)),
    'catalogue.priceCheck': (input) => query(() => priceCheck(ctx, input)),
    'sales.recent': (input) => query(() => recentSales(ctx, input)),
  } satisfies AreaHandlers<typeof sellingContract>;
}

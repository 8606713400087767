import type { displayContract, displayEvents, TillContract, tillEvents } from './till/contract.ts';
import type { trainingContract, trainingEvents } from './training.ts';

/** Every name of a contract with its kind; a missing or an extra name does not compile. */
type CallNames<C extends Record<string, { readonly kind: string }>> = {
  readonly [N in keyof C]: C[N]['kind'];
};

/**
 * The contracts' names without their schemas, for the preloads and the windows: they only need to
 * know what exists and what changes something, and start quicker without zod.
 */
export const tillCallNames = {
  'till.snapshot': 'query',
  'session.signOn': 'command',
  'session.signOff': 'command',
  'session.setLocale': 'command',
  'session.lock': 'command',
  'session.unlock': 'command',
  'day.open': 'command',
  'shift.open': 'command',
  'screen.expects': 'command',
  'sale.scan': 'command',
  'sale.multiply': 'command',
  'sale.addPlu': 'command',
  'sale.addItem': 'command',
  'sale.repeatLast': 'command',
  'sale.setQuantity': 'command',
  'sale.voidLine': 'command',
  'sale.answerAge': 'command',
  'sale.voidBasket': 'command',
  'sale.voidPaid': 'command',
  'sale.park': 'command',
  'sale.resume': 'command',
  'pay.tender': 'command',
  'pay.returnCash': 'command',
  'pay.card': 'command',
  'pay.cancelCard': 'command',
  'pay.signature': 'query',
  'pay.judgeSignature': 'command',
  'pay.ask': 'command',
  'pay.printPending': 'command',
  'pay.resolve': 'command',
  'return.query': 'query',
  'return.begin': 'command',
  'return.retry': 'command',
  'return.abandon': 'command',
  'receipt.reprint': 'command',
  'receipt.settle': 'command',
  'drawer.noSale': 'command',
  'catalogue.confirm': 'command',
  'copy.newDisk': 'command',
  'catalogue.search': 'query',
  'catalogue.priceCheck': 'query',
  'sales.recent': 'query',
  'shift.close': 'command',
  'settlement.close': 'command',
  'settlement.last': 'query',
  'settlement.printLast': 'command',
  'terminal.setup': 'query',
  'terminal.check': 'command',
  'terminal.save': 'command',
  'day.close': 'command',
  'upload.send': 'command',
  'loss.decide': 'command',
  'program.end': 'command',
  'report.x': 'query',
  'report.lastZ': 'query',
  'report.printLastZ': 'command',
} as const satisfies CallNames<TillContract>;

/** The names the customer display may call. */
export const displayCallNames = {
  'display.snapshot': 'query',
} as const satisfies CallNames<typeof displayContract>;

/** The events the till window may listen to. */
export const tillEventNames = ['snapshot'] as const satisfies readonly (keyof typeof tillEvents)[];

/** The events the customer display may listen to. */
export const displayEventNames = [
  'display',
] as const satisfies readonly (keyof typeof displayEvents)[];

/** The names the training terminal's window may call. */
export const trainingCallNames = {
  'training.view': 'query',
  'training.press': 'command',
} as const satisfies CallNames<typeof trainingContract>;

/** The events the training terminal's window may listen to. */
export const trainingEventNames = [
  'view',
] as const satisfies readonly (keyof typeof trainingEvents)[];

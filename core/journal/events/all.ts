import type { EventDefinition, PayloadOf } from '../event.ts';
import { basketEvents } from './basket.ts';
import { cashEvents } from './cash.ts';
import { catalogueEvents } from './catalogue.ts';
import { dayEvents } from './day.ts';
import { headOfficeEvents } from './head-office.ts';
import { lossEvents } from './loss.ts';
import { paperEvents } from './paper.ts';
import { paymentEvents } from './payment.ts';
import { peopleEvents } from './people.ts';
import { returnEvents } from './returns.ts';
import { saleEvents } from './sale.ts';
import { settingsEvents } from './settings.ts';
import { settlementEvents } from './settlement.ts';

/** Every type of journal entry there is. Shapes are frozen once released: see `event`. */
export const events = {
  ...basketEvents,
  ...cashEvents,
  ...catalogueEvents,
  ...dayEvents,
  ...headOfficeEvents,
  ...lossEvents,
  ...paperEvents,
  ...paymentEvents,
  ...peopleEvents,
  ...returnEvents,
  ...saleEvents,
  ...settingsEvents,
  ...settlementEvents,
} satisfies Record<string, EventDefinition>;

export type JournalType = keyof typeof events;

/** The payload of each journal entry type, as it is written today. */
export type JournalPayloads = { [T in JournalType]: PayloadOf<(typeof events)[T]> };

/** Whether this version of the software knows the entry type. */
export function isJournalType(type: string): type is JournalType {
  return Object.hasOwn(events, type);
}

import type { UnpricedBasket, UnpricedLine } from './types.ts';

/** Lines a customer may have only with an age that nobody has confirmed yet. */
export function unansweredLines(basket: UnpricedBasket): UnpricedLine[] {
  const confirmed = basket.ageCheck?.minAge ?? 0;
  return basket.lines.filter(({ voided, item }) => !voided && (item.minAge ?? 0) > confirmed);
}

/** The age to ask about: the highest that is not confirmed, or null when there is no question. */
export function ageToAsk(basket: UnpricedBasket): number | null {
  const ages = unansweredLines(basket).map(({ item }) => item.minAge ?? 0);
  return ages.length === 0 ? null : Math.max(...ages);
}

/**
 * The latest date of birth ('YYYY-MM-DD') of somebody who is `years` old on `day`: whoever was born
 * on it or before is old enough. Where the year has no 29 February, it is the day before: nobody is
 * taken for older than they are.
 */
export function bornOnOrBefore(day: string, years: number): string {
  const year = Number(day.slice(0, 4)) - years;
  const isLeapDay = day.slice(5) === '02-29';
  return isLeapDay && !isLeapYear(year) ? `${year}-02-28` : `${year}${day.slice(4)}`;
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

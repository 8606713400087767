/**
 * Kinds of card that terminals count apart when they close a batch (the finest
 * that a protocol here tells, in its order). Everything else is `other`.
 */
export const CARD_GROUPS = [
  'girocard',
  'jcb',
  'mastercard',
  'amex',
  'visa',
  'diners',
  'other',
] as const;

export type CardGroup = (typeof CARD_GROUPS)[number];

/** The group a stored result names (`extra.cardGroup`), or `other` when it names none. */
export function cardGroupOf(extra: Readonly<Record<string, string>>): CardGroup {
  const named = extra['cardGroup'];
  return CARD_GROUPS.find((group) => group === named) ?? 'other';
}

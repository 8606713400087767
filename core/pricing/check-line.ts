import type { BasketLine } from '../basket/types.ts';
import { canonicalJson } from '../journal/canonical.ts';
import { amountByModifiers } from './price-basket.ts';
import { lineAmount } from './line-amount.ts';
import { sharedByUnit } from './unit-amounts.ts';

/**
 * What is wrong in how a line is priced: an amount that is not the shelf's less the modifiers,
 * modifiers that do not follow each other, or take off nothing or more than the line costs, units
 * that are not paid with the amount. In a sale that returns another one every sign is turned.
 */
export function checkLine(line: BasketLine): string[] {
  const { lineId, amountMinor } = line;
  const differences: string[] = [];
  const byModifiers = amountByModifiers(line);
  if (amountMinor !== byModifiers) differences.push(`${amountMinor} is not ${byModifiers}`);
  if (!areModifiersSound(line)) differences.push('its modifiers are not what can be taken off it');
  if (!areUnitsPaid(line)) differences.push(`its units are not paid with ${amountMinor}`);
  return differences.map((difference) => `line ${lineId}: ${difference}`);
}

function areModifiersSound(line: BasketLine): boolean {
  const { modifiers } = line;
  if (modifiers === undefined) return true;
  const sign = Math.sign(lineAmount(line));
  return (
    modifiers.length > 0 &&
    modifiers.every((one, index) => one.sequence === index + 1) &&
    modifiers.every(({ amountMinor }) => amountMinor !== 0 && Math.sign(amountMinor) === sign) &&
    [sign, 0].includes(Math.sign(line.amountMinor))
  );
}

/** A line without modifiers does not store what was paid for its units: it follows. */
function areUnitsPaid(line: BasketLine): boolean {
  if (line.modifiers === undefined) return line.unitAmounts === undefined;
  return canonicalJson(line.unitAmounts ?? null) === canonicalJson(sharedByUnit(line));
}

import type { SnapshotLine } from '../../contracts/till/slices.ts';
import type { Language } from '../../core/language.ts';
import { localName } from '../../core/local-text.ts';
import { figure, type ShownCurrency } from './figures.ts';
import styles from './taken-off.module.css';

interface TakenOffProps {
  readonly line: SnapshotLine;
  readonly locale: Language;
  readonly currency: ShownCurrency;
  readonly className: string | undefined;
}

/**
 * What promotions take off a line, in one amount, and their names: "−7.00 3 for 2 · Member"; nothing
 * where none does. Names may be cut off where there is no room, the amount never. The receipt has an
 * amount for each.
 */
export function TakenOff({ line, locale, currency, className }: TakenOffProps) {
  if (line.takenOff === undefined) return null;
  const amountMinor = line.takenOff.reduce((all, each) => all + each.amountMinor, 0);
  const names = line.takenOff.map(({ name }) => localName(name, locale)).join(' · ');
  return (
    <span className={`${styles['takenOff']} ${className ?? ''}`} data-testid="taken-off">
      <span className={styles['amount']}>{figure(-amountMinor, currency)}</span>{' '}
      <span className={styles['names']}>{names}</span>
    </span>
  );
}

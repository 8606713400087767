import type { SnapshotLine } from '../../contracts/till/slices.ts';
import type { Language } from '../../core/language.ts';
import { localName } from '../../core/local-text.ts';
import { figure, type ShownCurrency } from './figures.ts';

interface TakenOffProps {
  readonly line: SnapshotLine;
  readonly locale: Language;
  readonly currency: ShownCurrency;
  readonly className: string | undefined;
}

/**
 * What promotions take off a line: "−6.50 3 for 2", one after the other; nothing where none does. The
 * amount stands first, because a long name is cut off at its end.
 */
export function TakenOff({ line, locale, currency, className }: TakenOffProps) {
  if (line.takenOff === undefined) return null;
  const texts = line.takenOff.map(
    ({ name, amountMinor }) => `${figure(-amountMinor, currency)} ${localName(name, locale)}`,
  );
  return (
    <span className={className} data-testid="taken-off">
      {texts.join(' · ')}
    </span>
  );
}

import { useWindowState } from '../state/window-state.ts';
import { money } from '../words/figures.ts';
import { Fitted } from './fitted.tsx';
import styles from './hand-over-amount.module.css';

/** The amount a hand takes out of the drawer now: larger than anything else on the screen. */
export function HandOverAmount({ amountMinor }: { readonly amountMinor: number }) {
  const { currency } = useWindowState();
  return (
    <output className={styles['amount']} data-testid="hand-over-amount">
      <Fitted text={money(amountMinor, currency)} />
    </output>
  );
}

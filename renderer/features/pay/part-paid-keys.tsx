import { Banknote, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { TENDERS } from '../../../core/tender/tender.ts';
import { useWindowState } from '../../state/window-state.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { money } from '../../words/figures.ts';
import styles from './pay-panel.module.css';

type Tenders = NonNullable<TillSnapshot['basket']>['tenders'];

/** The cash that R takes out of the payment again. */
export function lastCashOf(tenders: Tenders): Tenders[number] | undefined {
  return tenders.findLast(({ kind }) => TENDERS[kind].inDrawer);
}

/** What can be done about what has been paid of a basket: hand the cash back, void it all. */
export function PartPaidKeys(props: {
  readonly tenders: Tenders;
  readonly onVoid: () => void;
  readonly onReturnCash: (tenderId: string) => void;
}) {
  const { tenders, onVoid, onReturnCash } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const lastCash = lastCashOf(tenders);
  return (
    <>
      {lastCash === undefined ? null : (
        <ActionButton
          label={t('pay.returnCash', { amount: money(lastCash.amountMinor, currency) })}
          cap="R"
          icon={<Banknote size="1.5rem" aria-hidden="true" />}
          onPress={() => onReturnCash(lastCash.tenderId)}
          className={styles['void']}
          testId="return-cash"
        />
      )}
      {tenders.length === 0 ? null : (
        <ActionButton
          label={t('pay.voidPaid')}
          cap="V"
          icon={<Undo2 size="1.5rem" aria-hidden="true" />}
          onPress={onVoid}
          className={styles['void']}
          testId="pay-void"
        />
      )}
    </>
  );
}

import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import type { VoidReason } from '../../../core/basket/correction.ts';
import { tendersThat } from '../../../core/tender/tender.ts';
import { useWindowState } from '../../state/window-state.ts';
import { VoidReasonDialog } from '../../ui/void-reason-dialog.tsx';
import { money } from '../../words/figures.ts';

/** Asks before the whole basket goes: names what was paid in cash, which is handed back then. */
export function VoidBasketDialog(props: {
  readonly basket: NonNullable<TillSnapshot['basket']>;
  readonly onReason: (reason: VoidReason) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { lines, tenders, totalMinor } = props.basket;
  const cash = tendersThat(({ inDrawer }) => inDrawer, tenders);
  const cashMinor = cash.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const text = t('void.basketText', { n: lines.length, total: money(totalMinor, currency) });
  const back = t('void.basketCash', { amount: money(cashMinor, currency) });
  return (
    <VoidReasonDialog
      title={t('void.basketTitle')}
      text={cashMinor === 0 ? text : `${text} ${back}`}
      testId="dialog-void-basket"
      doLabel={t('void.basket')}
      onClose={props.onClose}
      onReason={props.onReason}
    />
  );
}

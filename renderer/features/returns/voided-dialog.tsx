import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { money } from '../../words/figures.ts';
import { HandOverAmount } from '../../ui/hand-over-amount.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { PlannedList } from '../../ui/refund-steps.tsx';

/** The end of a basket's void: what went back and how, and what comes out of the drawer now. */
export function VoidedDialog(props: {
  readonly saleReturn: NonNullable<TillSnapshot['saleReturn']>;
  readonly onClose: () => void;
}) {
  const { saleReturn, onClose } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const amount = money(saleReturn.totalMinor, currency);
  const cash = saleReturn.steps.filter(({ way }) => way === 'cash');
  const cashMinor = cash.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return (
    <TillDialog
      title={t('return.voidedTitle', { amount })}
      onClose={onClose}
      size={cashMinor === 0 ? 'small' : 'large'}
      testId="dialog-voided"
      actions={[
        {
          label: t('change.next'),
          key: 'Enter',
          tone: 'accent',
          run: onClose,
          testId: 'dialog-do',
        },
      ]}
    >
      {cashMinor === 0 ? null : <HandOverAmount amountMinor={cashMinor} />}
      <PlannedList steps={saleReturn.steps} isDone />
    </TillDialog>
  );
}

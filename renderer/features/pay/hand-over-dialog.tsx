import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { HandOverAmount } from '../../ui/hand-over-amount.tsx';

/** Cash that goes back without a sale: shown until it is put away, once. */
export function HandOverDialog(props: { readonly handOver: TillSnapshot['handOver'] }) {
  const { t } = useTranslation();
  const [doneId, setDoneId] = useState<string | null>(null);
  const { handOver } = props;
  if (handOver === null || handOver.id === doneId) return null;
  const close = () => setDoneId(handOver.id);
  return (
    <TillDialog
      title={t('change.handBack')}
      size="large"
      onClose={close}
      testId="dialog-hand-over"
      actions={[
        {
          label: t('change.handedOver'),
          key: 'Enter',
          tone: 'accent',
          run: close,
          testId: 'dialog-do',
        },
      ]}
    >
      <HandOverAmount amountMinor={handOver.amountMinor} />
    </TillDialog>
  );
}

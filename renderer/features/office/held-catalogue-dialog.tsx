import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { wholeNumber } from '../../words/figures.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';

/** Asks a manager about a catalogue file with far fewer items, with both numbers. */
export function HeldCatalogueDialog(props: {
  readonly held: NonNullable<TillSnapshot['heldCatalogue']>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { held, onClose } = props;
  return (
    <ConfirmDialog
      title={t('held.title')}
      text={t('held.text', {
        now: wholeNumber(held.itemsNow),
        inFile: wholeNumber(held.itemsInFile),
      })}
      doLabel={t('held.key')}
      danger
      testId="dialog-held-catalogue"
      onClose={onClose}
      onDo={() => {
        onClose();
        void sendTill('catalogue.confirm', { sha256: held.sha256 });
      }}
    />
  );
}

import { useTranslation } from 'react-i18next';
import { sendTill } from '../../state/commands.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';

/** What is wrong with the second copy's disk that a manager can decide about. */
export type CopyDiskDoubt = 'noDisk' | 'otherDisk';

/** The doubt that a device code tells of, or null. */
export function copyDiskDoubt(code: string | null): CopyDiskDoubt | null {
  return code === 'noDisk' || code === 'otherDisk' ? code : null;
}

/** Asks a manager whether the disk that is there now shall be the second copy's. */
export function CopyDiskDialog(props: {
  readonly doubt: CopyDiskDoubt;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { doubt, onClose } = props;
  return (
    <ConfirmDialog
      title={t('copyDisk.title')}
      text={doubt === 'noDisk' ? t('copyDisk.noDisk') : t('copyDisk.otherDisk')}
      doLabel={t('copyDisk.key')}
      testId="dialog-copy-disk"
      onClose={onClose}
      onDo={() => {
        onClose();
        void sendTill('copy.newDisk', {});
      }}
    />
  );
}

import { useTranslation } from 'react-i18next';
import { KeyCap } from '../../ui/action-button.tsx';
import { TillDialog } from '../../ui/dialog.tsx';
import styles from './sale-dialogs.module.css';

/** Every key of the sale screen on one page. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const rows: readonly (readonly [string, string])[] = [
    [t('key.enter'), t('help.plu')],
    ['8+', t('help.code')],
    ['F2 ×', t('help.quantity')],
    ['1–99', t('help.quick')],
    ['+', t('help.repeat')],
    [t('key.arrows'), t('help.select')],
    ['V', t('help.voidBasket')],
    ['U', t('help.unclear')],
    [t('key.escape'), t('help.escape')],
    ['F3', t('fn.priceCheck')],
    ['F4', t('fn.search')],
    ['F6', t('fn.voidLine')],
    ['F7', t('fn.receipts')],
    ['F8', t('fn.drawer')],
    ['F9', `${t('fn.park')} / ${t('fn.resume')}`],
    ['F10', t('fn.office')],
    ['F11', t('help.return')],
    ['F12', t('fn.pay')],
  ];
  return (
    <TillDialog
      title={t('help.title')}
      size="large"
      onClose={onClose}
      testId="dialog-help"
      keys={{ F1: onClose }}
      actions={[{ label: t('common.close'), key: 'Enter', tone: 'accent', run: onClose }]}
    >
      <p className={styles['text']}>{t('help.scan')}</p>
      <dl className={styles['keys']}>
        {rows.map(([cap, text]) => (
          <div key={cap} className={styles['keyRow']}>
            <dt>
              <KeyCap>{cap}</KeyCap>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </TillDialog>
  );
}

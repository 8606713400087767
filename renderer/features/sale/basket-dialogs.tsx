import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { clockTime, money } from '../../words/figures.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { TextEntry } from '../../ui/text-entry.tsx';
import { parkedName } from '../../words/parked-name.ts';
import { useWindowState } from '../../state/window-state.ts';
import { ChoiceList } from './choice-list.tsx';
import styles from './sale-dialogs.module.css';

/** Puts the basket aside under an optional name. */
export function ParkDialog(props: {
  readonly onPark: (label: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [label, setLabel] = useState('');
  return (
    <TillDialog
      title={t('park.title')}
      onClose={props.onClose}
      testId="dialog-park"
      actions={[
        {
          label: t('park.do'),
          key: 'Enter',
          tone: 'accent',
          run: () => props.onPark(label.trim()),
          testId: 'dialog-do',
        },
        { label: t('common.cancel'), key: 'Escape', run: props.onClose },
      ]}
    >
      <p className={styles['text']}>{t('park.text')}</p>
      <TextEntry
        label={t('park.label')}
        value={label}
        onChange={setLabel}
        autoFocus
        maxLength={40}
        testId="park-label"
      />
    </TillDialog>
  );
}

/** Brings a parked basket back. */
export function ResumeDialog(props: {
  readonly suspended: TillSnapshot['suspended'];
  readonly onResume: (basketId: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { locale, currency, timeZone } = useWindowState();
  const [marked, setMarked] = useState(0);
  const { suspended } = props;
  const rows = suspended.map((basket, index) => ({
    id: basket.basketId,
    key: index < 9 ? String(index + 1) : undefined,
    label: parkedName(t, basket.label),
    run: () => props.onResume(basket.basketId),
    detail: `${t('common.items', { n: basket.itemCount })} · ${t('park.at', {
      time: clockTime(basket.suspendedAtMs, locale, timeZone),
    })}`,
    amount: money(basket.totalMinor, currency),
  }));
  return (
    <TillDialog
      title={t('park.resumeTitle')}
      onClose={props.onClose}
      testId="dialog-resume"
      keys={{
        ArrowUp: () => setMarked((at) => Math.max(0, at - 1)),
        ArrowDown: () => setMarked((at) => Math.min(suspended.length - 1, at + 1)),
      }}
      onChar={() => true}
      choices={rows}
      actions={[
        {
          label: t('park.resume'),
          key: 'Enter',
          tone: 'accent',
          enabled: suspended.length > 0,
          run: () => rows[marked]?.run(),
          testId: 'dialog-do',
        },
        { label: t('common.cancel'), key: 'Escape', run: props.onClose },
      ]}
    >
      {suspended.length === 0 ? <p className={styles['text']}>{t('park.none')}</p> : null}
      <ChoiceList label={t('park.resumeTitle')} marked={marked} testId="parked-row" rows={rows} />
    </TillDialog>
  );
}

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
          press: 'Enter',
          tone: 'accent',
          onPress: () => props.onPark(label.trim()),
          testId: 'dialog-do',
        },
        { label: t('common.cancel'), press: 'Escape', onPress: props.onClose },
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
  const choose = (index: number) => {
    const basket = suspended[index];
    if (basket !== undefined) props.onResume(basket.basketId);
  };
  return (
    <TillDialog
      title={t('park.resumeTitle')}
      onClose={props.onClose}
      testId="dialog-resume"
      keys={{
        ArrowUp: () => setMarked((at) => Math.max(0, at - 1)),
        ArrowDown: () => setMarked((at) => Math.min(suspended.length - 1, at + 1)),
      }}
      onChar={(char) => {
        if (/^[1-9]$/.test(char)) choose(Number(char) - 1);
        return true;
      }}
      actions={[
        {
          label: t('park.resume'),
          press: 'Enter',
          tone: 'accent',
          isDisabled: suspended.length === 0,
          onPress: () => choose(marked),
          testId: 'dialog-do',
        },
        { label: t('common.cancel'), press: 'Escape', onPress: props.onClose },
      ]}
    >
      {suspended.length === 0 ? <p className={styles['text']}>{t('park.none')}</p> : null}
      <ChoiceList
        label={t('park.resumeTitle')}
        marked={marked}
        onChoose={choose}
        testId="parked-row"
        rows={suspended.map((basket, index) => ({
          id: basket.basketId,
          cap: index < 9 ? String(index + 1) : '',
          name: parkedName(t, basket.label),
          detail: `${t('common.items', { n: basket.itemCount })} · ${t('park.at', {
            time: clockTime(basket.suspendedAtMs, locale, timeZone),
          })}`,
          amount: money(basket.totalMinor, currency),
        }))}
      />
    </TillDialog>
  );
}

import { tendersThat } from '../../../core/tender/tender.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VoidReason } from '../../../core/basket/correction.ts';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { clockTime, money } from '../../ui/figures.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { TextEntry } from '../../ui/text-entry.tsx';
import { parkedName } from '../shell/parked-name.ts';
import { useWindowState } from '../shell/window-state.ts';
import { VoidReasonDialog } from './void-reason-dialog.tsx';
import { ChoiceList } from './choice-list.tsx';
import styles from './sale-dialogs.module.css';

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly doLabel: string;
  readonly danger?: boolean;
  /** The key that does it; Enter, which comes by itself after anything typed, unless it costs more. */
  readonly press?: string;
  readonly onDo: () => void;
  readonly onClose: () => void;
  readonly testId: string;
  /** A second thing to do, by letter. */
  readonly other?: { readonly label: string; readonly press: string; readonly onPress: () => void };
}

/** Asks before something that is recorded. */
export function ConfirmDialog(props: ConfirmProps) {
  const { t } = useTranslation();
  const { other } = props;
  return (
    <TillDialog
      title={props.title}
      onClose={props.onClose}
      testId={props.testId}
      actions={[
        {
          label: props.doLabel,
          press: props.press ?? 'Enter',
          tone: props.danger === true ? 'danger' : 'accent',
          onPress: props.onDo,
          testId: 'dialog-do',
        },
        { label: t('common.cancel'), press: 'Escape', onPress: props.onClose },
        ...(other === undefined ? [] : [other]),
      ]}
    >
      <p className={styles['text']}>{props.text}</p>
    </TillDialog>
  );
}

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

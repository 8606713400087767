import type { TFunction } from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import type { Action } from '../../ui/actions.tsx';
import { TillDialog } from '../../ui/dialog.tsx';
import { money } from '../../words/figures.ts';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { parkedName } from '../../words/parked-name.ts';
import { useWindowState } from '../../state/window-state.ts';
import { type Pending, PendingRow } from './pending-row.tsx';
import styles from './pending-dialog.module.css';
import { SettleDialog } from './settle-dialog.tsx';

interface PendingProps {
  readonly snapshot: TillSnapshot;
  readonly onReturn: () => void;
  readonly onClose: () => void;
}

/**
 * Every payment and refund that nobody knows the end of, and the return that is not
 * finished. Stays open until the list is empty or it is closed.
 */
export function PendingDialog(props: PendingProps) {
  const { snapshot, onClose } = props;
  const { pendingPayments, saleReturn, operator, operators } = snapshot;
  const [marked, setMarked] = useState(0);
  const [settlingId, setSettlingId] = useState<string | null>(null);
  const settling = pendingPayments.find((each) => each.attemptId === settlingId);
  const isEmpty = pendingPayments.length === 0 && saleReturn === null;
  useEffect(() => {
    if (isEmpty) onClose();
  }, [isEmpty, onClose]);
  if (settling !== undefined) {
    const people = { operator, operators };
    return <SettleDialog attempt={settling} {...people} onClose={() => setSettlingId(null)} />;
  }
  return <PendingList {...props} marked={marked} onMark={setMarked} onSettle={setSettlingId} />;
}

interface ListProps extends PendingProps {
  readonly marked: number;
  readonly onMark: (index: number) => void;
  readonly onSettle: (attemptId: string) => void;
}

/** What can be done about the marked one, and the way to the return. */
function actionsOf(t: TFunction, props: ListProps, chosen: Pending | null): Action[] {
  const attemptId = chosen?.attemptId ?? '';
  const back: Action = {
    label: t('pending.openReturn'),
    key: 'b',
    run: props.onReturn,
    testId: 'pending-return',
  };
  return [
    {
      label: t('pending.ask'),
      key: 'Enter',
      tone: 'accent',
      enabled: chosen !== null,
      run: () => void sendTill('pay.ask', { attemptId }),
      testId: 'pending-ask',
    },
    {
      label: t('pending.settle'),
      key: 's',
      enabled: chosen !== null,
      run: () => props.onSettle(attemptId),
      testId: 'pending-settle',
    },
    {
      // Another "result pending" slip, for the customer who lost the first.
      label: t('pending.printSlip'),
      key: 'd',
      enabled: chosen?.way === 'payment',
      run: () => void sendTill('pay.printPending', { attemptId }),
      testId: 'pending-print',
    },
    ...(props.snapshot.saleReturn === null ? [] : [back]),
    { label: t('common.close'), key: 'Escape', run: props.onClose },
  ];
}

function PendingList(props: ListProps) {
  const { snapshot, marked, onMark } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { pendingPayments, saleReturn } = snapshot;
  const last = Math.max(0, pendingPayments.length - 1);
  const chosen = pendingPayments[Math.min(marked, last)] ?? null;
  return (
    <TillDialog
      title={t('pending.title')}
      size="large"
      onClose={props.onClose}
      testId="dialog-pending"
      keys={{
        ArrowUp: () => onMark(Math.max(0, marked - 1)),
        ArrowDown: () => onMark(Math.min(last, marked + 1)),
      }}
      actions={actionsOf(t, props, chosen)}
    >
      <p className={styles['text']}>{t('pending.text')}</p>
      {saleReturn === null ? null : (
        <p className={styles['return']}>
          {returnWords(t, saleReturn, money(saleReturn.totalMinor, currency))}
        </p>
      )}
      <ScrollArea label={t('pending.title')}>
        <ul className={styles['list']} aria-label={t('pending.title')}>
          {pendingPayments.map((each, index) => (
            <PendingRow
              key={each.attemptId}
              pending={each}
              isMarked={each === chosen}
              onMark={() => onMark(index)}
              basket={basketWords(t, each, saleReturn)}
            />
          ))}
        </ul>
      </ScrollArea>
    </TillDialog>
  );
}

/** What is being returned and is not finished. */
function returnWords(
  t: TFunction,
  { basket, receiptNo }: NonNullable<TillSnapshot['saleReturn']>,
  total: string,
): string {
  return basket === null
    ? t('pending.return', { receiptNo, total })
    : t('pending.basketVoid', { label: parkedName(t, basket.label), total });
}

/** Which basket or receipt waits for it. */
function basketWords(
  t: TFunction,
  pending: Pending,
  saleReturn: TillSnapshot['saleReturn'],
): string {
  if (pending.way !== 'payment') {
    if (saleReturn === null) return '';
    if (saleReturn.basket !== null)
      return t('pending.parkedAs', { label: saleReturn.basket.label });
    return t('change.receipt', { receiptNo: saleReturn.receiptNo });
  }
  if (pending.label !== '') return t('pending.parkedAs', { label: pending.label });
  return pending.basketId === '' ? '' : t('pending.openBasket');
}

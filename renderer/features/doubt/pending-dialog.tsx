import type { TFunction } from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { dayAndTime, money } from '../../words/figures.ts';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { parkedName } from '../../words/parked-name.ts';
import { useWindowState } from '../../state/window-state.ts';
import { PendingRow } from './pending-row.tsx';
import styles from './pending-dialog.module.css';
import { unknownWords } from '../../words/result-words.ts';
import { SettleDialog } from './settle-dialog.tsx';

/**
 * Every payment and refund that nobody knows the end of, and the return that is not
 * finished. Stays open until the list is empty or it is closed.
 */
export function PendingDialog(props: {
  readonly snapshot: TillSnapshot;
  readonly onReturn: () => void;
  readonly onClose: () => void;
}) {
  const { snapshot, onReturn, onClose } = props;
  const { t } = useTranslation();
  const { locale, currency, timeZone } = useWindowState();
  const { pendingPayments, saleReturn } = snapshot;
  const [marked, setMarked] = useState(0);
  const [settlingId, setSettlingId] = useState<string | null>(null);
  const total = pendingPayments.length;
  const chosen = pendingPayments[Math.min(marked, total - 1)] ?? null;
  const settling = pendingPayments.find((each) => each.attemptId === settlingId) ?? null;
  const isEmpty = total === 0 && saleReturn === null;
  useEffect(() => {
    if (isEmpty) onClose();
  }, [isEmpty, onClose]);
  if (settling !== null) {
    return (
      <SettleDialog
        attempt={settling}
        operator={snapshot.operator}
        operators={snapshot.operators}
        onClose={() => setSettlingId(null)}
      />
    );
  }
  const ask = () => {
    if (chosen !== null) void sendTill('pay.ask', { attemptId: chosen.attemptId });
  };
  const settle = () => {
    if (chosen !== null) setSettlingId(chosen.attemptId);
  };
  /** Another "result pending" slip, for the customer who lost the first. */
  const printSlip = () => {
    if (chosen !== null) void sendTill('pay.printPending', { attemptId: chosen.attemptId });
  };
  return (
    <TillDialog
      title={t('pending.title')}
      size="large"
      onClose={onClose}
      testId="dialog-pending"
      keys={{
        ArrowUp: () => setMarked((at) => Math.max(0, at - 1)),
        ArrowDown: () => setMarked((at) => Math.max(0, Math.min(total - 1, at + 1))),
      }}
      actions={[
        {
          label: t('pending.ask'),
          press: 'Enter',
          tone: 'accent',
          isDisabled: chosen === null,
          onPress: ask,
          testId: 'pending-ask',
        },
        {
          label: t('pending.settle'),
          press: 's',
          isDisabled: chosen === null,
          onPress: settle,
          testId: 'pending-settle',
        },
        {
          label: t('pending.printSlip'),
          press: 'd',
          isDisabled: chosen?.way !== 'payment',
          onPress: printSlip,
          testId: 'pending-print',
        },
        ...(saleReturn === null
          ? []
          : [
              {
                label: t('pending.openReturn'),
                press: 'b',
                onPress: onReturn,
                testId: 'pending-return',
              },
            ]),
        { label: t('common.close'), press: 'Escape', onPress: onClose },
      ]}
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
              isMarked={each === chosen}
              onMark={() => setMarked(index)}
              amount={money(each.amountMinor, currency)}
              way={t(`pending.way.${each.way}`)}
              since={t('pending.since', { time: dayAndTime(each.sinceMs, locale, timeZone) })}
              basket={basketWords(t, each, saleReturn)}
              reason={unknownWords(t, each.reason)}
              differs={
                each.approvedMinor === null
                  ? ''
                  : t('card.approvedOther', { approved: money(each.approvedMinor, currency) })
              }
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
  pending: TillSnapshot['pendingPayments'][number],
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

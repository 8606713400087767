import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { callTill } from '../../ipc/client.ts';
import { sendTill } from '../../state/commands.ts';
import { raiseNotice } from '../../state/notices.ts';
import { money } from '../../words/figures.ts';
import { useExpectedScans } from '../../ui/key-layer.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { type Approval, SupervisorDialog } from '../../ui/supervisor-dialog.tsx';
import type { FoundSale, Reason } from './found-sale.ts';
import { PlannedList } from '../../ui/refund-steps.tsx';
import { NotePage } from './note-page.tsx';
import { FindPage } from './find-page.tsx';
import { PlanPage } from './plan-page.tsx';
import styles from './return.module.css';

type Page =
  | { readonly kind: 'find'; readonly notFound: string | null }
  | { readonly kind: 'plan'; readonly sale: FoundSale; readonly reason: Reason | null }
  | { readonly kind: 'note'; readonly sale: FoundSale }
  | { readonly kind: 'approve'; readonly sale: FoundSale; readonly reason: Reason };

/**
 * Returns a whole sale: the receipt, what was bought and how the money goes back, the reason,
 * a supervisor. While it is open, scans are receipts to look up.
 */
export function ReturnDialog(props: {
  readonly snapshot: TillSnapshot;
  /** The receipt to begin with, or null to ask for one. */
  readonly receiptNo: string | null;
  readonly onBegun: () => void;
  readonly onClose: () => void;
}) {
  const { snapshot, receiptNo, onBegun, onClose } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const [page, setPage] = useState<Page>({ kind: 'find', notFound: null });
  const [note, setNote] = useState('');
  const asked = useRef(0);

  const look = useCallback(async (text: string) => {
    // No receipt number is longer; what else was scanned is asked about and not found.
    const wanted = text.trim().slice(0, 40);
    if (wanted === '') return;
    asked.current += 1;
    const turn = asked.current;
    const reply = await callTill('return.query', { receiptNo: wanted });
    // A second scan may have overtaken the first one's answer.
    if (turn !== asked.current) return;
    if (!reply.ok) {
      raiseNotice('refused', 'error', reply.error.code, reply.error.params);
      return;
    }
    const { sale } = reply.value;
    if (sale === null) raiseNotice('refused', 'error', 'unknownReceipt');
    setPage(
      sale === null
        ? { kind: 'find', notFound: wanted.toUpperCase() }
        : { kind: 'plan', sale, reason: null },
    );
  }, []);
  useExpectedScans('receipt', (text) => void look(text));
  useEffect(() => {
    if (receiptNo !== null) void look(receiptNo);
  }, [receiptNo, look]);

  const begin = async (sale: FoundSale, reason: Reason, approval: Approval) => {
    const reply = await sendTill('return.begin', {
      saleId: sale.saleId,
      reason,
      note: reason === 'other' ? note.trim() : '',
      cardAs: sale.cashInstead ? 'cash' : 'terminal',
      ...approval,
    });
    if (reply?.ok === true) onBegun();
  };
  const choose = (sale: FoundSale, reason: Reason) =>
    setPage(reason === 'other' ? { kind: 'note', sale } : { kind: 'approve', sale, reason });

  switch (page.kind) {
    case 'find':
      return (
        <FindPage notFound={page.notFound} onLook={(text) => void look(text)} onClose={onClose} />
      );
    case 'plan':
      return (
        <PlanPage
          sale={page.sale}
          chosen={page.reason}
          onReason={(reason) => choose(page.sale, reason)}
          onBack={() => setPage({ kind: 'find', notFound: null })}
        />
      );
    case 'note':
      return (
        <NotePage
          note={note}
          onNote={setNote}
          onNext={() => setPage({ kind: 'approve', sale: page.sale, reason: 'other' })}
          onBack={() => setPage({ kind: 'plan', sale: page.sale, reason: null })}
        />
      );
    case 'approve': {
      const { sale, reason } = page;
      return (
        <SupervisorDialog
          title={t('return.approveTitle', { amount: money(sale.totalMinor, currency) })}
          rule={t('return.rule')}
          operator={snapshot.operator}
          operators={snapshot.operators}
          doLabel={t('return.do')}
          tone="danger"
          onApprove={(approval) => void begin(sale, reason, approval)}
          onBack={() => setPage({ kind: 'plan', sale, reason })}
          testId="dialog-approve"
        >
          <p className={styles['facts']}>
            <b>{sale.receiptNo}</b>
            <span>{t(`return.reason.${reason}`)}</span>
            {reason === 'other' ? <span>{note}</span> : null}
          </p>
          <PlannedList steps={sale.steps} />
        </SupervisorDialog>
      );
    }
  }
}

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

/** Looks a receipt up; the newest question alone is answered, with the page that shows what was found. */
function useLookUp(onPage: (page: Page) => void): (text: string) => void {
  const asked = useRef(0);
  const look = useCallback(
    async (text: string) => {
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
      onPage(
        sale === null
          ? { kind: 'find', notFound: wanted.toUpperCase() }
          : { kind: 'plan', sale, reason: null },
      );
    },
    [onPage],
  );
  return useCallback((text) => void look(text), [look]);
}

interface ReturnDialogProps {
  readonly snapshot: TillSnapshot;
  /** The receipt to begin with, or null to ask for one. */
  readonly receiptNo: string | null;
  readonly onBegun: () => void;
  readonly onClose: () => void;
}

/**
 * Returns a whole sale: the receipt, what was bought and how the money goes back, the reason,
 * a supervisor. While it is open, scans are receipts to look up.
 */
export function ReturnDialog(props: ReturnDialogProps) {
  const { receiptNo, onClose } = props;
  const [page, setPage] = useState<Page>({ kind: 'find', notFound: null });
  const [note, setNote] = useState('');
  const look = useLookUp(setPage);
  useExpectedScans('receipt', look);
  useEffect(() => {
    if (receiptNo !== null) look(receiptNo);
  }, [receiptNo, look]);
  const choose = (sale: FoundSale, reason: Reason) =>
    setPage(reason === 'other' ? { kind: 'note', sale } : { kind: 'approve', sale, reason });
  switch (page.kind) {
    case 'find':
      return <FindPage notFound={page.notFound} onLook={look} onClose={onClose} />;
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
        <ApprovePage
          {...props}
          sale={sale}
          reason={reason}
          note={reason === 'other' ? note.trim() : ''}
          onBack={() => setPage({ kind: 'plan', sale, reason })}
        />
      );
    }
  }
}

/** Somebody else agrees to the return, and it begins. */
function ApprovePage(
  props: ReturnDialogProps & {
    readonly sale: FoundSale;
    readonly reason: Reason;
    readonly note: string;
    readonly onBack: () => void;
  },
) {
  const { snapshot, sale, reason, note } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const begin = async (approval: Approval) => {
    const reply = await sendTill('return.begin', {
      saleId: sale.saleId,
      reason,
      note,
      cardAs: sale.cashInstead ? 'cash' : 'terminal',
      ...approval,
    });
    if (reply?.ok === true) props.onBegun();
  };
  return (
    <SupervisorDialog
      title={t('return.approveTitle', { amount: money(sale.totalMinor, currency) })}
      rule={t('return.rule')}
      operator={snapshot.operator}
      operators={snapshot.operators}
      doLabel={t('return.do')}
      tone="danger"
      onApprove={(approval) => void begin(approval)}
      onBack={props.onBack}
      testId="dialog-approve"
    >
      <p className={styles['facts']}>
        <b>{sale.receiptNo}</b>
        <span>{t(`return.reason.${reason}`)}</span>
        {note === '' ? null : <span>{note}</span>}
      </p>
      <PlannedList steps={sale.steps} />
    </SupervisorDialog>
  );
}

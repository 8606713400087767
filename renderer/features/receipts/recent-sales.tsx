import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillOutput } from '../../../contracts/till/contract.ts';
import { callTill } from '../../ipc/client.ts';
import { sendTill } from '../../state/commands.ts';
import { raiseNotice } from '../../state/notices.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { clockTime, money } from '../../words/figures.ts';
import { DEPTH } from '../../ui/key-layer.tsx';
import { tenderName } from '../../../core/tender/tender-name.ts';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useWindowState } from '../../state/window-state.ts';
import layout from '../../ui/page.module.css';
import styles from './recent-sales.module.css';

type Sale = TillOutput<'sales.recent'>['sales'][number];

/** What was sold last; asked for again with each number of `asked`. */
function useRecent(asked: number): readonly Sale[] | null {
  const [sales, setSales] = useState<readonly Sale[] | null>(null);
  useEffect(() => {
    let current = true;
    void callTill('sales.recent', { limit: 50 }).then((reply) => {
      if (!current) return;
      if (reply.ok) setSales(reply.value.sales);
      else raiseNotice('refused', 'error', reply.error.code, reply.error.params);
    });
    return () => {
      current = false;
    };
  }, [asked]);
  return sales;
}

/** The last receipts; a print made here is marked as a copy and counted. */
export function RecentSales() {
  const { t } = useTranslation();
  const { openReturn } = useWindowState();
  const [asked, setAsked] = useState(0);
  const sales = useRecent(asked);
  const [marked, setMarked] = useState(0);
  const [asking, setAsking] = useState(false);
  const sale = sales?.[marked];
  const last = Math.max(0, (sales?.length ?? 0) - 1);
  const actions: readonly Action[] = [
    {
      key: 'b',
      label: t('recent.return'),
      // What refunds money is not refunded again.
      enabled: sale !== undefined && sale.totalMinor > 0,
      run: () => openReturn(sale?.receiptNo ?? null),
      testId: 'return-row',
    },
    {
      key: 'Enter',
      label: t('recent.reprint'),
      tone: 'accent',
      enabled: sale !== undefined,
      run: () => setAsking(true),
      testId: 'reprint',
    },
  ];
  useActions(actions, {
    depth: DEPTH.panel,
    keys: {
      ArrowUp: () => setMarked(Math.max(0, marked - 1)),
      ArrowDown: () => setMarked(Math.min(last, marked + 1)),
    },
  });
  return (
    <div className={layout['page']} data-testid="recent-sales">
      <header className={layout['head']}>
        <h2 className={layout['title']}>{t('recent.title')}</h2>
        <span className={layout['subtitle']}>{t('recent.copyNote')}</span>
        {actions.map((each) => (
          <ActionKey key={each.key} action={each} />
        ))}
      </header>
      {sales === null ? <p className={layout['subtitle']}>{t('recent.loading')}</p> : null}
      {sales?.length === 0 ? <p className={layout['subtitle']}>{t('recent.none')}</p> : null}
      <SaleTable sales={sales ?? []} marked={marked} onMark={setMarked} />
      {asking && sale !== undefined ? (
        <Reprint
          sale={sale}
          onClose={() => setAsking(false)}
          onPrinted={() => setAsked((n) => n + 1)}
        />
      ) : null}
    </div>
  );
}

function SaleTable(props: {
  readonly sales: readonly Sale[];
  readonly marked: number;
  readonly onMark: (index: number) => void;
}) {
  const { t } = useTranslation();
  const { locale, currency, timeZone } = useWindowState();
  const { sales, marked, onMark } = props;
  useEffect(() => {
    document.querySelector('[data-marked="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [marked]);
  return (
    <ScrollArea label={t('recent.title')}>
      <table className={layout['table']}>
        <thead>
          <tr>
            <th scope="col">{t('recent.receipt')}</th>
            <th scope="col">{t('recent.time')}</th>
            <th scope="col">{t('recent.items')}</th>
            <th scope="col">{t('recent.paidBy')}</th>
            <th scope="col">{t('recent.prints')}</th>
            <th scope="col">{t('recent.total')}</th>
          </tr>
        </thead>
        <tbody>
          {sales.map((each, index) => (
            <tr
              key={each.saleId}
              className={styles['touchRow']}
              data-marked={index === marked}
              aria-current={index === marked}
              data-testid="sale-row"
              onClick={() => onMark(index)}
            >
              <td>{each.receiptNo}</td>
              <td>{clockTime(each.atMs, locale, timeZone)}</td>
              <td>{each.itemCount}</td>
              <td>{each.tenders.map((kind) => tenderName(kind, locale)).join(' + ')}</td>
              <td>{each.prints}</td>
              <td>{money(each.totalMinor, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

/** Asks before a copy is printed, which the register counts. */
function Reprint(props: {
  readonly sale: Sale;
  readonly onClose: () => void;
  readonly onPrinted: () => void;
}) {
  const { t } = useTranslation();
  const { sale, onClose } = props;
  const reprint = async () => {
    onClose();
    const reply = await sendTill('receipt.reprint', { saleId: sale.saleId });
    if (reply?.ok === true) props.onPrinted();
  };
  return (
    <ConfirmDialog
      title={t('recent.reprintTitle', { receiptNo: sale.receiptNo })}
      text={t('recent.reprintText')}
      doLabel={t('recent.reprint')}
      doKey="p"
      testId="dialog-reprint"
      onClose={onClose}
      onDo={() => void reprint()}
    />
  );
}

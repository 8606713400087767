import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillOutput } from '../../../contracts/till/contract.ts';
import { callTill } from '../../ipc/client.ts';
import { sendTill } from '../../state/commands.ts';
import { raiseNotice } from '../../state/notices.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { clockTime, money } from '../../words/figures.ts';
import { DEPTH, useKeyLayer } from '../../ui/key-layer.tsx';
import { tenderName } from '../../../core/tender/tender-name.ts';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useWindowState } from '../../state/window-state.ts';
import layout from '../../ui/page.module.css';
import styles from './recent-sales.module.css';

type Sale = TillOutput<'sales.recent'>['sales'][number];

/** The last receipts; a print made here is marked as a copy and counted. */
export function RecentSales() {
  const { t } = useTranslation();
  const { locale, currency, timeZone, openReturn } = useWindowState();
  const [sales, setSales] = useState<readonly Sale[] | null>(null);
  const [marked, setMarked] = useState(0);
  const [asked, setAsked] = useState(0);

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

  const sale = sales?.[marked];
  const [asking, setAsking] = useState(false);
  const askReprint = () => setAsking(sale !== undefined);
  const reprint = async () => {
    setAsking(false);
    if (sale === undefined) return;
    const reply = await sendTill('receipt.reprint', { saleId: sale.saleId });
    if (reply?.ok === true) setAsked((n) => n + 1);
  };
  // What refunds money is not refunded again.
  const canReturn = sale !== undefined && sale.totalMinor > 0;
  const saleReturn = () => {
    if (canReturn) openReturn(sale.receiptNo);
  };
  const last = Math.max(0, (sales?.length ?? 0) - 1);
  useKeyLayer({
    depth: DEPTH.panel,
    keys: {
      ArrowUp: () => setMarked(Math.max(0, marked - 1)),
      ArrowDown: () => setMarked(Math.min(last, marked + 1)),
      Enter: askReprint,
      b: saleReturn,
    },
  });
  useEffect(() => {
    document.querySelector('[data-marked="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [marked]);
  return (
    <div className={layout['page']} data-testid="recent-sales">
      <header className={layout['head']}>
        <h2 className={layout['title']}>{t('recent.title')}</h2>
        <span className={layout['subtitle']}>{t('recent.copyNote')}</span>
        <ActionButton
          label={t('recent.return')}
          cap="B"
          onPress={saleReturn}
          isDisabled={!canReturn}
          testId="return-row"
        />
        <ActionButton
          label={t('recent.reprint')}
          cap="Enter"
          tone="accent"
          onPress={askReprint}
          isDisabled={sale === undefined}
          testId="reprint"
        />
      </header>
      {sales === null ? <p className={layout['subtitle']}>{t('recent.loading')}</p> : null}
      {sales?.length === 0 ? <p className={layout['subtitle']}>{t('recent.none')}</p> : null}
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
            {(sales ?? []).map((each, index) => (
              <tr
                key={each.saleId}
                className={styles['touchRow']}
                data-marked={index === marked}
                aria-current={index === marked}
                data-testid="sale-row"
                onClick={() => setMarked(index)}
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
      {asking && sale !== undefined ? (
        <ConfirmDialog
          title={t('recent.reprintTitle', { receiptNo: sale.receiptNo })}
          text={t('recent.reprintText')}
          doLabel={t('recent.reprint')}
          press="p"
          testId="dialog-reprint"
          onClose={() => setAsking(false)}
          onDo={() => void reprint()}
        />
      ) : null}
    </div>
  );
}

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import type { DayReport } from '../../../core/journal/events/day-report.ts';
import { callTill } from '../../ipc/client.ts';
import { sendTill } from '../../state/commands.ts';
import { raiseNotice } from '../../state/notices.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { DEPTH } from '../../ui/key-layer.tsx';
import { readDayReport } from './day-report.ts';
import styles from '../../ui/page.module.css';
import { ReportView } from './report-view.tsx';

type Loaded =
  | { readonly kind: 'loading' | 'none' | 'unreadable' }
  | { readonly kind: 'report'; readonly report: DayReport };

async function load(kind: 'x' | 'z'): Promise<Loaded> {
  const reply = await callTill(kind === 'x' ? 'report.x' : 'report.lastZ', {});
  if (!reply.ok) {
    raiseNotice('refused', 'error', reply.error.code, reply.error.params);
    return { kind: 'none' };
  }
  const { reportJson } = reply.value;
  if (reportJson === null) return { kind: 'none' };
  const report = readDayReport(reportJson);
  return report === null ? { kind: 'unreadable' } : { kind: 'report', report };
}

/** The X report now, or the last Z report as it was written. */
export function ReportPage(props: {
  readonly kind: 'x' | 'z';
  readonly operators: TillSnapshot['operators'];
}) {
  const { kind } = props;
  const { t } = useTranslation();
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const [asTable, setAsTable] = useState(false);
  useEffect(() => {
    let current = true;
    void load(kind).then((result) => {
      if (current) setLoaded(result);
    });
    return () => {
      current = false;
    };
  }, [kind]);
  const report = loaded.kind === 'report' ? loaded.report : null;
  const toggle: Action = {
    key: 't',
    label: asTable ? t('report.chart') : t('report.table'),
    enabled: report !== null,
    run: () => setAsTable((before) => !before),
  };
  const print: Action = {
    key: 'p',
    label: t('report.print'),
    enabled: report !== null,
    run: () => void sendTill('report.printLastZ', {}),
  };
  const actions = kind === 'z' ? [toggle, print] : [toggle];
  useActions(actions, { depth: DEPTH.panel });
  const title =
    kind === 'x' || report === null
      ? t(kind === 'x' ? 'report.x' : 'office.lastZ')
      : t('report.z', { zNumber: report.zNumber });
  return (
    <div className={styles['page']} data-testid={`report-${kind}`}>
      <header className={styles['head']}>
        <h2 className={styles['title']}>{title}</h2>
        <span className={styles['subtitle']}>
          {report === null ? '' : t('report.day', { businessDay: report.businessDay })}
        </span>
        {actions.map((each) => (
          <ActionKey key={each.key} action={each} />
        ))}
      </header>
      {loaded.kind === 'report' ? null : (
        <p className={styles['subtitle']}>{t(`report.${loaded.kind}`)}</p>
      )}
      {report === null ? null : (
        <ReportView report={report} asTable={asTable} operators={props.operators} />
      )}
    </div>
  );
}

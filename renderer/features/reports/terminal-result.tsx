import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettlementReport } from '../../../core/settlement/batch-report.ts';
import { callTill } from '../../ipc/client.ts';
import { sendTill } from '../../state/commands.ts';
import { raiseNotice } from '../../state/notices.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { DEPTH } from '../../ui/key-layer.tsx';
import layout from '../../ui/step.module.css';
import { readSettlement } from './settlement.ts';
import { SettlementView } from './settlement-view.tsx';

type Loaded =
  | { readonly kind: 'loading' | 'none' | 'unreadable' }
  | { readonly kind: 'report'; readonly report: SettlementReport };

async function load(): Promise<Loaded> {
  const reply = await callTill('settlement.last', {});
  if (!reply.ok) {
    raiseNotice('refused', 'error', reply.error.code, reply.error.params);
    return { kind: 'none' };
  }
  const { reportJson } = reply.value;
  if (reportJson === null) return { kind: 'none' };
  const report = readSettlement(reportJson);
  return report === null ? { kind: 'unreadable' } : { kind: 'report', report };
}

/** The newest closed card batch beside the register's book; `onNext` leads on. */
export function TerminalResult(props: { readonly onNext: () => void }) {
  const { t } = useTranslation();
  const { onNext } = props;
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const [asPrinted, setAsPrinted] = useState(false);
  useEffect(() => {
    let current = true;
    void load().then((result) => {
      if (current) setLoaded(result);
    });
    return () => {
      current = false;
    };
  }, []);
  const isReady = loaded.kind === 'report';
  const next: Action = {
    key: 'Enter',
    label: t('closing.goOn'),
    tone: 'accent',
    run: onNext,
    testId: 'terminal-next',
  };
  const more: readonly Action[] = [
    {
      key: 't',
      label: asPrinted ? t('batch.showCompared') : t('batch.showLines'),
      enabled: isReady,
      run: () => setAsPrinted((before) => !before),
      testId: 'terminal-lines',
    },
    {
      key: 'p',
      label: t('batch.print'),
      enabled: isReady,
      run: () => void sendTill('settlement.printLast', {}),
      testId: 'terminal-print',
    },
  ];
  useActions([next, ...more], { depth: DEPTH.panel });
  return (
    <>
      {loaded.kind === 'report' ? (
        <SettlementView report={loaded.report} asPrinted={asPrinted} />
      ) : (
        <p className={layout['text']}>{t(`batch.${loaded.kind}`)}</p>
      )}
      <div className={layout['keys']}>
        <ActionKey action={next} className={layout['key']} />
        {more.map((each) => (
          <ActionKey key={each.key} action={each} />
        ))}
      </div>
    </>
  );
}

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettlementReport } from '../../../core/settlement/batch-report.ts';
import { callTill } from '../../ipc/client.ts';
import { sendTill } from '../../state/commands.ts';
import { raiseNotice } from '../../state/notices.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { DEPTH, useKeyLayer } from '../../ui/key-layer.tsx';
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
  const toggle = () => setAsPrinted((before) => !before);
  const print = () => {
    if (isReady) void sendTill('settlement.printLast', {});
  };
  useKeyLayer({ depth: DEPTH.panel, keys: { Enter: onNext, t: toggle, p: print } });
  return (
    <>
      {loaded.kind === 'report' ? (
        <SettlementView report={loaded.report} asPrinted={asPrinted} />
      ) : (
        <p className={layout['text']}>{t(`batch.${loaded.kind}`)}</p>
      )}
      <div className={layout['keys']}>
        <ActionButton
          label={t('closing.goOn')}
          cap="Enter"
          tone="accent"
          onPress={onNext}
          className={layout['key']}
          testId="terminal-next"
        />
        <ActionButton
          label={asPrinted ? t('batch.showCompared') : t('batch.showLines')}
          cap="T"
          onPress={toggle}
          isDisabled={!isReady}
          testId="terminal-lines"
        />
        <ActionButton
          label={t('batch.print')}
          cap="P"
          onPress={print}
          isDisabled={!isReady}
          testId="terminal-print"
        />
      </div>
    </>
  );
}

import { CircleHelp, RefreshCw, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import type { SettleBox } from '../../state/doubtful-attempt.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { money } from '../../words/figures.ts';
import { DEPTH, useExpectedScans, useKeyLayer } from '../../ui/key-layer.tsx';
import { joinSentences, unknownWords } from '../../words/result-words.ts';
import { Seconds } from '../../ui/seconds.tsx';
import { terminalWords } from '../../words/terminal-words.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { parkedName } from '../../words/parked-name.ts';
import { StepList } from '../../ui/refund-steps.tsx';
import { RetryDialog } from './retry-dialog.tsx';
import { type PanelAction, panelActions, panelState, type RetryAs } from './panel-state.ts';
import styles from './return-panel.module.css';

type SaleReturn = NonNullable<TillSnapshot['saleReturn']>;

type Dialog =
  | { readonly kind: 'none' | 'settle' | 'abandon' }
  | { readonly kind: 'retry'; readonly as: RetryAs };

function StateIcon({ state }: { readonly state: string }) {
  if (state === 'asking') return <RefreshCw size="3rem" aria-hidden="true" />;
  if (state === 'unknown') return <CircleHelp size="3rem" aria-hidden="true" />;
  return <Undo2 size="3rem" aria-hidden="true" />;
}

/**
 * Full height while a sale is being returned: the amount, each step, the terminal's own words,
 * and what can be done now. It stays until every step is done; it can be left aside while nothing
 * moves, and the top bar keeps it in sight.
 */
export function ReturnPanel(props: {
  readonly snapshot: TillSnapshot;
  readonly saleReturn: SaleReturn;
  readonly settle: SettleBox;
  readonly onLeave: () => void;
}) {
  const { snapshot, saleReturn, onLeave } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const [dialog, setDialog] = useState<Dialog>({ kind: 'none' });
  useExpectedScans('nothing');
  const close = () => setDialog({ kind: 'none' });
  const { basket } = saleReturn;
  const live = panelState(saleReturn, snapshot);
  const run = (action: PanelAction) => {
    switch (action.kind) {
      case 'cancel':
        return void sendTill('pay.cancelCard', {});
      case 'ask':
        return void sendTill('pay.ask', { attemptId: action.attemptId });
      case 'settle':
        return setDialog({ kind: 'settle' });
      case 'retry':
        return setDialog({ kind: 'retry', as: action.as });
      case 'abandon':
        return setDialog({ kind: 'abandon' });
      case 'leave':
        return onLeave();
    }
  };
  const actions = panelActions(saleReturn, live);
  const isTrouble = live.kind === 'unknown' || live.kind === 'failed';
  const first = isTrouble ? actions[0] : undefined;
  useKeyLayer({
    depth: DEPTH.panel,
    modal: true,
    keys: {
      Enter: first === undefined ? undefined : () => run(first),
      ...Object.fromEntries(actions.map((action) => [action.press, () => run(action)])),
    },
  });
  return (
    <section
      className={`${styles['panel']} ${isTrouble ? styles['trouble'] : ''}`}
      data-testid="return-panel"
      data-state={live.kind}
      aria-label={basket === null ? t('return.title') : t('return.basketTitle')}
    >
      <p className={styles['title']}>
        <StateIcon state={live.kind} />
        <span>
          {basket !== null && live.kind === 'paused'
            ? t('return.basketPaused')
            : t(`return.state.${live.kind}`)}
        </span>
        {live.sinceMs === null ? null : <Seconds sinceMs={live.sinceMs} />}
      </p>
      <p className={styles['head']}>
        <output className={styles['amount']} data-testid="return-amount">
          {money(saleReturn.totalMinor, currency)}
        </output>
        <span className={styles['receipt']}>
          {basket === null
            ? t('return.receipt', { receiptNo: saleReturn.receiptNo })
            : t('return.basket', { label: parkedName(t, basket.label) })}
        </span>
      </p>
      <StepList steps={saleReturn.steps} />
      {live.kind === 'working' ? (
        <p className={styles['words']} aria-live="polite" data-testid="terminal-words">
          {terminalWords(t, live.terminalText, live.statusCode)}
        </p>
      ) : null}
      {live.kind === 'unknown' ? (
        <div className={styles['meaning']} role="alert">
          <p>{joinSentences(unknownWords(t, live.reason), t('return.unknownText'))}</p>
        </div>
      ) : null}
      <div className={styles['actions']}>
        {actions.map((action, index) => (
          <ActionButton
            key={action.press}
            label={t(`return.action.${action.label}`)}
            cap={action.press === 'Escape' ? 'Esc' : action.press.toUpperCase()}
            tone={index === 0 && isTrouble ? 'accent' : 'plain'}
            onPress={() => run(action)}
            className={styles['key']}
            testId={`return-${action.label}`}
          />
        ))}
        <span className={styles['hint']}>
          {live.hint === '' ? '' : t(`return.hint.${live.hint}`)}
        </span>
      </div>
      {dialog.kind === 'settle' && live.attempt !== null ? props.settle(live.attempt, close) : null}
      {dialog.kind === 'retry' ? (
        <RetryDialog saleReturn={saleReturn} as={dialog.as} snapshot={snapshot} onClose={close} />
      ) : null}
      {dialog.kind === 'abandon' ? (
        <ConfirmDialog
          title={t(basket === null ? 'return.abandonTitle' : 'return.keepBasketTitle')}
          text={t(basket === null ? 'return.abandonText' : 'return.keepBasketText')}
          doLabel={basket === null ? t('return.action.abandon') : t('return.action.keepBasket')}
          testId="dialog-abandon"
          onClose={close}
          onDo={() => {
            close();
            void sendTill('return.abandon', { returnId: saleReturn.returnId });
          }}
        />
      ) : null}
    </section>
  );
}

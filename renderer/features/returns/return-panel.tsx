import { CircleHelp, RefreshCw, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import type { SettleBox } from '../../state/doubtful-attempt.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { money } from '../../words/figures.ts';
import { DEPTH, useExpectedScans } from '../../ui/key-layer.tsx';
import { joinSentences, unknownWords } from '../../words/result-words.ts';
import { Seconds } from '../../ui/seconds.tsx';
import { terminalWords } from '../../words/terminal-words.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { parkedName } from '../../words/parked-name.ts';
import { StepList } from '../../ui/refund-steps.tsx';
import { RetryDialog } from './retry-dialog.tsx';
import {
  type PanelAction,
  panelActions,
  type PanelState,
  panelState,
  type RetryAs,
} from './panel-state.ts';
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

interface ReturnPanelProps {
  readonly snapshot: TillSnapshot;
  readonly saleReturn: SaleReturn;
  readonly settle: SettleBox;
  readonly onLeave: () => void;
}

function run(action: PanelAction, open: (dialog: Dialog) => void, leave: () => void): void {
  switch (action.kind) {
    case 'cancel':
      return void sendTill('pay.cancelCard', {});
    case 'ask':
      return void sendTill('pay.ask', { attemptId: action.attemptId });
    case 'retry':
      return open({ kind: 'retry', as: action.as });
    case 'settle':
    case 'abandon':
      return open({ kind: action.kind });
    case 'leave':
      return leave();
  }
}

/**
 * Full height while a sale is being returned: the amount, each step, the terminal's own words,
 * and what can be done now. It stays until every step is done; it can be left aside while nothing
 * moves, and the top bar keeps it in sight.
 */
export function ReturnPanel(props: ReturnPanelProps) {
  const { snapshot, saleReturn } = props;
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<Dialog>({ kind: 'none' });
  useExpectedScans('nothing');
  const live = panelState(saleReturn, snapshot);
  const isTrouble = live.kind === 'unknown' || live.kind === 'failed';
  const actions = panelActions(saleReturn, live).map((each, index): Action => {
    const isFirst = index === 0 && isTrouble;
    return {
      key: each.press,
      also: isFirst ? 'Enter' : undefined,
      label: t(`return.action.${each.label}`),
      tone: isFirst ? 'accent' : 'plain',
      run: () => run(each, setDialog, props.onLeave),
      testId: `return-${each.label}`,
    };
  });
  useActions(actions, { depth: DEPTH.panel, modal: true });
  return (
    <section
      className={`${styles['panel']} ${isTrouble ? styles['trouble'] : ''}`}
      data-testid="return-panel"
      data-state={live.kind}
      aria-label={saleReturn.basket === null ? t('return.title') : t('return.basketTitle')}
    >
      <Head saleReturn={saleReturn} live={live} />
      <StepList steps={saleReturn.steps} />
      <Words live={live} />
      <div className={styles['actions']}>
        {actions.map((each) => (
          <ActionKey key={each.key} action={each} className={styles['key']} />
        ))}
        <span className={styles['hint']}>
          {live.hint === '' ? '' : t(`return.hint.${live.hint}`)}
        </span>
      </div>
      <PanelDialog
        {...props}
        dialog={dialog}
        live={live}
        onClose={() => setDialog({ kind: 'none' })}
      />
    </section>
  );
}

/** What is going on, for how long, and about how much money of which receipt. */
function Head({
  saleReturn,
  live,
}: {
  readonly saleReturn: SaleReturn;
  readonly live: PanelState;
}) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { basket } = saleReturn;
  return (
    <>
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
    </>
  );
}

/** The terminal's words while it works, or why nobody knows. */
function Words({ live }: { readonly live: PanelState }) {
  const { t } = useTranslation();
  if (live.kind === 'working') {
    return (
      <p className={styles['words']} aria-live="polite" data-testid="terminal-words">
        {terminalWords(t, live.terminalText, live.statusCode)}
      </p>
    );
  }
  if (live.kind !== 'unknown') return null;
  return (
    <div className={styles['meaning']} role="alert">
      <p>{joinSentences(unknownWords(t, live.reason), t('return.unknownText'))}</p>
    </div>
  );
}

/** What an action asks before it is done. */
function PanelDialog(
  props: ReturnPanelProps & {
    readonly dialog: Dialog;
    readonly live: PanelState;
    readonly onClose: () => void;
  },
) {
  const { dialog, saleReturn, onClose } = props;
  const { t } = useTranslation();
  const { returnId } = saleReturn;
  switch (dialog.kind) {
    case 'none':
      return null;
    case 'settle':
      return props.live.attempt === null ? null : props.settle(props.live.attempt, onClose);
    case 'retry':
      return (
        <RetryDialog
          saleReturn={saleReturn}
          as={dialog.as}
          snapshot={props.snapshot}
          onClose={onClose}
        />
      );
    case 'abandon': {
      const isSale = saleReturn.basket === null;
      return (
        <ConfirmDialog
          title={t(isSale ? 'return.abandonTitle' : 'return.keepBasketTitle')}
          text={t(isSale ? 'return.abandonText' : 'return.keepBasketText')}
          doLabel={isSale ? t('return.action.abandon') : t('return.action.keepBasket')}
          testId="dialog-abandon"
          onClose={onClose}
          onDo={() => {
            onClose();
            void sendTill('return.abandon', { returnId });
          }}
        />
      );
    }
  }
}

import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { figure } from '../../words/figures.ts';
import { closeFaultWords } from './close-fault-words.ts';
import { DEPTH } from '../../ui/key-layer.tsx';
import { useWindowState } from '../../state/window-state.ts';
import layout from '../../ui/step.module.css';
import styles from './end-of-day.module.css';
import type { ClosingResults } from './wizard.ts';

/** The keys of a step; Enter's is the expected one. */
export function StepKeys({ actions }: { readonly actions: readonly Action[] }) {
  useActions(actions, { depth: DEPTH.panel });
  return (
    <div className={layout['keys']}>
      {actions.map((each) => (
        <ActionKey
          key={each.key}
          action={{ ...each, tone: each.key === 'Enter' ? 'accent' : 'plain' }}
          className={layout['key']}
        />
      ))}
    </div>
  );
}

/** Something must be finished on the register first. */
export function CheckStep(props: {
  readonly step: 'baskets' | 'payments';
  readonly snapshot: TillSnapshot;
  readonly onLeave: () => void;
}) {
  const { t } = useTranslation();
  const { snapshot } = props;
  const told = snapshot.closing?.steps.find(({ step }) => step === 'baskets');
  // A basket whose card is in doubt waits into the next day; only the others must be solved.
  const parked = Number(told?.params['count'] ?? snapshot.suspended.length);
  return (
    <>
      <p className={layout['text']}>
        {props.step === 'baskets' ? t('closing.basketsText') : t('closing.paymentsOpen')}
      </p>
      {props.step === 'baskets' && snapshot.basket !== null ? (
        <p className={styles['problem']}>{t('closing.basketsOpen')}</p>
      ) : null}
      {props.step === 'baskets' && parked > 0 ? (
        <p className={styles['problem']}>{t('closing.basketsParked', { total: parked })}</p>
      ) : null}
      <StepKeys
        actions={[
          {
            label: t('office.back'),
            key: 'Enter',
            run: props.onLeave,
            testId: 'closing-leave',
          },
        ]}
      />
    </>
  );
}

/** Three amounts, the last one the difference. */
export function Comparison(props: {
  readonly rows: readonly { readonly label: string; readonly amountMinor: number }[];
}) {
  const { currency } = useWindowState();
  return (
    <dl className={styles['comparison']}>
      {props.rows.map((row) => (
        <div key={row.label}>
          <dt>{row.label}</dt>
          <dd>{figure(row.amountMinor, currency)}</dd>
        </div>
      ))}
    </dl>
  );
}

type Told = NonNullable<TillSnapshot['closing']>['steps'][number];

/** Why the last try failed: heard just now, or told by the register after a restart. */
function failureOf(result: ClosingResults['terminal'], told: Told | undefined): string | null {
  if (result?.closed === false) return result.reason;
  if (told?.code === 'batchInDoubt') return 'inDoubt';
  if (told?.code !== 'batchCloseFailed') return null;
  const { fault = '', detail = '' } = told.params;
  return `${fault}:${detail}`;
}

/** Closes the card terminal's own batch. */
export function TerminalStep(props: {
  readonly result: ClosingResults['terminal'];
  readonly told: Told | undefined;
  readonly isPending: boolean;
  readonly onClose: () => void;
  readonly onSkip: () => void;
}) {
  const { t } = useTranslation();
  const failure = failureOf(props.result, props.told);
  const failed = failure !== null;
  return (
    <>
      <p className={failed ? styles['problem'] : layout['text']}>
        {props.isPending
          ? t('closing.terminalRunning')
          : failed
            ? closeFaultWords(t, failure)
            : t('closing.terminalText')}
      </p>
      <StepKeys
        actions={[
          {
            label: failed ? t('closing.tryAgain') : t('closing.closeTerminal'),
            key: 'Enter',
            run: props.onClose,
            enabled: !props.isPending,
            testId: 'close-terminal',
          },
          {
            label: t('closing.skipTerminal'),
            key: 's',
            run: props.onSkip,
            enabled: !props.isPending,
            testId: 'skip-terminal',
          },
        ]}
      />
    </>
  );
}

/** Ends the business day. */
export function ZStep(props: {
  readonly terminal: ClosingResults['terminal'];
  /** Shows the closed card batch beside the register's book; null when there is none. */
  readonly onCompare: (() => void) | null;
  readonly isPending: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { terminal, onCompare } = props;
  return (
    <>
      {terminal?.closed === true ? (
        <Comparison
          rows={[
            { label: t('closing.terminalTotal'), amountMinor: terminal.terminalTotalMinor },
            { label: t('closing.registerTotal'), amountMinor: terminal.registerTotalMinor },
            { label: t('closing.difference'), amountMinor: terminal.differenceMinor },
          ]}
        />
      ) : null}
      <p className={layout['text']}>{t('closing.zText')}</p>
      <StepKeys
        actions={[
          {
            label: t('closing.closeDay'),
            key: 'Enter',
            run: props.onClose,
            enabled: !props.isPending,
            testId: 'close-day',
          },
          ...(onCompare === null
            ? []
            : [
                {
                  label: t('batch.open'),
                  key: 'k',
                  run: onCompare,
                  testId: 'batch-compare',
                },
              ]),
        ]}
      />
    </>
  );
}

/** Sends the day to head office, now or by itself later. */
export function SendStep(props: {
  readonly results: ClosingResults;
  /** `file`: no head office is set up. */
  readonly way: 'headOffice' | 'file' | 'practice';
  readonly isPending: boolean;
  readonly onSend: () => void;
  readonly onFinish: () => void;
}) {
  const { t } = useTranslation();
  const { close, send } = props.results;
  const goesThere = props.way === 'headOffice';
  const isSent = send !== null && send.waiting === 0;
  const told = isSent ? t('closing.sendDone') : t('closing.sendWaiting');
  const waits = send === null ? t('closing.sendText') : told;
  const kept = props.way === 'file' ? t('closing.sendFile') : t('closing.sendPractice');
  const isProblem = goesThere && send !== null && !isSent;
  return (
    <>
      {close === null ? null : (
        <p className={styles['good']} data-testid="z-number">
          {t('closing.zDone', { zNumber: close.zNumber })}
        </p>
      )}
      <p className={isProblem ? styles['problem'] : layout['text']} data-testid="send-text">
        {goesThere ? waits : kept}
      </p>
      <StepKeys
        actions={[
          {
            label: t('closing.finish'),
            key: 'Enter',
            run: props.onFinish,
            enabled: !props.isPending,
            testId: 'closing-finish',
          },
          ...(isSent || !goesThere
            ? []
            : [
                {
                  label: t('closing.send'),
                  key: 's',
                  run: props.onSend,
                  enabled: !props.isPending,
                  testId: 'batch-send',
                },
              ]),
        ]}
      />
    </>
  );
}

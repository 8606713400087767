import { Check, Circle, CircleAlert, CircleDot, SkipForward } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { codeText } from '../../i18n/i18n.ts';
import { pendingStore, sendTill } from '../../state/commands.ts';
import { ActionKey, useActions } from '../../ui/actions.tsx';
import { DEPTH } from '../../ui/key-layer.tsx';
import { useScrollable } from '../../ui/scrollable.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { CountStep } from './count-step.tsx';
import layout from '../../ui/step.module.css';
import styles from './end-of-day.module.css';
import { CheckStep, SendStep, TerminalStep, ZStep } from './closing-steps.tsx';
import {
  type ClosingResults,
  currentStep,
  leavesTerminalOut,
  NO_RESULTS,
  type RailStep,
  railOf,
  type StepName,
  type StepState,
} from './wizard.ts';

type Told = NonNullable<TillSnapshot['closing']>['steps'][number];

function StepIcon({ state }: { readonly state: StepState }) {
  const size = '1.375rem';
  if (state === 'done') return <Check size={size} aria-hidden="true" />;
  if (state === 'running') return <CircleDot size={size} aria-hidden="true" />;
  if (state === 'failed') return <CircleAlert size={size} aria-hidden="true" />;
  if (state === 'skipped') return <SkipForward size={size} aria-hidden="true" />;
  return <Circle size={size} aria-hidden="true" />;
}

function Rail(props: {
  readonly rail: readonly RailStep[];
  /** The step that is on the screen: the one before, while its result is being read. */
  readonly shown: StepName;
  readonly closing: TillSnapshot['closing'];
}) {
  const { t } = useTranslation();
  const scrollable = useScrollable();
  return (
    <ol {...scrollable} className={styles['rail']} aria-label={t('closing.steps')}>
      {props.rail.map(({ step, state }) => {
        const told = props.closing?.steps.find((each) => each.step === step);
        const isNow = step === props.shown;
        const detail = told === undefined ? null : codeText(t, detailOf(told), told.params);
        return (
          <li
            key={step}
            className={`${styles['railStep']} ${styles[state]} ${isNow ? styles['now'] : ''}`}
            {...(isNow ? { 'aria-current': 'step' as const } : {})}
            data-testid={`step-${step}`}
            data-state={state}
          >
            <StepIcon state={state === 'running' && !isNow ? 'waiting' : state} />
            <span className={styles['railName']}>{t(`closing.step.${step}`)}</span>
            <span className={styles['railState']}>
              {detail === null || detail === '' ? t(`closing.state.${state}`) : detail}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** A closed batch that does not agree is behind us, and still not good. */
function detailOf({ code, state }: Told): readonly string[] {
  const differs = code === 'batchClosed' && state === 'failed';
  return ['closing', 'detail', differs ? 'batchDiffers' : code];
}

function wayOf({ training, devices }: TillSnapshot): 'headOffice' | 'file' | 'practice' {
  if (training) return 'practice';
  return devices.headOffice.state === 'off' ? 'file' : 'headOffice';
}

type Counted = readonly { readonly denominationMinor: number; readonly count: number }[];

/** What the steps have come to in this window, and the commands that take them further. */
function useClosing(snapshot: TillSnapshot) {
  const [results, setResults] = useState<ClosingResults>(NO_RESULTS);
  const [comparing, setComparing] = useState(false);
  const [isClosingTerminal, setIsClosingTerminal] = useState(false);
  const add = (part: Partial<ClosingResults>) => setResults((before) => ({ ...before, ...part }));
  const finishCount = async (counted: Counted) => {
    const reply = await sendTill('shift.close', { counted: [...counted] });
    if (reply?.ok === true) add({ count: reply.value });
  };
  const closeTerminal = async () => {
    setIsClosingTerminal(true);
    const reply = await sendTill('settlement.close', {});
    setIsClosingTerminal(false);
    if (reply?.ok !== true) return;
    add({ terminal: reply.value });
    // Its sums beside the register's, before the day is closed over a difference.
    setComparing(reply.value.closed);
  };
  const skipTerminal = () => add({ terminalSkipped: true });
  const send = async () => {
    const reply = await sendTill('upload.send', {});
    if (reply?.ok === true) add({ send: reply.value });
  };
  const closeDay = async () => {
    const skipSettlement = leavesTerminalOut(snapshot, results);
    const reply = await sendTill('day.close', { skipSettlement });
    if (reply?.ok !== true) return;
    add({ close: reply.value });
    await send();
  };
  const commands = { finishCount, closeTerminal, skipTerminal, closeDay, send };
  return { ...commands, results, comparing, setComparing, isClosingTerminal };
}

type Closing = ReturnType<typeof useClosing>;

/** Walks through closing the day, one step at a time; can be left and resumed. */
export function EndOfDay(props: {
  readonly snapshot: TillSnapshot;
  /** The closed card batch beside the register's book. */
  readonly terminalResult: (onNext: () => void) => ReactNode;
}) {
  const { snapshot } = props;
  const { t } = useTranslation();
  const { closeOffice } = useWindowState();
  const closing = useClosing(snapshot);
  const [seenCount, setSeenCount] = useState(false);
  const isPending = useStore(pendingStore, (state) => state.keys.length > 0);
  const { results, comparing, isClosingTerminal } = closing;
  const later = {
    key: 'F10',
    label: t('closing.later'),
    run: closeOffice,
    testId: 'closing-later',
  };
  useActions([later], { depth: DEPTH.panel });
  const rail = railOf(snapshot, results, isPending);
  // The register lists the close before its answer is here: the next step must not flash up.
  const now = comparing || isClosingTerminal ? 'settlement' : currentStep(rail);
  const step = results.count !== null && !seenCount ? 'count' : now;
  return (
    <div className={styles['wizard']} data-testid="end-of-day">
      <div className={styles['railBox']}>
        <Rail rail={rail} shown={step} closing={snapshot.closing} />
        <ActionKey action={later} className={styles['later']} />
      </div>
      <section className={layout['step']} aria-label={t(`closing.step.${step}`)}>
        <h2 className={layout['title']}>{t(`closing.step.${step}`)}</h2>
        {step === 'settlement' && comparing ? (
          props.terminalResult(() => closing.setComparing(false))
        ) : (
          <Step
            step={step}
            snapshot={snapshot}
            closing={closing}
            isPending={isPending}
            onSeenCount={() => setSeenCount(true)}
          />
        )}
      </section>
    </div>
  );
}

/** The step that is to be done now. */
function Step(props: {
  readonly step: StepName;
  readonly snapshot: TillSnapshot;
  readonly closing: Closing;
  readonly isPending: boolean;
  readonly onSeenCount: () => void;
}) {
  const { openOffice, closeOffice } = useWindowState();
  const { step, snapshot, closing, isPending } = props;
  const { results } = closing;
  const told = snapshot.closing?.steps.find((each) => each.step === 'settlement');
  const isBatchClosed = told?.code === 'batchClosed' || told?.code === 'batchUnseen';
  switch (step) {
    case 'baskets':
    case 'payments':
      return <CheckStep step={step} snapshot={snapshot} onLeave={closeOffice} />;
    case 'count':
      return (
        <CountStep
          shiftId={snapshot.shift?.shiftId ?? ''}
          denominationsMinor={snapshot.currency.denominationsMinor}
          result={results.count}
          isPending={isPending}
          onFinish={(counted) => void closing.finishCount(counted)}
          onNext={props.onSeenCount}
        />
      );
    case 'settlement':
      return (
        <TerminalStep
          result={results.terminal}
          told={told}
          isPending={isPending}
          onClose={() => void closing.closeTerminal()}
          onSkip={closing.skipTerminal}
        />
      );
    case 'zReport':
      return (
        <ZStep
          terminal={results.terminal}
          onCompare={isBatchClosed ? () => closing.setComparing(true) : null}
          isPending={isPending}
          onClose={() => void closing.closeDay()}
        />
      );
    case 'send':
      return (
        <SendStep
          results={results}
          way={wayOf(snapshot)}
          isPending={isPending}
          onSend={() => void closing.send()}
          // Not to the closed day: there one Enter too many would open the next one.
          onFinish={() => openOffice('menu')}
        />
      );
  }
}

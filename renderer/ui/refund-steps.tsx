import { Banknote, CircleAlert, CircleCheck, CircleDashed, CreditCard, Loader } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { money } from '../words/figures.ts';
import { resultWords } from '../words/result-words.ts';
import { useWindowState } from '../state/window-state.ts';
import styles from './refund-steps.module.css';

export type RefundStep = NonNullable<TillSnapshot['saleReturn']>['steps'][number];
/** One way in which money goes back, before it begins. */
export type PlannedStep = Pick<RefundStep, 'way' | 'amountMinor' | 'label'>;

function WayIcon({ way }: Pick<PlannedStep, 'way'>) {
  const Icon = way === 'cash' ? Banknote : CreditCard;
  return <Icon size="1.5rem" aria-hidden="true" />;
}

/** How the money will go back or went back, way by way, in plain words. */
export function PlannedList(props: {
  readonly steps: readonly PlannedStep[];
  readonly isDone?: boolean;
}) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  return (
    <ul className={styles['list']} aria-label={t('return.goesBack')}>
      {props.steps.map((step, index) => (
        <li key={index} className={styles['row']} data-testid={`planned-${step.way}`}>
          <WayIcon way={step.way} />
          <span className={styles['name']}>
            {t(`refund.way.${step.way}`)} {step.label}
          </span>
          <b className={styles['amount']}>{money(step.amountMinor, currency)}</b>
          <span className={styles['detail']}>
            {props.isDone === true ? t(`refund.done.${step.way}`) : t(`refund.detail.${step.way}`)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function StateIcon({ state }: Pick<RefundStep, 'state'>) {
  const size = '1.5rem';
  if (state === 'done') return <CircleCheck size={size} aria-hidden="true" />;
  if (state === 'running') return <Loader size={size} aria-hidden="true" />;
  if (state === 'waiting') return <CircleDashed size={size} aria-hidden="true" />;
  return <CircleAlert size={size} aria-hidden="true" />;
}

/** Where each step stands, and why it failed. */
export function StepList(props: { readonly steps: readonly RefundStep[] }) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  return (
    <ol className={styles['list']} aria-label={t('return.steps')}>
      {props.steps.map((step, index) => (
        <li
          key={index}
          className={`${styles['row']} ${styles[step.state]}`}
          data-testid={`step-${step.way}`}
          data-state={step.state}
        >
          <StateIcon state={step.state} />
          <span className={styles['name']}>
            {t(`refund.way.${step.way}`)} {step.label}
            <span className={styles['state']}>{t(`refund.state.${step.state}`)}</span>
          </span>
          <b className={styles['amount']}>{money(step.amountMinor, currency)}</b>
          {step.state === 'failed' ? (
            <span className={styles['detail']} data-testid="step-reason">
              {resultWords(t, step.text, step.reason, step.why)}
            </span>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

import { Check, Minus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DeviceChecks } from '../../../contracts/terminal-setup.ts';
import { codeText } from '../../i18n/i18n.ts';
import { money } from '../../words/figures.ts';
import { useScrollable } from '../../ui/scrollable.tsx';
import { useWindowState } from '../../state/window-state.ts';
import styles from './terminal-settings.module.css';

const ICONS = { ok: Check, failed: X, skipped: Minus } as const;

/** The numbered checks of a tested connection, with words for what is wrong. */
export function TerminalChecks({ checks }: { readonly checks: DeviceChecks | 'running' | null }) {
  const { t } = useTranslation();
  const scrollable = useScrollable();
  if (checks === null || checks === 'running') {
    return (
      <p className={styles['hint']} aria-live="polite" data-testid="terminal-checks">
        {t(checks === null ? 'terminalSetup.hint' : 'terminalSetup.running')}
      </p>
    );
  }
  return (
    <ol
      {...scrollable}
      className={styles['checks']}
      aria-live="polite"
      data-testid="terminal-checks"
    >
      {checks.checks.map((each) => (
        <CheckRow key={each.n} check={each} />
      ))}
    </ol>
  );
}

function CheckRow({ check }: { readonly check: DeviceChecks['checks'][number] }) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { n, step, state, code, params } = check;
  const Icon = ICONS[state];
  const amounts = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      name.endsWith('Minor') && typeof value === 'number' ? money(value, currency) : value,
    ]),
  );
  // Codes of the network have a part of their own; a terminal's own state has the top bar's words.
  const words =
    codeText(t, ['check', 'result', ...code.split('.')], amounts) ??
    codeText(t, ['deviceCode', code]) ??
    t('check.result.other', { code });
  return (
    <li className={`${styles['check']} ${styles[state]}`} data-state={state} data-step={step}>
      <Icon aria-hidden className={styles['icon'] ?? ''} />
      <span className={styles['step']}>
        {n}. {t(`check.step.${step}`)}
      </span>
      <span className={styles['words']}>
        {state === 'skipped' && code === 'skipped' ? '' : words}
      </span>
    </li>
  );
}

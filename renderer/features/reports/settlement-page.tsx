import { useTranslation } from 'react-i18next';
import layout from '../../ui/step.module.css';
import batch from './settlement.module.css';
import { TerminalResult } from './terminal-result.tsx';

/** The newest closed card batch, to look at and to print again. */
export function SettlementPage(props: { readonly onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <section
      className={`${layout['step']} ${batch['page']}`}
      data-testid="last-batch"
      aria-label={t('office.lastBatch')}
    >
      <h2 className={layout['title']}>{t('office.lastBatch')}</h2>
      <TerminalResult onNext={props.onBack} />
    </section>
  );
}

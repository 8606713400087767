import { useTranslation } from 'react-i18next';
import { localName } from '../../../core/local-text.ts';
import { refusalText } from '../../i18n/i18n.ts';
import { type Action, ActionKey } from '../../ui/actions.tsx';
import { TillDialog } from '../../ui/dialog.tsx';
import { dayAndTime, figure, kilograms, money, quantity } from '../../words/figures.ts';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { Scrollable } from '../../ui/scrollable.tsx';
import { useWindowState } from '../../state/window-state.ts';
import type { FoundSale, Reason } from './found-sale.ts';
import { PlannedList } from '../../ui/refund-steps.tsx';
import styles from './return.module.css';

/** In the order of their keys, 1 to 6. */
const REASONS = [
  'customer',
  'quality',
  'wrongItem',
  'operator',
  'system',
  'other',
] as const satisfies readonly Reason[];

/** Shows what was bought, how the money would go back, and asks why. */
export function PlanPage(props: {
  readonly sale: FoundSale;
  readonly chosen: Reason | null;
  readonly onReason: (reason: Reason) => void;
  readonly onBack: () => void;
}) {
  const { t } = useTranslation();
  const { sale, chosen, onReason } = props;
  const refused = sale.refusal !== null;
  const reasons = REASONS.map((reason, index) => ({
    key: String(index + 1),
    label: t(`return.reason.${reason}`),
    pressed: reason === chosen,
    enabled: !refused,
    run: () => onReason(reason),
    testId: `reason-${reason}`,
  }));
  const next: Action = {
    label: t('common.next'),
    key: 'Enter',
    tone: 'accent',
    enabled: chosen !== null,
    run() {
      if (chosen !== null) onReason(chosen);
    },
    testId: 'dialog-do',
  };
  const back = { label: t('common.back'), key: 'Escape', run: props.onBack };
  return (
    <TillDialog
      title={t('return.planTitle', { receiptNo: sale.receiptNo })}
      size="large"
      onClose={props.onBack}
      testId="dialog-plan"
      onChar={() => true}
      choices={reasons}
      actions={refused ? [back] : [next, back]}
    >
      <div className={styles['columns']}>
        <Bought sale={sale} />
        <Scrollable className={styles['side']}>
          <h3 className={styles['heading']}>{t('return.goesBack')}</h3>
          <PlannedList steps={sale.steps} />
          {sale.cashInstead ? <p className={styles['problem']}>{t('return.cashInstead')}</p> : null}
          {refused ? (
            <p className={styles['problem']} role="alert" data-testid="refusal">
              {sale.refusal === null ? null : refusalText(t, sale.refusal)}
            </p>
          ) : (
            <>
              <h3 className={styles['heading']}>{t('return.why')}</h3>
              <Reasons reasons={reasons} />
            </>
          )}
        </Scrollable>
      </div>
    </TillDialog>
  );
}

function Reasons({ reasons }: { readonly reasons: readonly Action[] }) {
  const { t } = useTranslation();
  return (
    <div className={styles['reasons']} role="group" aria-label={t('return.why')}>
      {reasons.map((reason) => (
        <ActionKey key={reason.key} action={reason} className={styles['reason']} />
      ))}
    </div>
  );
}

function Bought({ sale }: { readonly sale: FoundSale }) {
  const { t } = useTranslation();
  const { locale, currency, timeZone } = useWindowState();
  const amountOf = (line: FoundSale['lines'][number]) =>
    line.unit === 'kg' && line.weightGrams !== null
      ? t('common.kg', { weight: kilograms(line.weightGrams) })
      : `× ${quantity(line.quantityThousandths)}`;
  return (
    <div className={styles['bought']}>
      <p className={styles['facts']}>
        <span>{dayAndTime(sale.atMs, locale, timeZone)}</span>
        <span>{t('common.items', { n: sale.itemCount })}</span>
      </p>
      <ScrollArea label={t('return.bought')} className={styles['lines']}>
        {sale.lines.map((line, index) => (
          <p key={index} className={styles['line']} data-testid="return-line">
            <span className={styles['lineName']}>{localName(line.name, locale)}</span>
            <span className={styles['lineCount']}>{amountOf(line)}</span>
            <span>{figure(line.amountMinor, currency)}</span>
          </p>
        ))}
      </ScrollArea>
      <p className={styles['total']}>
        <span>{t('return.total')}</span>
        <b data-testid="return-total">{money(sale.totalMinor, currency)}</b>
      </p>
    </div>
  );
}

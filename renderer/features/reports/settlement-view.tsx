import type { TFunction } from 'i18next';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SettlementReport } from '../../../core/settlement/batch-report.ts';
import { codeText } from '../../i18n/i18n.ts';
import { figure, money } from '../../words/figures.ts';
import { useWindowState } from '../../state/window-state.ts';
import styles from './settlement.module.css';

type Sides = Omit<SettlementReport['groups'][number], 'group'>;

/** Says whether both books agree, sets them side by side, and explains each difference. */
export function SettlementView(props: {
  readonly report: SettlementReport;
  /** Shows what the terminal printed instead of the comparison. */
  readonly asPrinted: boolean;
}) {
  const { t } = useTranslation();
  const { report } = props;
  const { groups, differences, totals, reportLines } = report;
  if (props.asPrinted) {
    return (
      <pre className={styles['paper']} tabIndex={0} data-testid="terminal-report-lines">
        {reportLines.length === 0 ? t('batch.noLines') : reportLines.join('\n')}
      </pre>
    );
  }
  return (
    <div className={styles['view']} tabIndex={0} role="region" aria-label={t('batch.compared')}>
      <Verdict report={report} />
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{t('batch.card')}</th>
            <th scope="col" colSpan={2}>
              {t('batch.terminal')}
            </th>
            <th scope="col" colSpan={2}>
              {t('batch.register')}
            </th>
            <th scope="col">{t('batch.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ group, ...sides }) => (
            <Row
              key={group}
              name={groupName(t, group)}
              sides={sides}
              isKnown={report.totalsKnown}
            />
          ))}
          <Row
            name={t('batch.total')}
            sides={totals}
            isKnown={report.totalsKnown}
            className={styles['total']}
          />
        </tbody>
      </table>
      {differences.map((difference) => (
        <Difference key={difference.group} difference={difference} />
      ))}
    </div>
  );
}

function groupName(t: TFunction, group: string): string {
  return codeText(t, ['cardGroup', group]) ?? group;
}

function Verdict({ report }: { readonly report: SettlementReport }) {
  const { t } = useTranslation();
  if (!report.totalsKnown) {
    return (
      <p className={`${styles['verdict']} ${styles['differs']}`} data-testid="batch-unseen">
        <CircleAlert size="1.5rem" aria-hidden="true" />
        {t('closing.terminal.totalsNotSeen')}
      </p>
    );
  }
  return report.agrees ? (
    <p className={styles['verdict']} data-testid="batch-agrees">
      <CircleCheck size="1.5rem" aria-hidden="true" />
      {t('batch.agrees')}
    </p>
  ) : (
    <p className={`${styles['verdict']} ${styles['differs']}`} data-testid="batch-differs">
      <CircleAlert size="1.5rem" aria-hidden="true" />
      {t('batch.differs')}
    </p>
  );
}

function Row(props: {
  readonly name: string;
  readonly sides: Sides;
  readonly isKnown: boolean;
  readonly className?: string | undefined;
}) {
  const { currency } = useWindowState();
  const { sides, isKnown } = props;
  const differenceMinor = sides.terminalMinor - sides.registerMinor;
  const isSame = differenceMinor === 0 && sides.terminalCount === sides.registerCount;
  return (
    <tr className={props.className} data-testid="batch-row" data-same={isSame}>
      <th scope="row">{props.name}</th>
      <td>{isKnown ? sides.terminalCount : '–'}</td>
      <td>{isKnown ? figure(sides.terminalMinor, currency) : '–'}</td>
      <td>{sides.registerCount}</td>
      <td>{figure(sides.registerMinor, currency)}</td>
      <td className={isSame ? '' : styles['off']}>
        {isKnown ? figure(differenceMinor, currency) : '–'}
      </td>
    </tr>
  );
}

function Difference(props: { readonly difference: SettlementReport['differences'][number] }) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { group, terminalMinor, registerMinor, explained } = props.difference;
  const { terminalCount, registerCount } = props.difference;
  const card = groupName(t, group);
  const amountMinor = terminalMinor - registerMinor;
  return (
    <section className={styles['difference']} data-testid="batch-difference">
      <h3>
        {amountMinor === 0
          ? t('batch.countsOf', { card, terminal: terminalCount, register: registerCount })
          : t('batch.differenceOf', { card, amount: money(amountMinor, currency) })}
      </h3>
      <ul>
        {explained.map((one, index) => (
          <li key={index}>
            <span>{t(`batch.cause.${one.cause}`)}</span>
            <span>{one.receiptNo === '' ? '' : t('batch.number', { no: one.receiptNo })}</span>
            <b>{one.amountMinor === 0 ? '' : money(one.amountMinor, currency)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

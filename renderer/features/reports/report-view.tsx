import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import type {
  DayLateCharge,
  DayReport,
  DayVoids,
  GroupedAmount,
} from '../../../core/journal/events/day-report.ts';
import { codeText } from '../../i18n/i18n.ts';
import { tenderName } from '../../ui/tender-name.ts';
import { figure, money, percent } from '../../ui/figures.ts';
import { Fitted } from '../../ui/fitted.tsx';
import { parkedName } from '../shell/parked-name.ts';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { useWindowState } from '../shell/window-state.ts';
import { BarChart } from './bar-chart.tsx';
import styles from './report-page.module.css';

interface GroupProps {
  readonly title: string;
  readonly rows: readonly GroupedAmount[];
  readonly nameOf: (key: string) => string;
  readonly asTable: boolean;
}

function Group({ title, rows, nameOf, asTable }: GroupProps) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const sorted = [...rows].sort((a, b) => b.amountMinor - a.amountMinor);
  return (
    <section className={styles['group']}>
      <h3>{title}</h3>
      {asTable ? (
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">{t('report.name')}</th>
              <th scope="col">{t('report.number')}</th>
              <th scope="col">{t('report.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((row) => (
              <tr key={row.key}>
                <td>{nameOf(row.key)}</td>
                <td>{row.count}</td>
                <td>{figure(row.amountMinor, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <BarChart
          label={title}
          bars={sorted.map((row) => ({
            key: row.key,
            label: nameOf(row.key),
            value: row.amountMinor,
            text: figure(row.amountMinor, currency),
          }))}
        />
      )}
    </section>
  );
}

function Facts(props: {
  readonly title: string;
  readonly rows: readonly (readonly [string, string])[];
}) {
  return (
    <section className={styles['group']}>
      <h3>{props.title}</h3>
      <dl className={styles['facts']}>
        {props.rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Taxes({ taxes }: { readonly taxes: DayReport['taxes'] }) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  return (
    <section className={styles['group']}>
      <h3>{t('report.taxes')}</h3>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{t('report.rate')}</th>
            <th scope="col">{t('report.base')}</th>
            <th scope="col">{t('report.tax')}</th>
            <th scope="col">{t('report.gross')}</th>
          </tr>
        </thead>
        <tbody>
          {taxes.map((row) => (
            <tr key={row.taxCode}>
              <td>{t('report.ratePercent', { rate: percent(row.rateBp) })}</td>
              <td>{figure(row.baseMinor, currency)}</td>
              <td>{figure(row.taxMinor, currency)}</td>
              <td>{figure(row.grossMinor, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A day in figures: the large ones on top, groups as bars or tables, then what was corrected. */
export function ReportView(props: {
  readonly report: DayReport;
  readonly asTable: boolean;
  readonly operators: TillSnapshot['operators'];
}) {
  const { report, asTable } = props;
  const { t } = useTranslation();
  const { currency, departmentName, locale } = useWindowState();
  const amount = (value: number) => figure(value, currency);
  const counted = (part: { count: number; amountMinor: number }) =>
    `${part.count}  /  ${amount(part.amountMinor)}`;
  const tender = (key: string) => tenderName(key, locale);
  const operator = (key: string) =>
    props.operators.find((each) => each.operatorId === key)?.name ?? key;
  const lateCharge = (late: DayLateCharge) => {
    const sum = late.amountMinor === null ? '' : amount(late.amountMinor);
    const text = t(late.stands ? 'report.lateChargeStands' : 'report.lateChargeRefused', {
      receiptNo: late.receiptNo || '-',
    });
    return [text, sum] as const;
  };
  const taken = (part: { count: number; amountMinor: number }) =>
    counted({ count: part.count, amountMinor: 0 - part.amountMinor });
  const voidsOf = (row: DayVoids) =>
    [
      t('report.voidsOf', { name: operator(row.key) }),
      t('report.voidsTaken', {
        lines: taken(row.lines),
        baskets: taken(row.baskets),
        approved: row.approved,
      }),
    ] as const;
  const reasonOf = (row: GroupedAmount) =>
    [codeText(t, ['void', 'reason', row.key]) ?? row.key, taken(row)] as const;
  // Before the count there is no difference yet, only what should be in the drawer.
  const isX = report.zNumber === 0;
  const tiles = [
    [t('report.sales'), report.sales],
    [t('report.returns'), report.returns],
  ] as const;
  return (
    <ScrollArea label={t('report.overview')}>
      <div className={styles['tiles']}>
        {tiles.map(([name, part]) => (
          <p key={name} className={styles['tile']}>
            <span>{`${name} (${part.count})`}</span>
            <b>
              <Fitted text={money(part.amountMinor, currency)} />
            </b>
          </p>
        ))}
        <p className={styles['tile']}>
          <span>{isX ? t('report.net') : t('report.overShort')}</span>
          <b>
            <Fitted
              text={money(
                isX
                  ? report.sales.amountMinor - Math.abs(report.returns.amountMinor)
                  : report.overShortMinor,
                currency,
              )}
            />
          </b>
        </p>
      </div>
      <div className={styles['groups']}>
        <Group
          title={t('report.departments')}
          rows={report.departments}
          nameOf={departmentName}
          asTable={asTable}
        />
        <Group
          title={t('report.tenders')}
          rows={report.tenders}
          nameOf={tender}
          asTable={asTable}
        />
        <Group
          title={t('report.operators')}
          rows={report.operators}
          nameOf={operator}
          asTable={asTable}
        />
        <Taxes taxes={report.taxes} />
        <Facts
          title={t('report.cash')}
          rows={[
            [t('report.openingFloat'), amount(report.openingFloatMinor)],
            ...(report.partCashMinor === undefined
              ? []
              : [[t('report.partCash'), amount(report.partCashMinor)] as const]),
            [t('report.expectedCash'), amount(report.expectedCashMinor)],
            ...(isX ? [] : [[t('report.countedCash'), amount(report.countedCashMinor)] as const]),
            [t('report.rounding'), amount(report.roundingMinor)],
          ]}
        />
        <Facts
          title={t('report.corrections')}
          rows={[
            [t('report.lineVoids'), taken(report.lineVoids)],
            [t('report.voidedBaskets'), taken(report.voidedBaskets)],
            ...(report.voids ?? []).map(voidsOf),
            ...(report.voidReasons ?? []).map(reasonOf),
            [t('report.suspended'), String(report.suspendedBaskets)],
            [t('report.noSale'), String(report.drawerOpeningsNoSale)],
            ...(report.cashHandedBack === undefined
              ? []
              : [[t('report.cashHandedBack'), counted(report.cashHandedBack)] as const]),
            [t('report.reprints'), counted(report.reprints)],
            [t('report.declined'), String(report.cardDeclined)],
            [t('report.unresolved'), String(report.unresolvedPayments.length)],
            ...(report.parkedPaid ?? []).map(
              ({ label, paidMinor, totalMinor }) =>
                [
                  t('report.parkedPaid', { label: parkedName(t, label) }),
                  `${amount(paidMinor)}  /  ${amount(totalMinor)}`,
                ] as const,
            ),
            ...(report.otherCards === undefined
              ? []
              : [[t('report.otherCards'), counted(report.otherCards)] as const]),
            ...(report.lateCharges ?? []).map(lateCharge),
          ]}
        />
        <Facts
          title={t('report.grand')}
          rows={[
            [t('report.grandSales'), amount(report.grandSalesMinor)],
            [t('report.grandReturns'), amount(report.grandReturnsMinor)],
            [t('report.grandNet'), amount(report.grandNetMinor)],
          ]}
        />
      </div>
      {report.firstReceiptNo === '' ? null : (
        <p className={styles['subtitle']}>
          {t('report.average', { first: report.firstReceiptNo, last: report.lastReceiptNo })}
        </p>
      )}
    </ScrollArea>
  );
}

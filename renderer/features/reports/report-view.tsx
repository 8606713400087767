import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import type {
  DayLateCharge,
  DayReport,
  DayVoids,
  GroupedAmount,
} from '../../../core/journal/events/day-report.ts';
import { codeText } from '../../i18n/i18n.ts';
import { tenderName } from '../../../core/tender/tender-name.ts';
import { figure, money, percent } from '../../words/figures.ts';
import { Fitted } from '../../ui/fitted.tsx';
import { parkedName } from '../../words/parked-name.ts';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { BarChart } from './bar-chart.tsx';
import layout from '../../ui/page.module.css';
import styles from './report-view.module.css';

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
        <table className={layout['table']}>
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
      <table className={layout['table']}>
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

/** The large figures. Before the count there is no difference yet: what should be in the drawer. */
function Tiles({ report }: { readonly report: DayReport }) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { sales, returns, overShortMinor } = report;
  const isX = report.zNumber === 0;
  const net = sales.amountMinor - Math.abs(returns.amountMinor);
  const tiles = [
    [`${t('report.sales')} (${sales.count})`, sales.amountMinor],
    [`${t('report.returns')} (${returns.count})`, returns.amountMinor],
    [isX ? t('report.net') : t('report.overShort'), isX ? net : overShortMinor],
  ] as const;
  return (
    <div className={styles['tiles']}>
      {tiles.map(([name, amountMinor]) => (
        <p key={name} className={styles['tile']}>
          <span>{name}</span>
          <b>
            <Fitted text={money(amountMinor, currency)} />
          </b>
        </p>
      ))}
    </div>
  );
}

/** What a row of facts is written with. */
interface Writer {
  readonly t: TFunction;
  readonly amount: (valueMinor: number) => string;
  readonly operator: (operatorId: string) => string;
}

type Fact = readonly [name: string, value: string];
type Part = { readonly count: number; readonly amountMinor: number };

const counted = ({ amount }: Writer, part: Part) => `${part.count}  /  ${amount(part.amountMinor)}`;

const taken = (by: Writer, { count, amountMinor }: Part) =>
  counted(by, { count, amountMinor: 0 - amountMinor });

function cashFacts({ t, amount }: Writer, report: DayReport): Fact[] {
  const { partCashMinor } = report;
  const isX = report.zNumber === 0;
  return [
    [t('report.openingFloat'), amount(report.openingFloatMinor)],
    ...(partCashMinor === undefined
      ? []
      : [[t('report.partCash'), amount(partCashMinor)] as const]),
    [t('report.expectedCash'), amount(report.expectedCashMinor)],
    ...(isX ? [] : [[t('report.countedCash'), amount(report.countedCashMinor)] as const]),
    [t('report.rounding'), amount(report.roundingMinor)],
  ];
}

function correctionFacts(by: Writer, report: DayReport): Fact[] {
  const { t, amount } = by;
  const { cashHandedBack, otherCards } = report;
  return [
    [t('report.lineVoids'), taken(by, report.lineVoids)],
    [t('report.voidedBaskets'), taken(by, report.voidedBaskets)],
    ...(report.voids ?? []).map((row) => voidsOf(by, row)),
    ...(report.voidReasons ?? []).map(
      (row) => [codeText(t, ['void', 'reason', row.key]) ?? row.key, taken(by, row)] as const,
    ),
    [t('report.suspended'), String(report.suspendedBaskets)],
    [t('report.noSale'), String(report.drawerOpeningsNoSale)],
    ...(cashHandedBack === undefined
      ? []
      : [[t('report.cashHandedBack'), counted(by, cashHandedBack)] as const]),
    [t('report.reprints'), counted(by, report.reprints)],
    [t('report.declined'), String(report.cardDeclined)],
    [t('report.unresolved'), String(report.unresolvedPayments.length)],
    ...(report.parkedPaid ?? []).map(
      ({ label, paidMinor, totalMinor }) =>
        [
          t('report.parkedPaid', { label: parkedName(t, label) }),
          `${amount(paidMinor)}  /  ${amount(totalMinor)}`,
        ] as const,
    ),
    ...(otherCards === undefined
      ? []
      : [[t('report.otherCards'), counted(by, otherCards)] as const]),
    ...(report.lateCharges ?? []).map((late) => lateCharge(by, late)),
  ];
}

function voidsOf(by: Writer, row: DayVoids): Fact {
  const { t, operator } = by;
  return [
    t('report.voidsOf', { name: operator(row.key) }),
    t('report.voidsTaken', {
      lines: taken(by, row.lines),
      baskets: taken(by, row.baskets),
      approved: row.approved,
    }),
  ];
}

function lateCharge({ t, amount }: Writer, late: DayLateCharge): Fact {
  const sum = late.amountMinor === null ? '' : amount(late.amountMinor);
  const text = t(late.stands ? 'report.lateChargeStands' : 'report.lateChargeRefused', {
    receiptNo: late.receiptNo || '-',
  });
  return [text, sum];
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
  const tender = (key: string) => tenderName(key, locale);
  const operator = (key: string) =>
    props.operators.find((each) => each.operatorId === key)?.name ?? key;
  const writer = { t, amount, operator };
  const groups = [
    [t('report.departments'), report.departments, departmentName],
    [t('report.tenders'), report.tenders, tender],
    [t('report.operators'), report.operators, operator],
  ] as const;
  return (
    <ScrollArea label={t('report.overview')}>
      <Tiles report={report} />
      <div className={styles['groups']}>
        {groups.map(([title, rows, nameOf]) => (
          <Group key={title} title={title} rows={rows} nameOf={nameOf} asTable={asTable} />
        ))}
        <Taxes taxes={report.taxes} />
        <Facts title={t('report.cash')} rows={cashFacts(writer, report)} />
        <Facts title={t('report.corrections')} rows={correctionFacts(writer, report)} />
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
        <p className={layout['subtitle']}>
          {t('report.average', { first: report.firstReceiptNo, last: report.lastReceiptNo })}
        </p>
      )}
    </ScrollArea>
  );
}

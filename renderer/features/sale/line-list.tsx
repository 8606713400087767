import type { TFunction } from 'i18next';
import { type CSSProperties, memo, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localName } from '../../../core/local-text.ts';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import type { Language } from '../../../core/language.ts';
import { figure, kilograms, quantity, type ShownCurrency } from '../../words/figures.ts';
import { TakenOff } from '../../words/taken-off.tsx';
import { emWidth } from '../../ui/text-width.ts';
import { type ListScroll, rowsInView } from './line-window.ts';
import styles from './line-list.module.css';

export type BasketLine = NonNullable<TillSnapshot['basket']>['lines'][number];

function quantityText(t: TFunction, line: BasketLine): string {
  return line.unit === 'kg' && line.weightGrams !== null
    ? t('common.kg', { weight: kilograms(line.weightGrams) })
    : `${quantity(line.quantityThousandths)} ×`;
}

/** What a piece or a kilogram costs; '' for one piece, which costs what the line costs. */
function unitPriceText(t: TFunction, line: BasketLine, currency: ShownCurrency): string {
  const price = figure(line.unitPriceMinor, currency);
  if (line.unit === 'kg' && line.weightGrams !== null) return t('common.perKg', { price });
  return line.quantityThousandths === 1000 && line.unitPriceMinor === line.amountMinor ? '' : price;
}

type Columns = CSSProperties & Readonly<Record<`--${'quantity' | 'unit' | 'amount'}-em`, string>>;

/** How wide the columns of this basket must be, in em; the least keeps short baskets steady. */
function columnsOf(t: TFunction, lines: readonly BasketLine[], currency: ShownCurrency): Columns {
  const widest = (least: number, text: (line: BasketLine) => string) =>
    lines.reduce((em, line) => Math.max(em, emWidth(text(line))), least).toFixed(2);
  return {
    '--quantity-em': widest(3.4, (line) => quantityText(t, line)),
    '--unit-em': widest(3.9, (line) => unitPriceText(t, line, currency)),
    '--amount-em': widest(4.6, (line) => figure(line.amountMinor, currency)),
  };
}

interface RowProps {
  readonly line: BasketLine;
  readonly isLast: boolean;
  readonly isMarked: boolean;
  readonly position: number;
  readonly total: number;
  readonly locale: Language;
  readonly currency: ShownCurrency;
  readonly onMark: (lineId: string) => void;
}

/** One line; drawn again only when its own data changes. */
const LineRow = memo(function LineRow(props: RowProps) {
  const { line, isLast, isMarked, locale, currency } = props;
  const { t } = useTranslation();
  const unitText = unitPriceText(t, line, currency);
  const classes = [styles['row']];
  if (isLast) classes.push(styles['last']);
  if (isMarked) classes.push(styles['marked']);
  if (line.voided) classes.push(styles['voided']);
  return (
    // The arrow keys move the mark for the whole list; a row itself takes no focus.
    <div
      className={classes.join(' ')}
      role="option"
      aria-selected={isMarked}
      aria-posinset={props.position}
      aria-setsize={props.total}
      data-testid="line-row"
      data-line={line.lineId}
      onClick={() => props.onMark(line.lineId)}
    >
      <span className={styles['quantity']}>{quantityText(t, line)}</span>
      <span className={`${styles['name']} ${unitText === '' ? styles['wide'] : ''}`}>
        {line.voided ? <b className={styles['voidWord']}>{t('sale.voided')}</b> : null}
        <span className={styles['words']}>
          <span className={styles['nameText']}>{localName(line.name, locale)}</span>
          <TakenOff
            line={line}
            locale={locale}
            currency={currency}
            className={styles['takenOff']}
          />
        </span>
      </span>
      {unitText === '' ? null : <span className={styles['unit']}>{unitText}</span>}
      <span className={styles['amount']}>{figure(line.amountMinor, currency)}</span>
    </div>
  );
});

function isSame(a: ListScroll, b: ListScroll): boolean {
  return a.fromEndPx === b.fromEndPx && a.heightPx === b.heightPx && a.rowPx === b.rowPx;
}

/** What CSS made of `--line-row`, in pixels; never 0, as rows of a hidden window are. */
function rowHeight(list: HTMLElement): number {
  const rows = [...list.querySelectorAll<HTMLElement>('[role=option]')];
  return (rows.length > 1 && rows[0]?.offsetHeight) || 48;
}

export interface LineListProps {
  readonly lines: readonly BasketLine[];
  /** The line that quantity and void act on. */
  readonly markedId: string | null;
  readonly onMark: (lineId: string) => void;
  readonly locale: Language;
  readonly currency: ShownCurrency;
}

/**
 * Follows the list's scrolling, and shows what must be seen: a line that is new, then the marked one.
 */
function useListScroll(newest: string | undefined, markedId: string | null) {
  const box = useRef<HTMLDivElement>(null);
  const [scroll, setScroll] = useState<ListScroll>({ fromEndPx: 0, heightPx: 0, rowPx: 48 });

  useLayoutEffect(() => {
    const element = box.current;
    // Past the end: the browser stops at the last line without our measuring anything.
    if (element !== null && newest !== undefined) element.scrollTop = 1_000_000;
  }, [newest]);

  useLayoutEffect(() => {
    const row = box.current?.querySelector(`[aria-selected='true']`);
    row?.scrollIntoView({ block: 'nearest' });
  }, [markedId]);

  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    const fromEndPx = element.scrollHeight - element.scrollTop - element.clientHeight;
    const rowPx = rowHeight(element);
    const now = { fromEndPx, heightPx: element.clientHeight, rowPx };
    // Each new line scrolls to itself: that must not draw the whole list a second time.
    setScroll((before) => (isSame(before, now) ? before : now));
  };
  // A window of another size has rows of another height, and no scrolling tells of it.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    let heightPx = element.clientHeight;
    const observer = new ResizeObserver(() => {
      if (element.clientHeight === heightPx) return;
      heightPx = element.clientHeight;
      element.scrollTop = 1_000_000;
      onScroll();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, scroll, onScroll };
}

/** The basket, newest line last and large. Draws only the rows in view, so 500 lines stay quick. */
export const LineList = memo(function LineList(props: LineListProps) {
  const { lines, markedId, locale, currency } = props;
  const { t } = useTranslation();
  const newest = lines.at(-1)?.lineId;
  const columns = useMemo(() => columnsOf(t, lines, currency), [t, lines, currency]);
  const { box, scroll, onScroll } = useListScroll(newest, markedId);
  const markedIndex = lines.findIndex((line) => line.lineId === markedId);
  const view = rowsInView(lines.length, scroll, markedIndex);
  return (
    <div
      ref={box}
      className={styles['list']}
      style={columns}
      role="listbox"
      aria-label={t('sale.lines')}
      data-testid="line-list"
      onScroll={onScroll}
      tabIndex={0}
    >
      <div
        className={styles['spacer']}
        role="presentation"
        style={{ height: `calc(var(--line-row) * ${view.first})` }}
      />
      {lines.slice(view.first, view.end).map((line, offset) => (
        <LineRow
          key={line.lineId}
          line={line}
          isLast={line.lineId === newest}
          isMarked={line.lineId === markedId}
          position={view.first + offset + 1}
          total={lines.length}
          locale={locale}
          currency={currency}
          onMark={props.onMark}
        />
      ))}
      <div
        role="presentation"
        style={{ height: `calc(var(--line-row) * ${Math.max(0, lines.length - view.end)})` }}
      />
    </div>
  );
});

import { LayoutGrid } from 'lucide-react';
import { createElement, memo, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { localName } from '../../../core/local-text.ts';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import type { Language } from '../../../core/language.ts';
import { DEPTH, useKeyLayer } from '../../ui/key-layer.tsx';
import { PageKey } from '../../ui/page-key.tsx';
import { pageOf, useGrid } from '../../ui/pages.ts';
import { useWindowState } from '../../state/window-state.ts';
import { departmentPicture, itemPicture } from './quick-pictures.ts';
import styles from './quick-keys.module.css';

export type QuickItem = TillSnapshot['quickItems'][number];

/** A key that holds two lines of a name; what a finger hits without looking. */
const KEY = { widthRem: 6, heightRem: 3, gapRem: 0.375 };
const TAB = { widthRem: 5, heightRem: 3.25, gapRem: 0.25 };

export interface QuickKeysProps {
  readonly items: readonly QuickItem[];
  readonly locale: Language;
  readonly onPick: (item: QuickItem) => void;
}

/**
 * Items without a code worth scanning, by department; each shows the number that does the same.
 * There are as many keys as there is room; the rest is on further pages.
 */
export const QuickKeys = memo(function QuickKeys({ items, locale, onPick }: QuickKeysProps) {
  const { t } = useTranslation();
  const departments = useMemo(() => [...new Set(items.map((item) => item.department))], [items]);
  const [chosen, setChosen] = useState(0);
  const [page, setPage] = useState(0);
  /** All departments stand where the items were. */
  const [isChoosing, setChoosing] = useState(false);
  const { element, grid } = useGrid<HTMLDivElement>(KEY, { columns: 4, rows: 3 });
  const current = Math.min(chosen, Math.max(0, departments.length - 1));
  const places = grid.columns * grid.rows;
  const shown = items.filter((item) => item.department === departments[current]);
  const keys = pageOf(shown, places, page);
  const choices = pageOf(departments, places, page);
  const { pages } = isChoosing ? choices : keys;
  const open = (index: number) => {
    setChosen((index + departments.length) % Math.max(1, departments.length));
    setPage(0);
    setChoosing(false);
  };
  useKeyLayer({
    depth: DEPTH.screen,
    keys: {
      ArrowRight: () => open(current + 1),
      ArrowLeft: () => open(current - 1),
      PageDown: pages > 1 ? () => setPage(page + 1) : undefined,
      PageUp: pages > 1 ? () => setPage(page - 1) : undefined,
    },
  });
  const turn = () => setPage(page + 1);
  return (
    <section className={styles['quick']} aria-label={t('sale.quickKeys')}>
      <Tabs
        departments={departments}
        current={isChoosing ? -1 : current}
        isChoosing={isChoosing}
        onOpen={open}
        onAll={() => {
          setChoosing(!isChoosing);
          setPage(0);
        }}
      />
      <div
        ref={element}
        className={styles['grid']}
        style={{
          gridTemplate: `repeat(${grid.rows}, minmax(0, 1fr)) / repeat(${grid.columns}, minmax(0, 1fr))`,
        }}
      >
        {shown.length === 0 ? <p className={styles['none']}>{t('sale.noQuick')}</p> : null}
        {isChoosing
          ? choices.items.map((code) => (
              <DepartmentKey
                key={code}
                code={code}
                onPress={() => open(departments.indexOf(code))}
              />
            ))
          : keys.items.map((item) => (
              <ItemKey key={item.itemId} item={item} locale={locale} onPick={onPick} />
            ))}
        {pages > 1 ? (
          <PageKey page={(isChoosing ? choices : keys).page} pages={pages} onPress={turn} />
        ) : null}
      </div>
    </section>
  );
});

/** The departments that fit, the open one among them, and a key for all where some do not. */
function Tabs(props: {
  readonly departments: readonly string[];
  readonly current: number;
  readonly isChoosing: boolean;
  readonly onOpen: (index: number) => void;
  readonly onAll: () => void;
}) {
  const { t } = useTranslation();
  const { departmentName } = useWindowState();
  const { departments, current } = props;
  const { element, grid } = useGrid<HTMLDivElement>(TAB, { columns: 5, rows: 1 });
  const hasMore = departments.length > grid.columns;
  const count = hasMore ? Math.max(1, grid.columns - 1) : departments.length;
  const first = Math.floor(Math.max(0, current) / count) * count;
  return (
    <div ref={element} className={styles['tabs']} role="group" aria-label={t('sale.departments')}>
      {departments.slice(first, first + count).map((code, offset) => {
        const Picture = departmentPicture(code);
        return (
          <Button
            key={code}
            className={styles['tab'] ?? ''}
            aria-pressed={first + offset === current}
            onPress={() => props.onOpen(first + offset)}
            data-testid="department-tab"
          >
            <Picture size="1.125rem" aria-hidden="true" />
            <span className={styles['tabName']}>{departmentName(code)}</span>
          </Button>
        );
      })}
      {hasMore ? (
        <Button
          className={styles['tab'] ?? ''}
          aria-pressed={props.isChoosing}
          onPress={props.onAll}
          data-testid="all-departments"
        >
          <LayoutGrid size="1.125rem" aria-hidden="true" />
          <span className={styles['tabName']}>{t('sale.more')}</span>
        </Button>
      ) : null}
    </div>
  );
}

const picture = {
  className: styles['picture'] ?? '',
  size: '1.125rem',
  'aria-hidden': true,
} as const;

function DepartmentKey(props: { readonly code: string; readonly onPress: () => void }) {
  const { departmentName } = useWindowState();
  return (
    <Button className={styles['item'] ?? ''} onPress={props.onPress} data-testid="department-key">
      {createElement(departmentPicture(props.code), picture)}
      <span className={styles['itemName']}>{departmentName(props.code)}</span>
    </Button>
  );
}

function ItemKey(props: {
  readonly item: QuickItem;
  readonly locale: Language;
  readonly onPick: (item: QuickItem) => void;
}) {
  const { item } = props;
  return (
    <Button
      className={styles['item'] ?? ''}
      onPress={() => props.onPick(item)}
      data-testid="quick-key"
    >
      {createElement(itemPicture(item.name, item.department), picture)}
      <span className={styles['itemName']}>{localName(item.name, props.locale)}</span>
      <kbd className={styles['plu']}>{item.plu}</kbd>
    </Button>
  );
}

import { ChevronRight } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/snapshot.ts';
import type { Locale } from '../../i18n/i18n.ts';
import { localName } from '../../ui/figures.ts';
import { DEPTH, useKeyLayer } from '../../ui/key-layer.tsx';
import { useWindowState } from '../shell/window-state.ts';
import { departmentPicture, itemPicture } from './quick-pictures.ts';
import styles from './quick-keys.module.css';

export type QuickItem = TillSnapshot['quickItems'][number];

const TABS_PER_PAGE = 5;
const ITEMS_PER_PAGE = 12;

export interface QuickKeysProps {
  readonly items: readonly QuickItem[];
  readonly locale: Locale;
  readonly onPick: (item: QuickItem) => void;
}

/** Items without a code worth scanning, by department; each shows the number that does the same. */
export const QuickKeys = memo(function QuickKeys({ items, locale, onPick }: QuickKeysProps) {
  const { t } = useTranslation();
  const { departmentName } = useWindowState();
  const departments = useMemo(() => [...new Set(items.map((item) => item.department))], [items]);
  const [chosen, setChosen] = useState(0);
  const [page, setPage] = useState(0);
  const current = Math.min(chosen, Math.max(0, departments.length - 1));
  const department = departments[current];
  const shown = items.filter((item) => item.department === department);
  const pages = Math.max(1, Math.ceil(shown.length / ITEMS_PER_PAGE));
  const turn = page % pages;
  const open = (index: number) => {
    setChosen((index + departments.length) % Math.max(1, departments.length));
    setPage(0);
  };
  useKeyLayer({
    depth: DEPTH.screen,
    keys: {
      ArrowRight: () => open(current + 1),
      ArrowLeft: () => open(current - 1),
      PageDown: pages > 1 ? () => setPage(turn + 1) : undefined,
    },
  });
  const firstTab = Math.floor(current / TABS_PER_PAGE) * TABS_PER_PAGE;
  const hasMore = departments.length > TABS_PER_PAGE;
  return (
    <section className={styles['quick']} aria-label={t('sale.quickKeys')}>
      <div className={styles['tabs']} role="group" aria-label={t('sale.departments')}>
        {departments.slice(firstTab, firstTab + TABS_PER_PAGE).map((code, offset) => {
          const Picture = departmentPicture(code);
          const isOpen = firstTab + offset === current;
          return (
            <Button
              key={code}
              className={styles['tab'] ?? ''}
              aria-pressed={isOpen}
              onPress={() => open(firstTab + offset)}
            >
              <Picture size="1.125rem" aria-hidden="true" />
              <span className={styles['tabName']}>{departmentName(code)}</span>
            </Button>
          );
        })}
        {hasMore ? (
          <Button
            className={styles['more'] ?? ''}
            aria-label={t('sale.more')}
            onPress={() =>
              open(firstTab + TABS_PER_PAGE < departments.length ? firstTab + TABS_PER_PAGE : 0)
            }
          >
            <ChevronRight size="1.25rem" aria-hidden="true" />
          </Button>
        ) : null}
      </div>
      {shown.length === 0 ? <p className={styles['none']}>{t('sale.noQuick')}</p> : null}
      <div className={styles['grid']}>
        {shown.slice(turn * ITEMS_PER_PAGE, (turn + 1) * ITEMS_PER_PAGE).map((item) => {
          const Picture = itemPicture(item.name.en, item.department);
          return (
            <Button
              key={item.itemId}
              className={styles['item'] ?? ''}
              onPress={() => onPick(item)}
              data-testid="quick-key"
            >
              <Picture className={styles['picture'] ?? ''} size="1.125rem" aria-hidden="true" />
              <span className={styles['itemName']}>{localName(item.name, locale)}</span>
              <kbd className={styles['plu']}>{item.plu}</kbd>
            </Button>
          );
        })}
      </div>
      {pages > 1 ? (
        <Button className={styles['pager'] ?? ''} onPress={() => setPage(turn + 1)}>
          {t('sale.page', { page: turn + 1, pages })}
        </Button>
      ) : null}
    </section>
  );
});

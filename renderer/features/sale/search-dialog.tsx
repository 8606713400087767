import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localName } from '../../../core/local-text.ts';
import type { TillOutput } from '../../../contracts/till/contract.ts';
import { callTill } from '../../ipc/client.ts';
import { money } from '../../words/figures.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { TextEntry } from '../../ui/text-entry.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { ChoiceList } from './choice-list.tsx';
import styles from './sale-dialogs.module.css';

export type FoundItem = TillOutput<'catalogue.search'>['items'][number];

interface Found {
  readonly text: string;
  readonly items: readonly FoundItem[];
}

/** Finds what matches while it is typed; an answer that comes late is dropped. */
function useFound(text: string): Found {
  const [found, setFound] = useState<Found>({ text: '', items: [] });
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === '') {
      setFound({ text: '', items: [] });
      return;
    }
    let current = true;
    void callTill('catalogue.search', { text: wanted, limit: 50 }).then((reply) => {
      if (current) setFound({ text: wanted, items: reply.ok ? reply.value.items : [] });
    });
    return () => {
      current = false;
    };
  }, [text]);
  return found;
}

/** Searches by name, pinyin, number or code; Enter adds the marked item. */
export function SearchDialog(props: {
  readonly onAdd: (item: FoundItem) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { locale, currency } = useWindowState();
  const [text, setText] = useState('');
  const [marked, setMarked] = useState(0);
  const { text: asked, items } = useFound(text);
  const at = Math.min(marked, Math.max(0, items.length - 1));
  const unit = (item: FoundItem) => {
    const price = money(item.priceMinor, currency);
    return item.unit === 'kg' ? t('common.perKg', { price }) : price;
  };
  const rows = items.map((item) => ({
    id: item.itemId,
    label: localName(item.name, locale),
    run: () => props.onAdd(item),
    detail: item.plu === null ? '' : t('common.code', { code: item.plu }),
    amount: unit(item),
  }));
  const empty = asked === '' ? t('search.start') : t('search.nothing', { text: asked });
  return (
    <TillDialog
      title={t('search.title')}
      size="large"
      onClose={props.onClose}
      testId="dialog-search"
      keys={{
        ArrowUp: () => setMarked(Math.max(0, at - 1)),
        ArrowDown: () => setMarked(Math.min(items.length - 1, at + 1)),
      }}
      actions={[
        {
          label: t('search.add'),
          key: 'Enter',
          tone: 'accent',
          enabled: items.length > 0,
          run: () => rows[at]?.run(),
          testId: 'dialog-do',
        },
        { label: t('common.close'), key: 'Escape', run: props.onClose },
      ]}
    >
      <TextEntry
        label={t('search.field')}
        value={text}
        onChange={(value) => {
          setText(value);
          setMarked(0);
        }}
        autoFocus
        testId="search-field"
      />
      {items.length === 0 ? <p className={styles['text']}>{empty}</p> : null}
      <ChoiceList label={t('search.results')} marked={at} testId="search-row" rows={rows} />
    </TillDialog>
  );
}

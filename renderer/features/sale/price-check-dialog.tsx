import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localName } from '../../../core/local-text.ts';
import type { TillOutput } from '../../../contracts/till/contract.ts';
import { callTill } from '../../ipc/client.ts';
import { raiseNotice } from '../../state/notices.ts';
import { money } from '../../words/figures.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { useExpectedScans } from '../../ui/key-layer.tsx';
import { pressPad } from '../../input/entry.ts';
import { NumberPad } from '../../ui/number-pad.tsx';
import { useWindowState } from '../../state/window-state.ts';
import styles from './sale-dialogs.module.css';

type Checked = NonNullable<TillOutput<'catalogue.priceCheck'>['item']>;

type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly item: Checked }
  | { readonly kind: 'unknown'; readonly text: string };

/** Says what something costs without selling it. While it is open, scans are asked about here. */
export function PriceCheckDialog(props: {
  readonly onAdd: (item: Checked) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [answer, setAnswer] = useState<Answer>({ kind: 'none' });

  useExpectedScans('priceCheck', (text) => void check(text));

  async function check(text: string): Promise<void> {
    const reply = await callTill('catalogue.priceCheck', { text });
    setTyped('');
    if (!reply.ok) {
      raiseNotice('refused', 'error', reply.error.code, reply.error.params);
      return;
    }
    const { item } = reply.value;
    setAnswer(item === null ? { kind: 'unknown', text } : { kind: 'found', item });
    if (item === null) raiseNotice('refused', 'error', 'unknownCode', { code: text });
  }

  const press = (key: string) =>
    setTyped((before) => pressPad(before, key, { maxChars: 18, decimals: 0 }));
  const canAdd = answer.kind === 'found' && typed === '';
  return (
    <TillDialog
      title={t('price.title')}
      onClose={props.onClose}
      testId="dialog-price"
      keys={{ Backspace: () => press('back') }}
      onChar={(char) => {
        press(char);
        return true;
      }}
      actions={[
        {
          label: canAdd ? t('price.add') : t('price.title'),
          key: 'Enter',
          tone: 'accent',
          enabled: canAdd || typed !== '',
          run: () => {
            if (answer.kind === 'found' && typed === '') props.onAdd(answer.item);
            else void check(typed);
          },
        },
        { label: t('common.close'), key: 'Escape', run: props.onClose },
      ]}
    >
      <p className={styles['label']}>{t('price.field')}</p>
      <output className={styles['typed']} data-testid="typed" aria-label={t('price.field')}>
        {typed}
      </output>
      <div className={styles['pad']}>
        <NumberPad onKey={press} side={[]} extraKey="00" />
      </div>
      <AnswerText answer={answer} />
    </TillDialog>
  );
}

function AnswerText({ answer }: { readonly answer: Answer }) {
  const { t } = useTranslation();
  const { locale, currency } = useWindowState();
  const price = (item: Checked) => {
    const amount = money(item.priceMinor, currency);
    return item.unit === 'kg' ? t('common.perKg', { price: amount }) : amount;
  };
  return (
    <div className={styles['answer']} aria-live="polite">
      {answer.kind === 'found' ? (
        <>
          <span className={styles['answerName']}>{localName(answer.item.name, locale)}</span>
          <b className={styles['answerPrice']} data-testid="price-answer">
            {price(answer.item)}
          </b>
        </>
      ) : null}
      {answer.kind === 'unknown' ? t('price.unknown', { text: answer.text }) : null}
    </div>
  );
}

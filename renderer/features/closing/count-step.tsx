import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { raiseNotice } from '../../state/notices.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { denomination, figure } from '../../words/figures.ts';
import { DEPTH } from '../../ui/key-layer.tsx';
import { pressPad } from '../../input/entry.ts';
import { NumberPad } from '../../ui/number-pad.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { Comparison, StepKeys } from './closing-steps.tsx';
import layout from '../../ui/step.module.css';
import styles from './end-of-day.module.css';
import { type ClosingResults, type CountTexts, countedMinor, readCounts } from './wizard.ts';

const COUNT = { maxChars: 5, decimals: 0 };

/** What is counted so far of a shift: the wizard can be left half-way, and nobody counts twice. */
let counting: { readonly shiftId: string; readonly texts: CountTexts } | null = null;

/**
 * Counts the drawer note by note. Blind: what should be there is shown only afterwards, so that
 * nobody counts until it fits.
 */
export function CountStep(props: {
  readonly shiftId: string;
  readonly denominationsMinor: readonly number[];
  readonly result: ClosingResults['count'];
  readonly isPending: boolean;
  readonly onFinish: (
    counted: readonly { readonly denominationMinor: number; readonly count: number }[],
  ) => void;
  readonly onNext: () => void;
}) {
  return props.result === null ? (
    <CountEntry {...props} />
  ) : (
    <CountResult result={props.result} onNext={props.onNext} />
  );
}

/** What is typed, row by row; kept while the screen is left for a moment. */
function useCounting(props: Parameters<typeof CountStep>[0]) {
  const { t } = useTranslation();
  const { denominationsMinor, shiftId } = props;
  const [texts, setTexts] = useState(counting?.shiftId === shiftId ? counting.texts : {});
  const [row, setRow] = useState(0);
  const current = denominationsMinor[row] ?? 0;
  const isLast = row >= denominationsMinor.length - 1;
  // A stray key must not close the shift over a drawer that nobody has counted.
  const isCounted = Object.values(texts).some((text) => text !== '');
  const press = (key: string) =>
    setTexts((before: CountTexts) => {
      const after = { ...before, [current]: pressPad(before[current] ?? '', key, COUNT) };
      counting = { shiftId, texts: after };
      return after;
    });
  const finish = () => {
    const counted = readCounts(denominationsMinor, texts);
    if (counted === null) raiseNotice('refused', 'error', 'badInput');
    else props.onFinish(counted);
  };
  const down = () => setRow(Math.min(denominationsMinor.length - 1, row + 1));
  const finished: Action = {
    key: 'f',
    ...(isLast ? { also: 'Enter', cap: 'F / Enter' } : {}),
    label: t('closing.finishCount'),
    tone: 'accent',
    enabled: !props.isPending && isCounted,
    ...(props.isPending ? {} : { whyNot: 'nothingCounted' }),
    run: finish,
    testId: 'finish-count',
  };
  useActions([finished], {
    depth: DEPTH.panel,
    keys: {
      ArrowUp: () => setRow(Math.max(0, row - 1)),
      ArrowDown: down,
      Enter: down,
      Backspace: () => press('back'),
      Delete: () => press('clear'),
    },
    onChar: (char) => {
      press(char);
      return /\d/.test(char);
    },
  });
  return { texts, row, setRow, press, finished };
}

function CountEntry(props: Parameters<typeof CountStep>[0]) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { texts, row, setRow, press, finished } = useCounting(props);
  const { denominationsMinor } = props;
  return (
    <>
      <p className={layout['text']}>{t('closing.countText')}</p>
      <div className={styles['count']}>
        <div className={styles['rows']} role="group" aria-label={t('closing.step.count')}>
          {denominationsMinor.map((each, index) => {
            const text = texts[each] ?? '';
            return (
              <Button
                key={each}
                className={`${styles['row']} ${index === row ? styles['rowNow'] : ''}`}
                onPress={() => setRow(index)}
                aria-current={index === row}
                data-testid={`count-${each}`}
              >
                <span className={styles['each']}>{denomination(each, currency)}</span>
                <span className={styles['number']}>{text === '' ? '–' : `× ${text}`}</span>
                <span className={styles['sum']}>
                  {text === '' ? '' : figure(each * Number(text), currency)}
                </span>
              </Button>
            );
          })}
        </div>
        <div className={styles['countRight']}>
          <p className={styles['counted']}>
            <span>{t('closing.counted')}</span>
            <output data-testid="counted">{figure(countedMinor(texts), currency)}</output>
          </p>
          <div className={styles['pad']}>
            <NumberPad onKey={press} side={[]} extraKey="00" />
          </div>
          <ActionKey action={finished} className={layout['key']} />
        </div>
      </div>
    </>
  );
}

function CountResult(props: {
  readonly result: NonNullable<ClosingResults['count']>;
  readonly onNext: () => void;
}) {
  const { t } = useTranslation();
  const { result, onNext } = props;
  return (
    <>
      <Comparison
        rows={[
          { label: t('closing.counted'), amountMinor: result.countedMinor },
          { label: t('closing.expected'), amountMinor: result.expectedMinor },
          { label: t('closing.overShort'), amountMinor: result.overShortMinor },
        ]}
      />
      <p className={layout['text']}>{t('closing.countAgainText')}</p>
      <StepKeys
        actions={[{ key: 'Enter', label: t('closing.goOn'), run: onNext, testId: 'count-next' }]}
      />
    </>
  );
}

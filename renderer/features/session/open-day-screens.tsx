import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { raiseNotice } from '../../state/notices.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { DEPTH } from '../../ui/key-layer.tsx';
import { joinSentences } from '../../words/result-words.ts';
import { pressPad, readAmount } from '../../input/entry.ts';
import { NumberPad } from '../../ui/number-pad.tsx';
import { FunctionBar } from '../../ui/function-bar.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { DateDialog, OpeningDate } from './opening-date.tsx';
import styles from './open-day.module.css';

/** The two ways out of either screen. */
function useWaysOut(): readonly Action[] {
  const { t } = useTranslation();
  const { openOffice } = useWindowState();
  return [
    { key: 'Escape', label: t('day.signOff'), run: () => void sendTill('session.signOff', {}) },
    { key: 'F10', label: t('fn.office'), run: () => openOffice('menu') },
  ];
}

/** So many names stand on the screen; more are counted. */
const NAMES = 6;

/** Nobody may sell yet: open the business day. Says who can, and that their PIN is taken here. */
export function DayClosedScreen({ snapshot }: { readonly snapshot: TillSnapshot }) {
  const { opening } = snapshot;
  const { t } = useTranslation();
  const [isTyping, setTyping] = useState(false);
  const shown = opening?.date ?? null;
  const open = () => void sendTill('day.open', { shown });
  // Enter is pressed out of habit: a date in doubt takes a key that says so.
  const isDoubted = opening !== null && opening.doubt !== null;
  const mayConfirm = opening?.mayConfirm ?? false;
  const action: Action = isDoubted
    ? {
        key: 'y',
        label: t('day.dateIsRight', { date: opening.date }),
        enabled: mayConfirm,
        run: open,
        testId: 'confirm-date',
      }
    : { key: 'Enter', label: t('day.open'), tone: 'accent', run: open, testId: 'open-day' };
  const type: Action = {
    key: 't',
    label: t('day.typeDate'),
    run: () => setTyping(true),
    testId: 'type-date',
  };
  const mayType = mayConfirm && opening?.last !== null;
  const bar = [...useWaysOut(), ...(mayType ? [type] : [])];
  useActions([action, ...bar], { depth: DEPTH.screen });
  const openTyped = (typed: string) => {
    setTyping(false);
    void sendTill('day.open', { shown, typed });
  };
  return (
    <main className={styles['screen']} data-testid="phase-dayClosed">
      <div className={styles['center']}>
        <div className={styles['box']}>
          <h2 className={styles['title']}>{t('day.closedTitle')}</h2>
          <p className={styles['text']}>{t('day.closedText')}</p>
          <WhoOpens snapshot={snapshot} />
          {opening === null ? null : <OpeningDate opening={opening} />}
          <ActionKey action={action} className={styles['key']} />
        </div>
      </div>
      <FunctionBar actions={bar} />
      {isTyping ? <DateDialog onDate={openTyped} onClose={() => setTyping(false)} /> : null}
    </main>
  );
}

/** Who can open the day, by name. */
function WhoOpens({ snapshot }: { readonly snapshot: TillSnapshot }) {
  const { t } = useTranslation();
  const able = snapshot.operators.filter(({ role }) => role !== 'cashier');
  const isAble = snapshot.operator?.role !== 'cashier';
  const names = able.slice(0, NAMES).map(({ name }) => name);
  const more = able.length - names.length;
  const sentences = [
    able.length === 0
      ? t('day.nobodyOpens')
      : t('day.whoOpens', { names: names.join(t('common.listComma')) }),
    ...(more > 0 ? [t('day.moreOpen', { n: more })] : []),
    ...(isAble || able.length === 0 ? [] : [t('day.pinHere')]),
  ];
  return (
    <p className={styles['text']} data-testid="who-opens">
      {sentences.reduce(joinSentences)}
    </p>
  );
}

/** The drawer's float, typed once when selling starts. */
export function ShiftClosedScreen({ snapshot }: { readonly snapshot: TillSnapshot }) {
  const { t } = useTranslation();
  const { currency, openOffice } = useWindowState();
  const [typed, setTyped] = useState('');
  const press = (key: string) =>
    setTyped((before) => pressPad(before, key, { maxChars: 9, decimals: currency.decimals }));
  const open = () => {
    const floatMinor = readAmount(typed, currency.decimals);
    if (floatMinor === null) raiseNotice('refused', 'error', 'badInput');
    else void sendTill('shift.open', { floatMinor });
  };
  const mayClose = snapshot.operator?.role !== 'cashier';
  const closeDay = { key: 'z', label: t('day.closeDay'), run: () => openOffice('endOfDay') };
  const bar = [...useWaysOut(), ...(mayClose ? [closeDay] : [])];
  const openShift: Action = {
    key: 'Enter',
    label: t('day.openShift'),
    tone: 'accent',
    run: open,
    testId: 'open-shift',
  };
  // The key takes back what is typed first.
  const clear: Action = { key: 'Escape', label: t('day.signOff'), run: () => setTyped('') };
  useActions([openShift, ...bar, ...(typed === '' ? [] : [clear])], {
    depth: DEPTH.screen,
    keys: { Backspace: () => press('back') },
    onChar: (char) => {
      press(char);
      return /[\d.]/.test(char);
    },
  });
  return (
    <main className={styles['screen']} data-testid="phase-shiftClosed">
      <div className={styles['center']}>
        <div className={styles['box']}>
          <h2 className={styles['title']}>{t('day.shiftTitle')}</h2>
          <p className={styles['text']}>{t('day.shiftText')}</p>
          <output className={styles['typed']} data-testid="typed" aria-label={t('day.float')}>
            {typed === '' ? <span className={styles['hint']}>{t('day.float')}</span> : typed}
          </output>
          <div className={styles['pad']}>
            <NumberPad
              onKey={press}
              extraKey={currency.decimals > 0 ? '.' : '00'}
              side={[openShift]}
            />
          </div>
        </div>
      </div>
      <FunctionBar actions={bar} />
    </main>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { dropNotice } from '../../state/notices.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { DEPTH } from '../../ui/key-layer.tsx';
import { PageKey } from '../../ui/page-key.tsx';
import { pageOf, useGrid } from '../../ui/pages.ts';
import { NumberPad } from '../../ui/number-pad.tsx';
import { LanguageKeys } from '../../ui/language-keys.tsx';
import styles from './sign-on.module.css';

type Operator = TillSnapshot['operators'][number];

const MIN_PIN = 4;
const MAX_PIN = 8;

/** Who is at the register? The keys 1 to 9 are the first nine of the page that is shown. */
export function SignOnScreen({ operators }: { readonly operators: readonly Operator[] }) {
  const { t } = useTranslation();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const chosen = operators.find((each) => each.operatorId === chosenId);
  const other = () => {
    // A wrong PIN was somebody else's.
    dropNotice();
    setChosenId(null);
  };
  return (
    <main className={styles['screen']} data-testid="phase-signedOff">
      <LanguageKeys />
      {chosen === undefined ? (
        <OperatorChoice
          operators={operators}
          title={t('signOn.title')}
          hint={t(operators.length === 0 ? 'signOn.noOperators' : 'signOn.pick')}
          onChoose={(each) => setChosenId(each.operatorId)}
        />
      ) : (
        <PinEntry
          key={chosen.operatorId}
          operator={chosen}
          hint={t('signOn.typePin')}
          doLabel={t('signOn.signOn')}
          otherLabel={t('signOn.other')}
          onPin={(pin) => void sendTill('session.signOn', { operatorId: chosen.operatorId, pin })}
          onOther={other}
        />
      )}
      <p className={styles['product']}>{t('app.name')}</p>
    </main>
  );
}

/** Large keys for the people of one lane, smaller ones where a shop's whole staff signs on. */
const FEW = { widthRem: 15, heightRem: 5.5, gapRem: 0.75 };
const MANY = { widthRem: 11, heightRem: 4, gapRem: 0.5 };

/** Who? Names as large keys, by touch or by the digits 1 to 9. */
export function OperatorChoice(props: {
  readonly operators: readonly Operator[];
  readonly title: string;
  readonly hint: string;
  readonly onChoose: (operator: Operator) => void;
  /** Where there is something to go back to. */
  readonly onBack?: () => void;
}) {
  const { t } = useTranslation();
  const { operators, title, hint, onChoose, onBack } = props;
  const [wanted, setPage] = useState(0);
  const isFew = operators.length <= 12;
  const { element, grid } = useGrid<HTMLDivElement>(isFew ? FEW : MANY, { columns: 3, rows: 4 });
  const { items, page, pages } = pageOf(operators, grid.columns * grid.rows, wanted);
  const turn = (step: number) => (pages > 1 ? () => setPage(page + step) : undefined);
  const people = items.map((operator, index) => ({
    operator,
    key: index < 9 ? String(index + 1) : undefined,
    label: operator.name,
    run: () => onChoose(operator),
    testId: `operator-${operator.operatorId}`,
  }));
  const back: readonly Action[] =
    onBack === undefined
      ? []
      : [{ key: 'Escape', label: t('common.back'), run: onBack, testId: 'choice-back' }];
  useActions([...people, ...back], {
    depth: DEPTH.panel,
    keys: {
      PageDown: turn(1),
      PageUp: turn(-1),
      ArrowRight: turn(1),
      ArrowLeft: turn(-1),
    },
  });
  return (
    <div className={styles['choice']}>
      <h2 className={styles['title']}>{title}</h2>
      <p className={styles['hint']}>{hint}</p>
      <div
        ref={element}
        className={styles['operators']}
        role="group"
        aria-label={t('signOn.operators')}
        style={{
          gridTemplateColumns: `repeat(${grid.columns}, minmax(0, 1fr))`,
          gridAutoRows: isFew ? '5.5rem' : '4rem',
        }}
      >
        {people.map(({ operator, ...action }) => (
          <ActionKey
            key={operator.operatorId}
            action={action}
            className={`${styles['operator']} ${isFew ? '' : styles['ofMany']}`}
          >
            <span className={styles['name']}>{operator.name}</span>
            <span className={styles['role']}>{t(`role.${operator.role}`)}</span>
          </ActionKey>
        ))}
        {pages > 1 ? <PageKey page={page} pages={pages} onPress={() => setPage(page + 1)} /> : null}
        {back.map((each) => (
          <ActionKey key={each.key} action={each} />
        ))}
      </div>
    </div>
  );
}

/** A person's PIN, never shown, handed on once and forgotten. */
export function PinEntry(props: {
  readonly operator: Pick<Operator, 'name'>;
  readonly hint: string;
  readonly doLabel: string;
  readonly otherLabel: string;
  readonly onPin: (pin: string) => void;
  readonly onOther: () => void;
}) {
  const { t } = useTranslation();
  const { operator, onOther } = props;
  const [pin, setPin] = useState('');
  const press = (key: string) =>
    setPin((before) => {
      if (key === 'back') return before.slice(0, -1);
      return /^\d+$/.test(key) ? (before + key).slice(0, MAX_PIN) : before;
    });
  const submit = () => {
    // Cleared at once: a wrong PIN is typed anew, a right one is not kept on the screen.
    setPin('');
    props.onPin(pin);
  };
  const actions: readonly Action[] = [
    { key: 'Escape', label: props.otherLabel, run: onOther, testId: 'pin-other' },
    {
      key: 'Enter',
      label: props.doLabel,
      tone: 'accent',
      enabled: pin.length >= MIN_PIN,
      run: submit,
      testId: 'sign-on',
    },
  ];
  useActions(actions, {
    depth: DEPTH.panel,
    keys: { Backspace: () => press('back'), Delete: () => setPin('') },
    onChar: (char) => {
      press(char);
      return /\d/.test(char);
    },
  });
  const dots = '●'.repeat(pin.length);
  return (
    <div className={styles['pinBox']} data-testid="pin-entry">
      <h2 className={styles['title']}>{t('signOn.pinFor', { name: operator.name })}</h2>
      <p className={styles['hint']}>{props.hint}</p>
      <output
        className={styles['pin']}
        aria-label={t('signOn.pinLength', { n: pin.length })}
        data-testid="pin-dots"
      >
        {dots}
      </output>
      <div className={styles['pad']}>
        <NumberPad onKey={press} extraKey={null} side={actions} />
      </div>
    </div>
  );
}

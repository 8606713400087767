import { useTranslation } from 'react-i18next';
import { localName } from '../../../core/local-text.ts';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { birthDate } from '../../words/figures.ts';
import { Fitted } from '../../ui/fitted.tsx';
import { useWindowState } from '../../state/window-state.ts';
import styles from './age-dialog.module.css';

type Basket = NonNullable<TillSnapshot['basket']>;
type Question = NonNullable<Basket['ageQuestion']>;

/** More names than these push the date out of sight; the number of the others says enough. */
const MAX_NAMES = 3;

/**
 * Asks whether the customer is old enough, with the date of birth to look for, so that nobody has
 * to reckon, and the names of the items that ask. Enter and Escape answer nothing: a scanner or a habit would. A scan goes past it.
 */
export function AgeDialog(props: { readonly question: Question; readonly lines: Basket['lines'] }) {
  const { t } = useTranslation();
  const { locale } = useWindowState();
  const { minAge, bornOnOrBefore, lineIds } = props.question;
  const asking = props.lines.filter(({ lineId }) => lineIds.includes(lineId));
  const names = [...new Set(asking.map(({ name }) => localName(name, locale)))];
  const more = names.length - MAX_NAMES;
  const answer = (oldEnough: boolean) => void sendTill('sale.answerAge', { minAge, oldEnough });
  return (
    <TillDialog
      title={t('age.title', { age: minAge })}
      onClose={() => undefined}
      testId="dialog-age"
      actions={[
        {
          label: t('age.yes'),
          key: 'y',
          tone: 'accent',
          run: () => answer(true),
          testId: 'age-yes',
        },
        { label: t('age.no'), key: 'n', run: () => answer(false), testId: 'age-no' },
      ]}
    >
      <p className={styles['items']} data-testid="age-items">
        {names.slice(0, MAX_NAMES).map((name) => (
          <span key={name}>{name}</span>
        ))}
        {more > 0 ? <span>{t('age.more', { n: more })}</span> : null}
      </p>
      <p className={styles['text']}>{t('age.born')}</p>
      <output className={styles['date']} data-testid="age-date">
        <Fitted text={birthDate(bornOnOrBefore, locale)} />
      </output>
    </TillDialog>
  );
}

import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { birthDate } from '../../ui/figures.ts';
import { useWindowState } from '../shell/window-state.ts';
import styles from './age-dialog.module.css';

type Question = NonNullable<NonNullable<TillSnapshot['basket']>['ageQuestion']>;

/**
 * Asks whether the customer is old enough, with the date of birth to look for, so that nobody has
 * to reckon. Enter and Escape answer nothing: a scanner or a habit would. A scan goes past it.
 */
export function AgeDialog({ question }: { readonly question: Question }) {
  const { t } = useTranslation();
  const { locale } = useWindowState();
  const { minAge, bornOnOrBefore } = question;
  const answer = (oldEnough: boolean) => void sendTill('sale.answerAge', { minAge, oldEnough });
  return (
    <TillDialog
      title={t('age.title', { age: minAge })}
      onClose={() => undefined}
      testId="dialog-age"
      actions={[
        {
          label: t('age.yes'),
          press: 'y',
          tone: 'accent',
          onPress: () => answer(true),
          testId: 'age-yes',
        },
        { label: t('age.no'), press: 'n', onPress: () => answer(false), testId: 'age-no' },
      ]}
    >
      <p className={styles['text']}>{t('age.born')}</p>
      <output className={styles['date']} data-testid="age-date">
        {birthDate(bornOnOrBefore, locale)}
      </output>
    </TillDialog>
  );
}

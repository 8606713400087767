import type { TFunction } from 'i18next';
import { DatabaseZap } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { codeText } from '../../i18n/i18n.ts';
import { sendTill } from '../../state/commands.ts';
import { ActionKey, useActions } from '../../ui/actions.tsx';
import { dayAndTime, money, wholeNumber } from '../../words/figures.ts';
import { DEPTH, useExpectedScans } from '../../ui/key-layer.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { LanguageKeys } from '../../ui/language-keys.tsx';
import { NoticeStrip } from './notice-strip.tsx';
import styles from './loss-screen.module.css';
import { useWindowState } from '../../state/window-state.ts';

type Loss = NonNullable<TillSnapshot['loss']>;
type Decision = keyof Loss['offers'];

/**
 * The database is not all there is of this register: what each side has, what was kept, and what
 * somebody who may decides. Nothing else can be done here.
 */
export function LossScreen(props: { readonly snapshot: TillSnapshot; readonly loss: Loss }) {
  const { snapshot, loss } = props;
  const { t } = useTranslation();
  useExpectedScans('nothing');
  const [isAsking, setAsking] = useState(false);
  const code = snapshot.stopped?.code ?? 'unknown';
  const decide = (decision: Decision) =>
    void sendTill('loss.decide', { lossId: loss.lossId, decision });
  const press = (decision: Decision) =>
    loss.offers[decision] === 'anybody' ? setAsking(true) : decide(decision);
  return (
    <div className={styles['window']}>
      <main className={styles['screen']} data-testid="phase-loss">
        <LanguageKeys />
        <div className={styles['box']}>
          <h1 className={styles['title']}>
            <DatabaseZap size="1em" aria-hidden="true" />
            {t('stopped.title')}
          </h1>
          <p className={styles['what']}>{codeText(t, ['stopped', 'code', code, 'what'])}</p>
          <Sides loss={loss} />
          <Missing loss={loss} />
          <p className={styles['text']}>{t('loss.kept')}</p>
          <p className={styles['next']} data-testid="loss-next">
            {nextWords(t, loss, snapshot.operators)}
          </p>
          <Choices offers={loss.offers} own={loss.database.own.sales} onPress={press} />
        </div>
      </main>
      {isAsking ? (
        <ConfirmDialog
          title={t('loss.takeCopy')}
          text={t('loss.takeCopyAlone')}
          doLabel={t('loss.takeCopy')}
          testId="dialog-take-copy"
          onClose={() => setAsking(false)}
          onDo={() => {
            setAsking(false);
            decide('takeCopy');
          }}
        />
      ) : null}
      <NoticeStrip quietText="" />
    </div>
  );
}

/** So many who may decide are named. */
const NAMED = 5;

/** What to do next, in the order in which somebody who is frightened needs it. */
function nextWords(
  t: TFunction,
  { headOffice, offers }: Loss,
  managers: TillSnapshot['operators'],
): string {
  const isOffered = offers.takeCopy !== 'no' || offers.goOn !== 'no';
  const more = managers.length > NAMED ? ['…'] : [];
  const named = [...managers.slice(0, NAMED).map(({ name }) => name), ...more];
  const names = named.join(t('loss.nameSeparator'));
  if (offers.takeCopy === 'anybody') return t('loss.nextAlone');
  if (isOffered) return t('loss.nextManager', { names });
  // Head office has what is missing, and gives it back.
  if (headOffice !== null) {
    const halt = headOffice.says === 'ahead' ? 'headOfficeAhead' : 'headOfficeOther';
    return codeText(t, ['stopped', 'code', halt, 'next']) ?? '';
  }
  return t('loss.nextSupport');
}

/** Who has what of this register, side by side. */
function Sides({ loss }: { readonly loss: Loss }) {
  const { t } = useTranslation();
  const { locale, timeZone } = useWindowState();
  const { database, copy, headOffice } = loss;
  const time = (atMs: number | null) =>
    atMs === null ? t('loss.none') : dayAndTime(atMs, locale, timeZone);
  return (
    <table className={styles['sides']}>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('loss.lastReceipt')}</th>
          <th scope="col">{t('loss.lastTime')}</th>
          <th scope="col">{t('loss.entries')}</th>
        </tr>
      </thead>
      <tbody>
        <tr data-testid="loss-database">
          <th scope="row">{t('loss.database')}</th>
          <td>{database.receiptNo ?? t('loss.none')}</td>
          <td>{time(database.atMs)}</td>
          <td>{wholeNumber(database.seq)}</td>
        </tr>
        {copy === null ? null : (
          <tr data-testid="loss-copy">
            <th scope="row">{t('loss.copy')}</th>
            <td>{copy.receiptNo ?? t('loss.none')}</td>
            <td>{time(copy.atMs)}</td>
            <td>{wholeNumber(copy.seq)}</td>
          </tr>
        )}
        {headOffice === null ? null : (
          <tr data-testid="loss-head-office">
            <th scope="row">{t('loss.headOffice')}</th>
            <td>–</td>
            <td>–</td>
            <td>{wholeNumber(headOffice.seq)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** What only one side has, in receipts and money. */
function Missing({ loss }: { readonly loss: Loss }) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { copy, database } = loss;
  if (copy === null) return null;
  const words = (key: 'loss.missing' | 'loss.own', part: Loss['database']['own']) => (
    <p className={styles['missing']} data-testid={key}>
      {t(key, { receipts: wholeNumber(part.sales), amount: money(part.salesMinor, currency) })}
    </p>
  );
  return (
    <>
      {words('loss.missing', copy.missing)}
      {database.own.entries === 0 ? null : words('loss.own', database.own)}
      {copy.badLine === null ? null : (
        <p className={styles['missing']}>
          {t('loss.badLine', { line: wholeNumber(copy.badLine) })}
        </p>
      )}
    </>
  );
}

function Choices(props: {
  readonly offers: Loss['offers'];
  /** Receipts that the copy lacks: taking it leaves them out. */
  readonly own: number;
  readonly onPress: (decision: Decision) => void;
}) {
  const { t } = useTranslation();
  const { offers, own, onPress } = props;
  const choice = (key: string, decision: Decision, tone: 'accent' | 'plain', effect: string) => ({
    key,
    label: t(`loss.${decision}`),
    tone,
    run: () => onPress(decision),
    testId: `loss-${decision}`,
    isOffered: offers[decision] !== 'no',
    effect,
  });
  const effect =
    own === 0 ? t('loss.takeCopyEffect') : t('loss.takeCopyLeaves', { receipts: wholeNumber(own) });
  const choices = [
    choice('1', 'takeCopy', 'accent', effect),
    choice('2', 'goOn', 'plain', t('loss.goOnEffect')),
  ].filter(({ isOffered }) => isOffered);
  useActions(choices, { depth: DEPTH.panel });
  return (
    <div className={styles['choices']}>
      {choices.map((each) => (
        <ActionKey key={each.key} action={each} className={styles['choice']}>
          <span className={styles['do']}>{each.label}</span>
          <span className={styles['effect']}>{each.effect}</span>
        </ActionKey>
      ))}
    </div>
  );
}

import type { LucideIcon } from 'lucide-react';
import { Loader, OctagonX, Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeText } from '../../i18n/i18n.ts';
import { useScrollable } from '../../ui/scrollable.tsx';
import styles from './plain-screen.module.css';

function Plain(props: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly testId: string;
  readonly children: React.ReactNode;
}) {
  const Icon = props.icon;
  return (
    <main className={styles['screen']} data-testid={props.testId}>
      <div className={styles['box']}>
        <Icon size="3.5rem" aria-hidden="true" />
        <h1 className={styles['title']}>{props.title}</h1>
        {props.children}
      </div>
    </main>
  );
}

/** The service is checking what it finds. */
export function StartingScreen() {
  const { t } = useTranslation();
  return (
    <Plain icon={Loader} title={t('app.starting')} testId="phase-starting">
      <p className={styles['text']}>{t('app.startingText')}</p>
    </Plain>
  );
}

/** The service went away and is being started again. */
export function LinkScreen({ failing }: { readonly failing: boolean }) {
  const { t } = useTranslation();
  const title = failing ? t('app.linkFailing') : t('app.linkLost');
  return (
    <Plain icon={Unplug} title={title} testId={failing ? 'phase-linkFailing' : 'phase-linkLost'}>
      <p className={styles['text']}>{failing ? t('app.linkFailingText') : t('app.linkLostText')}</p>
      <p className={styles['quiet']}>{t('app.retrying')}</p>
    </Plain>
  );
}

/** Selling has stopped: what happened, what was kept, what to do next. */
export function StoppedScreen(props: { readonly code: string; readonly detail: string }) {
  const { code, detail } = props;
  const { t } = useTranslation();
  const scrollable = useScrollable();
  const known = codeText(t, ['stopped', 'code', code, 'what']) === null ? 'unknown' : code;
  return (
    <Plain icon={OctagonX} title={t('stopped.title')} testId="phase-stopped">
      <p className={styles['what']}>{codeText(t, ['stopped', 'code', known, 'what'])}</p>
      <dl className={styles['facts']}>
        <dt>{t('stopped.kept')}</dt>
        <dd>{codeText(t, ['stopped', 'code', known, 'kept']) ?? t('stopped.keptText')}</dd>
        <dt>{t('stopped.next')}</dt>
        <dd>{codeText(t, ['stopped', 'code', known, 'next'])}</dd>
      </dl>
      <p className={styles['quiet']}>{t('stopped.detail', { code })}</p>
      {detail === '' ? null : (
        <p {...scrollable} className={styles['detail']} lang="en" data-testid="stopped-detail">
          {detail}
        </p>
      )}
    </Plain>
  );
}

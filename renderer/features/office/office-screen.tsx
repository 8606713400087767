import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { DEPTH, useExpectedScans, useKeyLayer } from '../../ui/key-layer.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { type OfficePage, useWindowState } from '../../state/window-state.ts';
import styles from './office-screen.module.css';
import { CopyDiskDialog, copyDiskDoubt } from './copy-disk-dialog.tsx';
import { HeldCatalogueDialog } from './held-catalogue-dialog.tsx';
import { HeldSettings } from './held-settings.tsx';

interface MenuEntry {
  readonly cap: string;
  readonly label: string;
  readonly onPress: () => void;
  readonly isDisabled?: boolean;
}

/** Everything that is not selling: end of day, reports, receipts, this screen, signing off. */
export function OfficeScreen(props: {
  readonly snapshot: TillSnapshot;
  readonly page: OfficePage;
  readonly onPage: (page: OfficePage) => void;
  /** Asks before the open basket is voided. */
  readonly voidBasket: (onClose: () => void) => ReactNode;
  /** The open page; the menu has none. */
  readonly children: ReactNode;
}) {
  const { snapshot, page, onPage } = props;
  const { t } = useTranslation();
  const { closeOffice } = useWindowState();
  const [voiding, setVoiding] = useState(false);
  const [ending, setEnding] = useState(false);
  useExpectedScans('nothing');
  const [agreeing, setAgreeing] = useState(false);
  const [exchanging, setExchanging] = useState(false);
  const isManager = snapshot.operator !== null && snapshot.operator.role !== 'cashier';
  const held = snapshot.operator?.role === 'manager' ? snapshot.heldCatalogue : null;
  const doubt =
    snapshot.operator?.role === 'manager' ? copyDiskDoubt(snapshot.devices.secondCopy.code) : null;
  const hasBasket = snapshot.basket !== null;
  const go = (to: OfficePage) => () => onPage(to);
  const signOff = () => void sendTill('session.signOff', {});
  // The end of day has a rail of its own; a stray letter must not leave a half-typed count.
  const isClosing = page === 'endOfDay';
  const entries: readonly MenuEntry[] = [
    ...(isManager ? [{ cap: 'Z', label: t('office.endOfDay'), onPress: go('endOfDay') }] : []),
    { cap: 'R', label: t('office.recent'), onPress: go('recent') },
    ...(isManager
      ? [
          { cap: 'X', label: t('office.xReport'), onPress: go('xReport') },
          { cap: 'L', label: t('office.lastZ'), onPress: go('lastZ') },
          { cap: 'C', label: t('office.lastBatch'), onPress: go('lastBatch') },
        ]
      : []),
    ...(snapshot.operator?.role === 'manager'
      ? [{ cap: 'K', label: t('office.terminal'), onPress: go('terminal') }]
      : []),
    ...(held === null
      ? []
      : [{ cap: 'P', label: t('office.catalogue'), onPress: () => setAgreeing(true) }]),
    ...(doubt === null
      ? []
      : [{ cap: 'B', label: t('office.copyDisk'), onPress: () => setExchanging(true) }]),
    { cap: 'G', label: t('office.settings'), onPress: go('settings') },
    ...(hasBasket
      ? [{ cap: 'V', label: t('office.voidBasket'), onPress: () => setVoiding(true) }]
      : []),
    ...(snapshot.operator?.role === 'manager'
      ? [{ cap: 'E', label: t('office.endProgram'), onPress: () => setEnding(true) }]
      : []),
    { cap: 'O', label: t('office.signOff'), onPress: signOff, isDisabled: hasBasket },
  ];
  const back = page === 'menu' ? closeOffice : go('menu');
  useKeyLayer({
    depth: DEPTH.screen,
    modal: true,
    keys: {
      ...Object.fromEntries(
        (isClosing ? [] : entries).map((each) => [
          each.cap.toLowerCase(),
          each.isDisabled === true ? undefined : each.onPress,
        ]),
      ),
      Escape: back,
      F10: closeOffice,
    },
  });
  const capOf: Readonly<Record<OfficePage, string>> = {
    menu: '',
    endOfDay: 'Z',
    xReport: 'X',
    lastZ: 'L',
    lastBatch: 'C',
    recent: 'R',
    terminal: 'K',
    settings: 'G',
  };
  return (
    <main
      className={`${styles['screen']} ${isClosing ? styles['closing'] : ''}`}
      data-testid="phase-office"
      data-page={page}
    >
      {isClosing ? null : (
        <nav className={styles['menu']} aria-label={t('office.menu')}>
          {entries.map((entry) => (
            <ActionButton
              key={entry.cap}
              label={entry.label}
              cap={entry.cap}
              onPress={entry.onPress}
              isDisabled={entry.isDisabled ?? false}
              className={styles['entry']}
              pressed={capOf[page] === entry.cap}
              testId={`office-${entry.cap}`}
            />
          ))}
          <p className={styles['note']}>
            {hasBasket ? t('office.basketOpenFirst') : isManager ? '' : t('office.managerOnly')}
          </p>
          <ActionButton
            label={t('office.back')}
            cap="F10"
            onPress={closeOffice}
            className={`${styles['entry']} ${styles['back']}`}
            testId="office-back"
          />
        </nav>
      )}
      <div className={styles['page']}>
        {page === 'menu' ? <MenuPage held={isManager ? snapshot.heldSettings : []} /> : null}
        {props.children}
      </div>
      {ending ? (
        <ConfirmDialog
          title={t('office.endProgramTitle')}
          text={t('office.endProgramText')}
          doLabel={t('office.endProgram')}
          danger
          testId="dialog-end-program"
          onClose={() => setEnding(false)}
          onDo={() => {
            setEnding(false);
            void sendTill('program.end', {});
          }}
        />
      ) : null}
      {exchanging && doubt !== null ? (
        <CopyDiskDialog doubt={doubt} onClose={() => setExchanging(false)} />
      ) : null}
      {agreeing && held !== null ? (
        <HeldCatalogueDialog held={held} onClose={() => setAgreeing(false)} />
      ) : null}
      {voiding && hasBasket ? props.voidBasket(() => setVoiding(false)) : null}
    </main>
  );
}

/** What waits for somebody who can do something about it; else the title alone. */
function MenuPage({ held }: { readonly held: TillSnapshot['heldSettings'] }) {
  const { t } = useTranslation();
  if (held.length > 0) return <HeldSettings held={held} />;
  return <p className={styles['title']}>{t('office.title')}</p>;
}

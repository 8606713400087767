import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { DEPTH, useExpectedScans } from '../../ui/key-layer.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { type OfficePage, useWindowState } from '../../state/window-state.ts';
import styles from './office-screen.module.css';
import { CopyDiskDialog, copyDiskDoubt } from './copy-disk-dialog.tsx';
import { HeldCatalogueDialog } from './held-catalogue-dialog.tsx';
import { HeldSettings } from './held-settings.tsx';

export interface OfficeScreenProps {
  readonly snapshot: TillSnapshot;
  readonly page: OfficePage;
  readonly onPage: (page: OfficePage) => void;
  /** Asks before the open basket is voided. */
  readonly voidBasket: (onClose: () => void) => ReactNode;
  /** The open page; the menu has none. */
  readonly children: ReactNode;
}

/** What lies over the office; at most one at a time. */
type OfficeDialog = 'none' | 'catalogue' | 'copyDisk' | 'voidBasket' | 'endProgram';

type Role = 'cashier' | 'supervisor' | 'manager';

/** The entries of the menu, for those who may; each opens a page or a dialog. */
function useMenu(
  { snapshot, page, onPage }: OfficeScreenProps,
  open: (dialog: OfficeDialog) => void,
): readonly Action[] {
  const { t } = useTranslation();
  const { operator, devices, heldCatalogue, basket } = snapshot;
  const role: Role = operator?.role ?? 'cashier';
  const runs = role !== 'cashier';
  const manages = role === 'manager';
  const entry = (key: string, label: string, run: () => void, isOffered = true): Action[] =>
    isOffered ? [{ key, label, run, pressed: false, testId: `office-${key.toUpperCase()}` }] : [];
  const leaf = (key: string, label: string, to: OfficePage, isOffered = true) =>
    entry(key, label, () => onPage(to), isOffered).map((each) => ({
      ...each,
      pressed: page === to,
    }));
  const isHeld = manages && heldCatalogue !== null;
  const hasDoubt = manages && copyDiskDoubt(devices.secondCopy.code) !== null;
  const signOff = entry('o', t('office.signOff'), () => void sendTill('session.signOff', {}));
  return [
    ...leaf('z', t('office.endOfDay'), 'endOfDay', runs),
    ...leaf('r', t('office.recent'), 'recent'),
    ...leaf('x', t('office.xReport'), 'xReport', runs),
    ...leaf('l', t('office.lastZ'), 'lastZ', runs),
    ...leaf('c', t('office.lastBatch'), 'lastBatch', runs),
    ...leaf('k', t('office.terminal'), 'terminal', manages),
    ...entry('p', t('office.catalogue'), () => open('catalogue'), isHeld),
    ...entry('b', t('office.copyDisk'), () => open('copyDisk'), hasDoubt),
    ...leaf('g', t('office.settings'), 'settings'),
    ...entry('v', t('office.voidBasket'), () => open('voidBasket'), basket !== null),
    ...entry('e', t('office.endProgram'), () => open('endProgram'), manages),
    ...signOff.map((each) => ({ ...each, enabled: basket === null })),
  ];
}

/** Everything that is not selling: end of day, reports, receipts, this screen, signing off. */
export function OfficeScreen(props: OfficeScreenProps) {
  const { snapshot, page, onPage } = props;
  const { t } = useTranslation();
  const { closeOffice } = useWindowState();
  const [dialog, setDialog] = useState<OfficeDialog>('none');
  useExpectedScans('nothing');
  const menu = useMenu(props, setDialog);
  const back: Action = {
    key: 'F10',
    label: t('office.back'),
    run: closeOffice,
    testId: 'office-back',
  };
  // The end of day has a rail of its own; a stray letter must not leave a half-typed count.
  const isClosing = page === 'endOfDay';
  useActions([...(isClosing ? [] : menu), back], {
    depth: DEPTH.screen,
    modal: true,
    keys: { Escape: page === 'menu' ? closeOffice : () => onPage('menu') },
  });
  const runs = snapshot.operator !== null && snapshot.operator.role !== 'cashier';
  const note = runs ? '' : t('office.managerOnly');
  return (
    <main
      className={`${styles['screen']} ${isClosing ? styles['closing'] : ''}`}
      data-testid="phase-office"
      data-page={page}
    >
      {isClosing ? null : (
        <nav className={styles['menu']} aria-label={t('office.menu')}>
          {menu.map((each) => (
            <ActionKey key={each.key} action={each} className={styles['entry']} />
          ))}
          <p className={styles['note']}>
            {snapshot.basket === null ? note : t('office.basketOpenFirst')}
          </p>
          <ActionKey action={back} className={`${styles['entry']} ${styles['back']}`} />
        </nav>
      )}
      <div className={styles['page']}>
        {page === 'menu' ? <MenuPage held={runs ? snapshot.heldSettings : []} /> : null}
        {props.children}
      </div>
      <OfficeDialogs {...props} dialog={dialog} onClose={() => setDialog('none')} />
    </main>
  );
}

/** The open dialog, as long as there is still something to decide. */
function OfficeDialogs(
  props: OfficeScreenProps & { readonly dialog: OfficeDialog; readonly onClose: () => void },
) {
  const { dialog, snapshot, onClose } = props;
  const { operator, heldCatalogue, devices, basket } = snapshot;
  const manages = operator?.role === 'manager';
  const doubt = copyDiskDoubt(devices.secondCopy.code);
  switch (dialog) {
    case 'none':
      return null;
    case 'catalogue':
      return manages && heldCatalogue !== null ? (
        <HeldCatalogueDialog held={heldCatalogue} onClose={onClose} />
      ) : null;
    case 'copyDisk':
      return manages && doubt !== null ? <CopyDiskDialog doubt={doubt} onClose={onClose} /> : null;
    case 'voidBasket':
      return basket === null ? null : props.voidBasket(onClose);
    case 'endProgram':
      return <EndProgram onClose={onClose} />;
  }
}

/** Asks before the program ends: the lane is closed then. */
function EndProgram({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <ConfirmDialog
      title={t('office.endProgramTitle')}
      text={t('office.endProgramText')}
      doLabel={t('office.endProgram')}
      danger
      testId="dialog-end-program"
      onClose={onClose}
      onDo={() => {
        onClose();
        void sendTill('program.end', {});
      }}
    />
  );
}

/** What waits for somebody who can do something about it; else the title alone. */
function MenuPage({ held }: { readonly held: TillSnapshot['heldSettings'] }) {
  const { t } = useTranslation();
  if (held.length > 0) return <HeldSettings held={held} />;
  return <p className={styles['title']}>{t('office.title')}</p>;
}

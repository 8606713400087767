import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { SettleDialog } from '../features/doubt/settle-dialog.tsx';
import { CardPanel } from '../features/pay/card-panel.tsx';
import { SignatureDialog } from '../features/pay/signature-dialog.tsx';
import { ReturnPanel } from '../features/returns/return-panel.tsx';
import { LockedScreen } from '../features/session/locked-screen.tsx';
import { DayClosedScreen, ShiftClosedScreen } from '../features/session/open-day-screens.tsx';
import { SignOnScreen } from '../features/session/sign-on-screen.tsx';
import { DoubtfulPaper } from '../features/shell/doubtful-paper.tsx';
import { LossScreen } from '../features/shell/loss-screen.tsx';
import { NoticeStrip } from '../features/shell/notice-strip.tsx';
import { LinkScreen, StartingScreen, StoppedScreen } from '../features/shell/plain-screen.tsx';
import type { Screen } from '../features/shell/screen.ts';
import { TopBar } from '../features/shell/top-bar.tsx';
import type { SettleBox } from '../state/doubtful-attempt.ts';
import { useSnapshot } from '../state/till-view.ts';
import { type OfficePage, useWindowState } from '../state/window-state.ts';
import { type Action, useActions } from '../ui/actions.tsx';
import { DEPTH } from '../ui/key-layer.tsx';
import { useScannedReceipt } from './frame-dialogs.tsx';
import { Office } from './office.tsx';
import { Selling } from './selling.tsx';
import styles from './till-window.module.css';

export interface FrameProps {
  readonly screen: Screen;
  readonly office: OfficePage | null;
  readonly onOffice: (page: OfficePage) => void;
  readonly onLeaveReturn: (returnId: string) => void;
}

/** The bar above, the screen, the strip below; or one screen alone where nothing else can be done. */
export function Frame(props: FrameProps) {
  const { screen } = props;
  const { kind } = screen;
  const snapshot = useSnapshot();
  const { openReturn } = useWindowState();
  const mayReturn = kind === 'selling' && screen.snapshot.basket === null;
  const onReceipt = useCallback(
    (receiptNo: string) => {
      if (mayReturn) openReturn(receiptNo);
    },
    [mayReturn, openReturn],
  );
  useScannedReceipt(onReceipt);
  const lastScreen = useRef(kind);
  useEffect(() => {
    if (lastScreen.current === kind) return;
    lastScreen.current = kind;
    // A button that went away must not leave Enter pointing at nothing.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }, [kind]);
  switch (kind) {
    case 'starting':
      return <StartingScreen />;
    case 'linkLost':
      return <LinkScreen failing={false} />;
    case 'linkFailing':
      return <LinkScreen failing />;
    case 'stopped':
      return <StoppedScreen code={screen.code} detail={screen.detail} />;
    case 'loss':
      return <LossScreen snapshot={screen.snapshot} loss={screen.loss} />;
    default:
      return snapshot === null ? <StartingScreen /> : <Working {...props} snapshot={snapshot} />;
  }
}

type WorkingProps = FrameProps & { readonly snapshot: TillSnapshot };

/** The frame around a screen of a register that works. */
function Working(props: WorkingProps) {
  const { t } = useTranslation();
  const { screen, snapshot } = props;
  const { openPending } = useWindowState();
  const isLocked = screen.kind === 'locked';
  const pendingCount = countPending(snapshot, screen.kind === 'saleReturn');
  const unclear = useMemo<Action>(
    () => ({
      key: 'u',
      label: t('bar.unclear', { total: pendingCount }),
      enabled: !isLocked,
      run: openPending,
      testId: 'unclear',
    }),
    [t, pendingCount, isLocked, openPending],
  );
  // The bar shows this key over every screen and panel, so it works there: only a dialog stops it.
  useActions(pendingCount === 0 ? [] : [unclear], { depth: DEPTH.bar });
  return (
    <div className={styles['window']}>
      <TopBar
        store={snapshot.store}
        register={snapshot.register}
        operatorName={snapshot.operator?.name ?? null}
        devices={snapshot.devices}
        headOfficeAtMs={snapshot.headOfficeAtMs}
        toSend={snapshot.toSend}
        receiptsWaiting={snapshot.papersLate}
        parkedCount={snapshot.withheld?.parked ?? snapshot.suspended.length}
        unclear={pendingCount === 0 ? null : unclear}
        training={snapshot.training}
      />
      {screen.kind === 'signOn' || isLocked ? null : (
        <DoubtfulPaper papers={snapshot.doubtfulPapers} />
      )}
      <ScreenOf {...props} />
      {isLocked ? null : <SignatureDialog payment={snapshot.payment} />}
      <NoticeStrip quietText={screen.kind === 'selling' ? t('sale.ready') : ''} />
    </div>
  );
}

/** The screen between bar and strip. */
function ScreenOf({ screen, snapshot, office, onOffice, onLeaveReturn }: WorkingProps) {
  const { operator, operators, payment } = snapshot;
  const settle: SettleBox = (attempt, onClose) => (
    <SettleDialog attempt={attempt} operator={operator} operators={operators} onClose={onClose} />
  );
  // The sale screen stays while the terminal works: the pay panel is there again after a decline.
  const takesCard = screen.kind === 'card' && payment?.way === 'payment';
  if (screen.kind === 'selling' || (takesCard && snapshot.phase === 'selling')) {
    return <Selling snapshot={snapshot} settle={settle} />;
  }
  switch (screen.kind) {
    case 'signOn':
      return <SignOnScreen operators={operators} />;
    case 'locked':
      return <LockedScreen snapshot={snapshot} />;
    case 'dayClosed':
      return <DayClosedScreen snapshot={snapshot} />;
    case 'shiftClosed':
      return <ShiftClosedScreen snapshot={snapshot} />;
    case 'card':
      return payment === null ? null : <CardPanel payment={payment} settle={settle} />;
    case 'saleReturn': {
      const { saleReturn } = screen;
      const leave = () => onLeaveReturn(saleReturn.returnId);
      return (
        <ReturnPanel snapshot={snapshot} saleReturn={saleReturn} settle={settle} onLeave={leave} />
      );
    }
    case 'office':
      return <Office snapshot={snapshot} page={office ?? 'menu'} onPage={onOffice} />;
    default:
      return null;
  }
}

/** A return that was left aside counts once, also when one of its steps is in doubt. */
function countPending(snapshot: TillSnapshot, isReturning: boolean): number {
  const { pendingPayments, saleReturn, withheld } = snapshot;
  if (withheld !== null) return withheld.unclear;
  const isCounted =
    saleReturn === null || isReturning || pendingPayments.some(({ way }) => way !== 'payment');
  return pendingPayments.length + (isCounted ? 0 : 1);
}

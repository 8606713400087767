import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { OfficeScreen } from '../features/office/office-screen.tsx';
import { CardPanel } from '../features/pay/card-panel.tsx';
import { HandOverDialog } from '../features/pay/hand-over-dialog.tsx';
import { SignatureDialog } from '../features/pay/signature-dialog.tsx';
import { SaleScreen } from '../features/sale/sale-screen.tsx';
import { ApprovalBox } from '../features/approval/approval-box.tsx';
import { DayClosedScreen, ShiftClosedScreen } from '../features/session/open-day-screens.tsx';
import { useIdleLock, useLastInput } from '../features/session/idle-lock.ts';
import { LockedScreen } from '../features/session/locked-screen.tsx';
import { SignOnScreen } from '../features/session/sign-on-screen.tsx';
import { DoubtfulPaper } from '../features/shell/doubtful-paper.tsx';
import { LossScreen } from '../features/shell/loss-screen.tsx';
import { NoticeStrip } from '../features/shell/notice-strip.tsx';
import { LinkScreen, StartingScreen, StoppedScreen } from '../features/shell/plain-screen.tsx';
import { type Screen, screenOf } from '../features/shell/screen.ts';
import { TopBar } from '../features/shell/top-bar.tsx';
import { useRememberReturn } from '../state/last-return.ts';
import { ReturnPanel } from '../features/returns/return-panel.tsx';
import { VoidedDialog } from '../features/returns/voided-dialog.tsx';
import { useVoidedShown } from '../features/returns/voided-shown.ts';
import {
  type OfficePage,
  type WindowState,
  useWindowState,
  WindowStateContext,
} from '../features/shell/window-state.ts';
import { createTexts } from '../i18n/i18n.ts';
import { linkStore } from '../ipc/client.ts';
import { noteShown } from '../state/intent.ts';
import { usePaintMark } from '../state/mark-painted.ts';
import { useSnapshot } from '../state/till-view.ts';
import { localName } from '../ui/figures.ts';
import { DEPTH, InputContext, useKeyLayer } from '../ui/key-layer.tsx';
import { preferencesStore } from '../ui/preferences.ts';
import {
  type FrameDialog,
  FrameDialogs,
  NO_FRAME_DIALOG,
  useScannedReceipt,
} from './frame-dialogs.tsx';
import styles from './till-window.module.css';
import { useScanRouting, useWindowInput } from './window-input.ts';

/** Everything the till window shows. */
export function TillWindow() {
  const lastInput = useLastInput();
  const input = useWindowInput();
  const snapshot = useSnapshot();
  useIdleLock(lastInput, snapshot);
  useScanRouting(input, snapshot);
  const link = useStore(linkStore, (state) => state.state);
  const preferences = useStore(preferencesStore);
  const [office, setOffice] = useState<OfficePage | null>(null);
  const [dialog, setDialog] = useState<FrameDialog>(NO_FRAME_DIALOG);
  const [leftReturnId, setLeftReturnId] = useState<string | null>(null);
  const locale =
    snapshot?.operator?.locale ?? preferences.locale ?? snapshot?.defaultLocale ?? 'zh-CN';
  const texts = useMemo(() => createTexts(preferencesStore.getState().locale ?? 'zh-CN'), []);
  // Before the paint, so that nobody sees the other language for a frame.
  useLayoutEffect(() => {
    if (texts.language !== locale) void texts.changeLanguage(locale);
  }, [texts, locale]);

  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  useEffect(() => {
    document.documentElement.dataset['theme'] = preferences.theme;
  }, [preferences.theme]);
  usePaintMark(snapshot?.revision ?? null);
  const moneyRevision = snapshot?.moneyRevision;
  useLayoutEffect(() => {
    if (moneyRevision !== undefined) noteShown(moneyRevision);
  }, [moneyRevision]);

  const screen = screenOf(snapshot, link, { officeOpen: office !== null, leftReturnId });
  useRememberReturn(snapshot?.saleReturn ?? null);
  const { voided, dismiss } = useVoidedShown(snapshot, screen.kind === 'saleReturn');
  const isSignedOff = screen.kind === 'signOn';
  const hasChangedHands = useChangedHands(snapshot?.operator?.operatorId ?? null);
  useEffect(() => {
    if (!isSignedOff && hasChangedHands === 0) return;
    setOffice(null);
    setDialog(NO_FRAME_DIALOG);
    // Whoever signs on next sees what the one before left aside.
    setLeftReturnId(null);
  }, [isSignedOff, hasChangedHands]);

  const closeOffice = useCallback(() => setOffice(null), []);
  const currency = snapshot?.currency;
  const timeZone = snapshot?.timeZone ?? 'UTC';
  const departments = snapshot?.departments;
  const windowState = useMemo<WindowState>(
    () => ({
      locale,
      currency: currency ?? { code: 'CNY', decimals: 2 },
      timeZone,
      departmentName: (id) => {
        const found = departments?.find((each) => each.id === id);
        return found === undefined ? id : localName(found.name, locale);
      },
      openOffice: setOffice,
      closeOffice,
      openReturn: (receiptNo) => setDialog({ kind: 'saleReturn', receiptNo }),
      openPending: () => setDialog({ kind: 'pending' }),
    }),
    [locale, currency, timeZone, departments, closeOffice],
  );
  return (
    <I18nextProvider i18n={texts}>
      <InputContext.Provider value={input}>
        <WindowStateContext.Provider value={windowState}>
          <Frame
            screen={screen}
            office={office}
            onOffice={setOffice}
            onLeaveReturn={setLeftReturnId}
          />
          {snapshot === null || isCovering(screen) ? null : (
            <FrameDialogs
              dialog={dialog}
              snapshot={snapshot}
              onReturnBegun={() => {
                setDialog(NO_FRAME_DIALOG);
                setOffice(null);
              }}
              onReturnShown={() => {
                setDialog(NO_FRAME_DIALOG);
                setLeftReturnId(null);
              }}
              onClose={() => setDialog(NO_FRAME_DIALOG)}
            />
          )}
          {snapshot === null || isCovering(screen) || isSignedOff ? null : (
            <HandOverDialog handOver={snapshot.handOver} />
          )}
          {snapshot === null || isCovering(screen) ? null : <ApprovalBox snapshot={snapshot} />}
          {voided === null || isCovering(screen) || isSignedOff ? null : (
            <VoidedDialog saleReturn={voided} onClose={dismiss} />
          )}
        </WindowStateContext.Provider>
      </InputContext.Provider>
    </I18nextProvider>
  );
}

const COVERING: ReadonlySet<Screen['kind']> = new Set([
  'starting',
  'linkLost',
  'linkFailing',
  'stopped',
  'loss',
  'locked',
]);

/** Nothing may lie over these screens: there is nothing to do, or a PIN goes first. */
function isCovering({ kind }: Screen): boolean {
  return COVERING.has(kind);
}

/** Counts how often somebody took the register over from somebody else who was signed on. */
function useChangedHands(operatorId: string | null): number {
  const last = useRef(operatorId);
  const [count, setCount] = useState(0);
  useEffect(() => {
    const before = last.current;
    last.current = operatorId ?? before;
    if (operatorId !== null && before !== null && operatorId !== before) {
      setCount((times) => times + 1);
    }
  }, [operatorId]);
  return count;
}

interface FrameProps {
  readonly screen: Screen;
  readonly office: OfficePage | null;
  readonly onOffice: (page: OfficePage) => void;
  readonly onLeaveReturn: (returnId: string) => void;
}

/** The bar above, the screen, the strip below. */
function Frame({ screen, office, onOffice, onLeaveReturn }: FrameProps) {
  const { t } = useTranslation();
  const snapshot = useSnapshot();
  const { openPending, openReturn } = useWindowState();
  const isReturning = screen.kind === 'saleReturn';
  const isLocked = screen.kind === 'locked';
  const pendingCount = snapshot === null ? 0 : countPending(snapshot, isReturning);
  const lastScreen = useRef(screen.kind);
  // The bar shows this key over every screen and panel, so it works there: only a dialog stops it.
  useKeyLayer({
    depth: DEPTH.bar,
    keys: { u: pendingCount === 0 || isLocked ? undefined : openPending },
  });
  const mayReturn = screen.kind === 'selling' && screen.snapshot.basket === null;
  const onReceipt = useCallback(
    (receiptNo: string) => {
      if (mayReturn) openReturn(receiptNo);
    },
    [mayReturn, openReturn],
  );
  useScannedReceipt(onReceipt);
  useEffect(() => {
    if (lastScreen.current === screen.kind) return;
    lastScreen.current = screen.kind;
    // A button that went away must not leave Enter pointing at nothing.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }, [screen.kind]);
  switch (screen.kind) {
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
      break;
  }
  if (snapshot === null) return <StartingScreen />;
  // The sale screen stays while the terminal works: the pay panel is there again after a decline.
  const takesCard = screen.kind === 'card' && snapshot.payment?.way === 'payment';
  const sells = screen.kind === 'selling' || (takesCard && snapshot.phase === 'selling');
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
        pendingCount={pendingCount}
        training={snapshot.training}
      />
      {screen.kind === 'signOn' || isLocked ? null : (
        <DoubtfulPaper papers={snapshot.doubtfulPapers} />
      )}
      {screen.kind === 'signOn' ? <SignOnScreen operators={snapshot.operators} /> : null}
      {screen.kind === 'locked' ? <LockedScreen snapshot={snapshot} /> : null}
      {screen.kind === 'dayClosed' ? <DayClosedScreen snapshot={snapshot} /> : null}
      {screen.kind === 'shiftClosed' ? <ShiftClosedScreen snapshot={snapshot} /> : null}
      {screen.kind === 'card' && !sells && snapshot.payment !== null ? (
        <CardPanel
          payment={snapshot.payment}
          operator={snapshot.operator}
          operators={snapshot.operators}
        />
      ) : null}
      {screen.kind === 'saleReturn' ? (
        <ReturnPanel
          snapshot={snapshot}
          saleReturn={screen.saleReturn}
          onLeave={() => onLeaveReturn(screen.saleReturn.returnId)}
        />
      ) : null}
      {screen.kind === 'office' ? (
        <OfficeScreen snapshot={snapshot} page={office ?? 'menu'} onPage={onOffice} />
      ) : null}
      {sells ? <SaleScreen snapshot={snapshot} /> : null}
      {isLocked ? null : <SignatureDialog payment={snapshot.payment} />}
      <NoticeStrip quietText={screen.kind === 'selling' ? t('sale.ready') : ''} />
    </div>
  );
}

/** A return that was left aside counts once, also when one of its steps is in doubt. */
function countPending(snapshot: TillSnapshot, isReturning: boolean): number {
  const { pendingPayments, saleReturn, withheld } = snapshot;
  if (withheld !== null) return withheld.unclear;
  const isCounted =
    saleReturn === null || isReturning || pendingPayments.some(({ way }) => way !== 'payment');
  return pendingPayments.length + (isCounted ? 0 : 1);
}

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { createKeyLayers } from '../features/input/key-layers.ts';
import { startInputRouter } from '../features/input/router.ts';
import { OfficeScreen } from '../features/office/office-screen.tsx';
import { CardPanel } from '../features/pay/card-panel.tsx';
import { scanCode } from '../features/sale/sale-commands.ts';
import { SaleScreen } from '../features/sale/sale-screen.tsx';
import { DayClosedScreen, ShiftClosedScreen } from '../features/session/open-day-screens.tsx';
import { SignOnScreen } from '../features/session/sign-on-screen.tsx';
import { NoticeStrip } from '../features/shell/notice-strip.tsx';
import { LinkScreen, StartingScreen, StoppedScreen } from '../features/shell/plain-screen.tsx';
import { type Screen, screenOf } from '../features/shell/screen.ts';
import { TopBar } from '../features/shell/top-bar.tsx';
import {
  type OfficePage,
  type WindowState,
  WindowStateContext,
} from '../features/shell/window-state.ts';
import { createTexts } from '../i18n/i18n.ts';
import { linkStore } from '../ipc/client.ts';
import { usePaintMark } from '../state/mark-painted.ts';
import { useSnapshot } from '../state/till-view.ts';
import { localName } from '../ui/figures.ts';
import { DEPTH, type InputAccess, InputContext, useKeyLayer } from '../ui/key-layer.tsx';
import { preferencesStore, setPreferences } from '../ui/preferences.ts';
import styles from './till-window.module.css';

/** Starts the input router for this window and gives components their way in. */
function useWindowInput(): InputAccess {
  const access = useMemo(() => {
    const layers = createKeyLayers();
    const targets: ((text: string) => void)[] = [];
    return {
      layers,
      scan(text: string) {
        const target = targets.at(-1);
        if (target === undefined) void scanCode(text);
        else target(text);
      },
      redirectScans(target: (text: string) => void) {
        targets.push(target);
        return () => {
          targets.splice(targets.lastIndexOf(target), 1);
        };
      },
    };
  }, []);
  useEffect(
    () =>
      startInputRouter({
        window,
        onScan: access.scan,
        settle: flushSync,
        // A function key without a meaning here must not reach the browser (F5 would reload).
        onKey: (press) => access.layers.dispatch(press) || /^F\d+$/.test(press.key),
      }),
    [access],
  );
  return access;
}

/** Everything the till window shows. */
export function TillWindow() {
  const input = useWindowInput();
  const snapshot = useSnapshot();
  const link = useStore(linkStore, (state) => state.state);
  const preferences = useStore(preferencesStore);
  const [office, setOffice] = useState<OfficePage | null>(null);
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

  const screen = screenOf(snapshot, link, office !== null);
  const isSignedOff = screen.kind === 'signOn';
  useEffect(() => {
    if (isSignedOff) setOffice(null);
  }, [isSignedOff]);

  const closeOffice = useCallback(() => setOffice(null), []);
  const currency = snapshot?.currency;
  const departments = snapshot?.departments;
  const windowState = useMemo<WindowState>(
    () => ({
      locale,
      currency: currency ?? { code: 'CNY', decimals: 2 },
      departmentName: (id) => {
        const found = departments?.find((each) => each.id === id);
        return found === undefined ? id : localName(found.name, locale);
      },
      openOffice: setOffice,
      closeOffice,
    }),
    [locale, currency, departments, closeOffice],
  );
  return (
    <I18nextProvider i18n={texts}>
      <InputContext.Provider value={input}>
        <WindowStateContext.Provider value={windowState}>
          <Frame screen={screen} office={office} onOffice={setOffice} />
        </WindowStateContext.Provider>
      </InputContext.Provider>
    </I18nextProvider>
  );
}

interface FrameProps {
  readonly screen: Screen;
  readonly office: OfficePage | null;
  readonly onOffice: (page: OfficePage) => void;
}

/** The bar above, the screen, the strip below. */
function Frame({ screen, office, onOffice }: FrameProps) {
  const { t } = useTranslation();
  const snapshot = useSnapshot();
  const { theme } = useStore(preferencesStore);
  const lastScreen = useRef(screen.kind);
  useKeyLayer({
    depth: DEPTH.frame,
    keys: { d: () => setPreferences({ theme: theme === 'light' ? 'dark' : 'light' }) },
  });
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
      return <StoppedScreen code={screen.code} />;
    default:
      break;
  }
  if (snapshot === null) return <StartingScreen />;
  // The sale screen stays while the terminal works: the pay panel is there again after a decline.
  const sells =
    screen.kind === 'selling' || (screen.kind === 'card' && snapshot.phase === 'selling');
  return (
    <div className={styles['window']}>
      <TopBar
        store={snapshot.store}
        register={snapshot.register}
        operatorName={snapshot.operator?.name ?? null}
        devices={snapshot.devices}
        toSend={snapshot.toSend}
        receiptsWaiting={snapshot.receiptsWaiting}
        parkedCount={snapshot.suspended.length}
        training={snapshot.training}
      />
      {screen.kind === 'signOn' ? <SignOnScreen operators={snapshot.operators} /> : null}
      {screen.kind === 'dayClosed' ? <DayClosedScreen /> : null}
      {screen.kind === 'shiftClosed' ? <ShiftClosedScreen snapshot={snapshot} /> : null}
      {screen.kind === 'card' && !sells && snapshot.payment !== null ? (
        <CardPanel payment={snapshot.payment} operators={snapshot.operators} />
      ) : null}
      {screen.kind === 'office' ? (
        <OfficeScreen snapshot={snapshot} page={office ?? 'menu'} onPage={onOffice} />
      ) : null}
      {sells ? <SaleScreen snapshot={snapshot} /> : null}
      <NoticeStrip quietText={screen.kind === 'selling' ? t('sale.ready') : ''} />
    </div>
  );
}

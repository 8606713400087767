import { I18nextProvider } from 'react-i18next';
import { useStore } from 'zustand';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { ApprovalBox } from '../features/approval/approval-box.tsx';
import { HandOverDialog } from '../features/pay/hand-over-dialog.tsx';
import { VoidedDialog } from '../features/returns/voided-dialog.tsx';
import { useVoidedShown } from '../features/returns/voided-shown.ts';
import { useIdleLock, useLastInput } from '../features/session/idle-lock.ts';
import type { Screen } from '../features/shell/screen.ts';
import { linkStore } from '../ipc/client.ts';
import { useRememberReturn } from '../state/last-return.ts';
import { useSnapshot } from '../state/till-view.ts';
import { WindowStateContext } from '../state/window-state.ts';
import { InputContext } from '../ui/key-layer.tsx';
import { useAppearance, useShown } from './appearance.ts';
import { type Choices, useChoices, useStateOfWindow } from './choices.ts';
import { Frame } from './frame.tsx';
import { FrameDialogs, NO_FRAME_DIALOG } from './frame-dialogs.tsx';
import { useScanRouting, useWindowInput } from './window-input.ts';

/** Everything the till window shows. */
export function TillWindow() {
  const lastInput = useLastInput();
  const input = useWindowInput();
  const snapshot = useSnapshot();
  useIdleLock(lastInput, snapshot);
  useScanRouting(input, snapshot);
  const { locale, texts } = useAppearance(snapshot);
  useShown(snapshot);
  const choices = useChoices(
    snapshot,
    useStore(linkStore, (state) => state.state),
  );
  useRememberReturn(snapshot?.saleReturn ?? null);
  const windowState = useStateOfWindow(snapshot, locale, choices);
  return (
    <I18nextProvider i18n={texts}>
      <InputContext.Provider value={input}>
        <WindowStateContext.Provider value={windowState}>
          <Frame
            screen={choices.screen}
            office={choices.office}
            onOffice={choices.setOffice}
            onLeaveReturn={choices.setLeftReturnId}
          />
          <Boxes snapshot={snapshot} choices={choices} />
        </WindowStateContext.Provider>
      </InputContext.Provider>
    </I18nextProvider>
  );
}

/** What may lie over any screen that nothing covers. */
function Boxes(props: { readonly snapshot: TillSnapshot | null; readonly choices: Choices }) {
  const { snapshot, choices } = props;
  const { screen, setDialog, setOffice, setLeftReturnId } = choices;
  const { voided, dismiss } = useVoidedShown(snapshot, screen.kind === 'saleReturn');
  if (snapshot === null) return null;
  // On the screen of a loss there is nothing but a decision, which somebody else may have to agree to.
  if (screen.kind === 'loss') return <ApprovalBox snapshot={snapshot} />;
  if (isCovering(screen)) return null;
  const closeDialog = () => setDialog(NO_FRAME_DIALOG);
  return (
    <>
      <FrameDialogs
        dialog={choices.dialog}
        snapshot={snapshot}
        onReturnBegun={() => {
          closeDialog();
          setOffice(null);
        }}
        onReturnShown={() => {
          closeDialog();
          setLeftReturnId(null);
        }}
        onClose={closeDialog}
      />
      {screen.kind === 'signOn' ? null : <HandOverDialog handOver={snapshot.handOver} />}
      <ApprovalBox snapshot={snapshot} />
      {voided === null || screen.kind === 'signOn' ? null : (
        <VoidedDialog saleReturn={voided} onClose={dismiss} />
      )}
    </>
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

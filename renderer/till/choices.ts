import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { localName } from '../../core/local-text.ts';
import type { LinkState } from '../../contracts/bridge.ts';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { screenOf } from '../features/shell/screen.ts';
import type { Language } from '../../core/language.ts';
import type { OfficePage, WindowState } from '../state/window-state.ts';
import { type FrameDialog, NO_FRAME_DIALOG } from './frame-dialogs.tsx';

/** What this window alone decides: forgotten when somebody else takes the register over. */
export function useChoices(snapshot: TillSnapshot | null, link: LinkState) {
  const [office, setOffice] = useState<OfficePage | null>(null);
  const [dialog, setDialog] = useState<FrameDialog>(NO_FRAME_DIALOG);
  const [leftReturnId, setLeftReturnId] = useState<string | null>(null);
  const screen = screenOf(snapshot, link, { officeOpen: office !== null, leftReturnId });
  const isSignedOff = screen.kind === 'signOn';
  const hasChangedHands = useChangedHands(snapshot?.operator?.operatorId ?? null);
  useEffect(() => {
    if (!isSignedOff && hasChangedHands === 0) return;
    setOffice(null);
    setDialog(NO_FRAME_DIALOG);
    // Whoever signs on next sees what the one before left aside.
    setLeftReturnId(null);
  }, [isSignedOff, hasChangedHands]);
  return { screen, office, setOffice, dialog, setDialog, setLeftReturnId };
}

export type Choices = ReturnType<typeof useChoices>;

/** What every screen may need; the same object as long as nothing of it changes. */
export function useStateOfWindow(
  snapshot: TillSnapshot | null,
  locale: Language,
  { setOffice, setDialog }: Choices,
): WindowState {
  const closeOffice = useCallback(() => setOffice(null), [setOffice]);
  const currency = snapshot?.currency;
  const timeZone = snapshot?.timeZone ?? 'UTC';
  const departments = snapshot?.departments;
  return useMemo<WindowState>(
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
    [locale, currency, timeZone, departments, setOffice, closeOffice, setDialog],
  );
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

import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { PendingDialog } from '../features/doubt/pending-dialog.tsx';
import { ReturnDialog } from '../features/returns/return-dialog.tsx';
import { noticeStore } from '../state/notices.ts';

/** What lies over any screen of the frame; at most one at a time. */
export type FrameDialog =
  | { readonly kind: 'none' | 'pending' }
  | { readonly kind: 'saleReturn'; readonly receiptNo: string | null };

export const NO_FRAME_DIALOG: FrameDialog = { kind: 'none' };

/** Tells of each receipt that a scanner read outside the return's own dialog. */
export function useScannedReceipt(onReceipt: (receiptNo: string) => void): void {
  const notice = useStore(noticeStore, (state) => state.notice);
  const seen = useRef(notice?.id);
  useEffect(() => {
    if (notice === null || notice.id === seen.current) return;
    seen.current = notice.id;
    const { receiptNo } = notice.params;
    if (notice.code === 'receiptScanned' && typeof receiptNo === 'string') onReceipt(receiptNo);
  }, [notice, onReceipt]);
}

/** The dialog that is open over the frame, if any. */
export function FrameDialogs(props: {
  readonly dialog: FrameDialog;
  readonly snapshot: TillSnapshot;
  readonly onReturnBegun: () => void;
  /** Shows the return that was left aside. */
  readonly onReturnShown: () => void;
  readonly onClose: () => void;
}) {
  const { dialog, snapshot } = props;
  switch (dialog.kind) {
    case 'none':
      return null;
    case 'pending':
      return (
        <PendingDialog snapshot={snapshot} onReturn={props.onReturnShown} onClose={props.onClose} />
      );
    case 'saleReturn':
      // One at a time: while one runs its own panel is shown.
      return snapshot.saleReturn === null ? (
        <ReturnDialog
          snapshot={snapshot}
          receiptNo={dialog.receiptNo}
          onBegun={props.onReturnBegun}
          onClose={props.onClose}
        />
      ) : null;
  }
}

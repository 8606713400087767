import type { LinkState } from '../../../contracts/bridge.ts';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';

/** What the till window shows; exactly one at a time. */
export type Screen =
  | { readonly kind: 'starting' }
  | { readonly kind: 'linkLost' }
  | { readonly kind: 'linkFailing' }
  | { readonly kind: 'stopped'; readonly code: string; readonly detail: string }
  | {
      readonly kind: 'loss';
      readonly snapshot: TillSnapshot;
      readonly loss: NonNullable<TillSnapshot['loss']>;
    }
  | { readonly kind: 'signOn' }
  | { readonly kind: 'locked'; readonly snapshot: TillSnapshot }
  | {
      readonly kind: 'saleReturn';
      readonly snapshot: TillSnapshot;
      readonly saleReturn: NonNullable<TillSnapshot['saleReturn']>;
    }
  | { readonly kind: 'office'; readonly snapshot: TillSnapshot }
  | { readonly kind: 'dayClosed'; readonly snapshot: TillSnapshot }
  | { readonly kind: 'shiftClosed'; readonly snapshot: TillSnapshot }
  | { readonly kind: 'card'; readonly snapshot: TillSnapshot }
  | { readonly kind: 'selling'; readonly snapshot: TillSnapshot };

/** What this window alone decides. */
export interface WindowChoice {
  readonly officeOpen: boolean;
  /** The unfinished return that was left aside here, or null. */
  readonly leftReturnId: string | null;
}

/**
 * Chooses the screen. Trouble comes first, then who is at the register, then money that may be moving at the terminal (giving
 * back, then taking), then a return that is not finished unless it was left aside, then the
 * office, which stays open while the end of day walks through the phases.
 */
export function screenOf(
  snapshot: TillSnapshot | null,
  link: LinkState,
  choice: WindowChoice,
): Screen {
  if (link === 'failing') return { kind: 'linkFailing' };
  if (snapshot === null) return { kind: 'starting' };
  if (link === 'down') return { kind: 'linkLost' };
  if (snapshot.phase === 'stopped' && snapshot.loss !== null) {
    return { kind: 'loss', snapshot, loss: snapshot.loss };
  }
  if (snapshot.phase === 'stopped') {
    const { code, params } = snapshot.stopped ?? { code: 'unknown', params: {} };
    return { kind: 'stopped', code, detail: String(params['detail'] ?? '') };
  }
  if (snapshot.phase === 'starting') return { kind: 'starting' };
  if (snapshot.phase === 'signedOff' || snapshot.operator === null) return { kind: 'signOn' };
  if (snapshot.screenLock.locked) return { kind: 'locked', snapshot };
  const { payment, saleReturn } = snapshot;
  if (saleReturn !== null) {
    const isMoving = payment !== null && payment.way !== 'payment' && payment.state !== 'unknown';
    const isLeft = saleReturn.returnId === choice.leftReturnId;
    if (isMoving || !isLeft) return { kind: 'saleReturn', snapshot, saleReturn };
  }
  if (payment !== null && (saleReturn === null || payment.way === 'payment')) {
    return { kind: 'card', snapshot };
  }
  if (choice.officeOpen) return { kind: 'office', snapshot };
  return { kind: snapshot.phase, snapshot };
}

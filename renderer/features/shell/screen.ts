import type { LinkState } from '../../../contracts/bridge.ts';
import type { TillSnapshot } from '../../../contracts/snapshot.ts';

/** What the till window shows; exactly one at a time. */
export type Screen =
  | { readonly kind: 'starting' }
  | { readonly kind: 'linkLost' }
  | { readonly kind: 'linkFailing' }
  | { readonly kind: 'stopped'; readonly code: string }
  | { readonly kind: 'signOn' }
  | { readonly kind: 'office'; readonly snapshot: TillSnapshot }
  | { readonly kind: 'dayClosed'; readonly snapshot: TillSnapshot }
  | { readonly kind: 'shiftClosed'; readonly snapshot: TillSnapshot }
  | { readonly kind: 'card'; readonly snapshot: TillSnapshot }
  | { readonly kind: 'selling'; readonly snapshot: TillSnapshot };

/**
 * Chooses the screen. Trouble comes first, then a payment at the terminal (money may be moving),
 * then the office, which stays open while the end of day walks through the phases.
 */
export function screenOf(
  snapshot: TillSnapshot | null,
  link: LinkState,
  officeOpen: boolean,
): Screen {
  if (link === 'failing') return { kind: 'linkFailing' };
  if (snapshot === null) return { kind: 'starting' };
  if (link === 'down') return { kind: 'linkLost' };
  if (snapshot.phase === 'stopped') {
    return { kind: 'stopped', code: snapshot.stopped?.code ?? 'unknown' };
  }
  if (snapshot.phase === 'starting') return { kind: 'starting' };
  if (snapshot.phase === 'signedOff' || snapshot.operator === null) return { kind: 'signOn' };
  if (snapshot.payment !== null) return { kind: 'card', snapshot };
  if (officeOpen) return { kind: 'office', snapshot };
  return { kind: snapshot.phase, snapshot };
}

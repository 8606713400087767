import type { LocalText } from '../local-text.ts';

/** What a kind of tender does. Rules, papers and totals read these and never ask for its name. */
export interface TenderTraits {
  readonly label: LocalText;
  /**
   * What of the rest it can pay: whole `coins`, what the currency's `cards` can pay, or `exact`:
   * every minor unit.
   */
  readonly pays: 'coins' | 'cards' | 'exact';
  /** More than is owed may be handed over. What is too much comes back in the drawer's money. */
  readonly givesChange: boolean;
  readonly opensDrawer: boolean;
  /** It lies in the drawer and is counted there. */
  readonly inDrawer: boolean;
  /** An attempt at a terminal pays it, and the tender names that attempt. */
  readonly needsAttempt: boolean;
  /** How its money goes back when what it paid for is returned. */
  readonly refund: 'atTerminal' | 'inCash';
}

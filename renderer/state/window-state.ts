import { createContext, useContext } from 'react';
import { FIRST_LANGUAGE, type Language } from '../../core/language.ts';
import type { ShownCurrency } from '../words/figures.ts';

export type OfficePage =
  | 'menu'
  | 'endOfDay'
  | 'xReport'
  | 'lastZ'
  | 'lastBatch'
  | 'recent'
  | 'terminal'
  | 'settings';

/** What every screen of the till window may need and none may change by itself. */
export interface WindowState {
  readonly locale: Language;
  readonly currency: ShownCurrency;
  /** The shop's: times are told in it, whatever zone the computer is set to. */
  readonly timeZone: string;
  /** A department's name in the operator's language. */
  readonly departmentName: (id: string) => string;
  readonly openOffice: (page: OfficePage) => void;
  readonly closeOffice: () => void;
  /** Asks for a sale to return; null when the receipt is still to be found. */
  readonly openReturn: (receiptNo: string | null) => void;
  /** Opens the list of what is not clear yet. */
  readonly openPending: () => void;
}

export const WindowStateContext = createContext<WindowState>({
  locale: FIRST_LANGUAGE,
  currency: { code: 'CNY', decimals: 2 },
  timeZone: 'UTC',
  departmentName: (id) => id,
  openOffice: () => undefined,
  closeOffice: () => undefined,
  openReturn: () => undefined,
  openPending: () => undefined,
});

/** Language, currency, time zone and the way to the office. */
export function useWindowState(): WindowState {
  return useContext(WindowStateContext);
}

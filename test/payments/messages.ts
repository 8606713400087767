import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { FaultPoint as RegisterMoment } from '../../electron/service/fault-points.ts';
import type { BookEntry } from '../../native/simulators/terminal/book-entry.ts';
import type { Outcome } from '../../native/simulators/terminal/cards.ts';
import type { FaultAction, FaultPoint } from '../../native/simulators/terminal/faults.ts';

/** What the cashier looks at on the screen. */
export interface Screen {
  readonly phase: TillSnapshot['phase'];
  readonly hasShift: boolean;
  readonly payment: {
    readonly attemptId: string;
    readonly state: string;
    /** The question whether a signature matches; null when there is none. */
    readonly signatureId: string | null;
  } | null;
  /** Every attempt in doubt that the top bar shows, refunds included. */
  readonly pending: readonly { readonly attemptId: string; readonly way: string }[];
  readonly saleReturn: {
    readonly returnId: string;
    readonly steps: readonly { readonly way: string; readonly state: string }[];
  } | null;
  readonly lastSaleId: string | null;
  readonly basket: {
    readonly basketId: string;
    readonly lines: number;
    readonly remainingMinor: number;
    readonly cashDueMinor: number;
  } | null;
  readonly parked: readonly string[];
  /** The top bar's word on the terminal; `paymentUnknown` while a payment is. */
  readonly terminalCode: string | null;
  readonly notice: string;
}

/** To the process with the register. */
export type ToRegister =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: object }
  | { readonly kind: 'killAt'; readonly moment: RegisterMoment | null }
  | { readonly kind: 'close' };

export type FromRegister =
  | { readonly kind: 'screen'; readonly screen: Screen }
  | { readonly kind: 'reply'; readonly id: number; readonly code: string | null }
  | { readonly kind: 'ready' };

export interface FaultOrder {
  readonly at: FaultPoint;
  /** Noise as an array of numbers: messages between processes are JSON. */
  readonly action: FaultAction;
}

/** A message at which the terminal kills itself, or has the register killed. */
export interface MessageOrder {
  readonly victim: 'register' | 'terminal';
  readonly message: string;
  readonly plusMs: number;
}

/** To the process with the terminal. */
export type ToTerminal =
  | {
      readonly kind: 'arm';
      readonly customer: Outcome;
      /** From the second card on. */
      readonly nextCustomer: Outcome;
      readonly faults: readonly FaultOrder[];
      readonly orders: readonly MessageOrder[];
    }
  /** All faults gone, cable in, power on. */
  | { readonly kind: 'calm' }
  | { readonly kind: 'book' }
  | { readonly kind: 'close' };

export type FromTerminal =
  | { readonly kind: 'ready' }
  | { readonly kind: 'moment' }
  | { readonly kind: 'calm' }
  | { readonly kind: 'book'; readonly entries: readonly BookEntry[] };

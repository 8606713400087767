import type { FileFault } from '../../contracts/file-fault.ts';
import { growingFold } from '../../core/basket/fold.ts';
import type { Minor } from '../../core/money/minor.ts';
import type { NoticeCode, RefusalCode } from '../../contracts/refusal-codes.ts';
import type { ScanExpectation } from '../../contracts/till/session.ts';
import type { SignatureCheck } from '../ports/card-terminal.ts';
import type { Operator, StoreFaultCode } from '../ports/store.ts';
import type { Refusal } from './reply.ts';

export type NoticeKind = 'accepted' | 'refused' | 'attention';

/** What the windows are told; see the snapshot's `notice`. */
export type Notice = {
  readonly n: number;
  readonly params: Refusal['params'];
} & (
  | { readonly kind: NoticeKind; readonly code: NoticeCode }
  | { readonly kind: 'scanRefused'; readonly code: RefusalCode }
);

/** A code for a screen that looks something up; it changes nothing. */
export interface ScanRead {
  readonly readId: string;
  readonly expected: ScanExpectation;
  readonly text: string;
}

/** A card payment while this process watches it. The durable truth is the attempt in the store. */
export interface LivePayment {
  readonly attemptId: string;
  readonly way: 'payment' | 'void' | 'refund';
  readonly amountMinor: Minor;
  readonly sinceMs: number;
  state: 'working' | 'asking' | 'unknown';
  terminalText: string;
  statusCode: string;
  cancelRequested: boolean;
}

/**
 * Why nothing is sold though the database works. `headOfficeAhead`: head office has entries that this
 * journal lacks. `headOfficeOther`: it has another entry under the same number. `copyOpposes`: the
 * second copy has entries that are not here.
 */
export type Halt = 'headOfficeAhead' | 'headOfficeOther' | 'copyOpposes';

/** A setting that stays as it was although the file says otherwise; values as in the file. */
export interface HeldSetting {
  readonly field: string;
  readonly kept: string;
  readonly asked: string;
  /**
   * Until the day and every basket are finished and the register is started again; until goods come
   * with a catalogue file again; or for ever.
   */
  readonly until: 'finished' | 'catalogue' | 'never';
}

/** A signature that waits for the cashier's answer. The picture is kept nowhere but here. */
export interface LiveSignature {
  readonly questionId: string;
  readonly attemptId: string;
  readonly check: SignatureCheck;
  readonly choose: (choice: number) => void;
}

/**
 * What is true only while this process lives. All that must survive it is in the store; losing
 * this object costs at most a sign-on.
 */
export class TillState {
  /** The open basket of its events: a line more is not the whole basket again. */
  readonly foldOpen = growingFold();
  operator: Operator | null = null;
  /** Nothing is told or done until a PIN is typed: see `screen-lock.ts`. */
  locked = false;
  recovering = true;
  /** Until when somebody is locked out, by the stopwatch; see `lock-out.ts`. */
  readonly lockOuts = new Map<string, number>();
  /** The register was stopped: what is still due belongs to the next start. */
  ended = false;
  stopped: { code: StoreFaultCode; message: string } | null = null;
  /** A witness of the journal speaks against the database; see `loss.ts`. */
  halted: Halt | null = null;
  payment: LivePayment | null = null;
  signature: LiveSignature | null = null;
  /** The void in doubt that the terminal is asked for once more right now. */
  repeatingVoid: string | null = null;
  /** A test of the connection has the terminal's line; nothing may begin at the terminal. */
  checkingTerminal = false;
  /** The unknown payment that was told of aloud. */
  toldUnknown: string | null = null;
  /** Returns the next question about an unknown payment: only one is ever due. */
  cancelAskAgain: (() => void) | null = null;
  /** The terminal is asked for slips right now. */
  fetchingSlips = false;
  lastSaleId: string | null = null;
  /** Cash that went back without a sale: what the hand must take out of the drawer now. */
  handOver: { readonly id: string; readonly amountMinor: number } | null = null;
  notice: Notice | null = null;
  /** "6 ×" before the item: how many of the next one; null: one. */
  multiplierThousandths: number | null = null;
  /** Codes read since the start. */
  scanCount = 0;
  /** What a scan means on the screen that is shown, whichever scanner reads it. */
  scanExpected: ScanExpectation = 'sale';
  /** The newest code read for a screen that asked for one. Never a customer's payment code. */
  scanRead: ScanRead | null = null;
  /** Files from head office that were refused at start: told to whoever can do something. */
  refusedFiles: readonly { readonly file: string; readonly fault: FileFault }[] = [];
  /** Settings that were changed in the file and do not hold: told to whoever can do something. */
  heldSettings: readonly HeldSetting[] = [];
  /** Why the last contact with head office failed: an i18n key suffix; null after a good one. */
  headOfficeError: string | null = null;
  /** When head office last answered as it should; null until it has since the start. */
  headOfficeAtMs: number | null = null;
  private listeners: (() => void)[] = [];

  /** Tells the operator something; the same code twice in a row still counts as new. */
  notify(kind: NoticeKind, code: NoticeCode, params: Notice['params'] = {}): void {
    this.notice = { n: this.nextNotice(), kind, code, params };
  }

  /** Tells why nothing became of what the scanner on its own line read: it hears no reply. */
  tellScanRefused({ code, params }: Refusal): void {
    this.notice = { n: this.nextNotice(), kind: 'scanRefused', code, params };
  }

  private nextNotice(): number {
    return (this.notice?.n ?? 0) + 1;
  }

  /** The window shows another screen, or none: what was read for the one before is void. */
  expectScans(expected: ScanExpectation): void {
    if (this.scanExpected !== expected) this.scanRead = null;
    // Whoever pays has done with scanning.
    if (expected === 'payment') this.multiplierThousandths = null;
    this.scanExpected = expected;
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Something the windows show has changed. */
  changed(): void {
    for (const listener of this.listeners) listener();
  }
}

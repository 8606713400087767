import type { FileFault } from '../../contracts/file-fault.ts';
import type {
  DeviceChecks,
  TerminalChoice,
  TerminalSetupView,
} from '../../contracts/terminal-setup.ts';
import type { VoidLimits } from '../../core/basket/correction.ts';
import type { Language } from '../../core/language.ts';
import type { LocalText } from '../../core/local-text.ts';
import type { RegionLayout } from '../../core/gs1/region-layouts.ts';
import type { Currency } from '../../core/money/currency.ts';
import type { CharacterSet } from '../../core/receipt/columns.ts';
import type { ReasonOf } from '../../core/payment/terminal-reason.ts';
import type { PriceBook } from '../../core/pricing/price-basket.ts';
import type { UploadFiles, HeadOfficeLink } from '../ports/head-office.ts';
import type { CardTerminal } from '../ports/card-terminal.ts';
import type { Clock, Ids, Log, Stopwatch, Timers } from '../ports/system.ts';
import type { ReceiptPrinter } from '../ports/peripherals.ts';
import type { Operator, Store } from '../ports/store.ts';
import type { TillState } from './state.ts';

/** What this lane is: fixed while the service runs, but for what hangs on the terminal. */
export interface TillSettings extends PriceBook {
  readonly storeId: string;
  readonly registerId: string;
  readonly store: {
    readonly name: LocalText;
    readonly address: LocalText;
    readonly taxId: string;
    readonly phone: string;
    readonly footer: LocalText;
  };
  readonly currency: Currency;
  /** How in-store price and weight labels are read; null = no price is taken from a code. */
  readonly labelLayout: RegionLayout | null;
  /** In the order of the quick keys. */
  readonly departments: readonly { readonly id: string; readonly name: LocalText }[];
  readonly timeZone: string;
  readonly defaultLocale: Language;
  readonly receiptColumns: 32 | 42 | 48;
  /** What the receipt printer's code page makes of characters outside ASCII. */
  readonly receiptCharacters: CharacterSet;
  /** Card money that the terminal cannot refund may be paid out in cash. */
  readonly cashForCardRefund: boolean;
  /** Seconds without progress after which a card payment is asked to stop; 0 = never. */
  readonly customerLimitS: number;
  /** What the scanners send before each code; no part of it. Empty where they send nothing. */
  readonly scanPrefix: string;
  /** What a role may take off baskets by itself; a manager as much as there is. */
  readonly voidLimits: { readonly cashier: VoidLimits; readonly supervisor: VoidLimits };
  /** Most that one scan of a customer's payment code may charge, or null. */
  readonly walletLimitMinor: number | null;
  /** Seconds without a key, a touch or a scan after which the screen is locked; 0 = never. */
  readonly screenLockS: number;
  /** For practice: nothing here is a real sale, and every screen and paper says so. */
  readonly training: boolean;
}

/** Compares a PIN with a person's stored hash; slow on purpose. */
export interface PinVerifier {
  verify(person: Pick<Operator, 'operatorId' | 'role' | 'pinHash'>, pin: string): Promise<boolean>;
}

/** The terminal's settings: the composition root knows files, ports and drivers. */
export interface TerminalSetup {
  current(): { readonly protocol: string; readonly terminalId: string } | null;
  /**
   * Why a choice cannot be set up: a secret that is neither typed nor stored, or what its driver does
   * not take; null where it can.
   */
  fault(choice: TerminalChoice): 'passwordMissing' | 'badInput' | null;
  view(): Promise<TerminalSetupView>;
  /** Runs the checks while the running driver lets go of its line. */
  check(
    choice: TerminalChoice,
    registerBatch: { readonly count: number; readonly amountMinor: number },
  ): Promise<DeviceChecks>;
  /**
   * Durable and in use when it resolves with null; else why the settings could not be written, and
   * everything is as it was.
   */
  save(choice: TerminalChoice | null): Promise<NotSaved | null>;
}

/** The file that lies there was edited wrongly, and is not written over; or the disk does not take it. */
export interface NotSaved {
  readonly why: 'fileWrong' | 'disk';
  /** What is wrong in the file, or the system's code (ENOSPC, EROFS, EACCES …): for support. */
  readonly reason: string;
}

/** Signs with the register's own key, made at enrolment. */
export interface Signer {
  /** Base64 Ed25519 signature of the text's UTF-8 bytes. */
  sign(text: string): string;
}

/** Moments at which a test may cut the power; does nothing otherwise. */
export type FaultPointName =
  | 'beforeIntent'
  | 'afterIntent'
  | 'afterSending'
  | 'afterApproval'
  | 'beforeCommit'
  | 'afterCommit'
  | 'beforeReceipt'
  | 'afterReceipt'
  | 'beforeSlip'
  | 'afterSlip'
  | 'duringBatch'
  | 'betweenSlices'
  | 'duringDecision';

/** Everything a use case may touch. One object, made once by the composition root. */
export interface TillContext {
  readonly settings: TillSettings;
  readonly store: Store;
  readonly terminal: CardTerminal;
  readonly terminalSetup: TerminalSetup;
  /** What the codes of terminals mean. */
  readonly reasonOf: ReasonOf;
  /** The catalogue file in the `incoming` folder. */
  readonly catalogueFile: {
    /** Takes it in now; null when it did, else why not, in words. */
    readAgain(): Promise<FileFault | null>;
  };
  readonly printer: ReceiptPrinter;
  readonly headOffice: HeadOfficeLink;
  readonly uploadFiles: UploadFiles;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  readonly ids: Ids;
  readonly timers: Timers;
  readonly log: Log;
  readonly pins: PinVerifier;
  readonly signer: Signer;
  readonly state: TillState;
  /** Ends the whole program in order, once the answer is out. */
  readonly endProgram: () => void;
  readonly faultPoint: (name: FaultPointName) => void;
}

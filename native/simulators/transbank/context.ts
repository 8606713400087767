import type { SimClock } from '../line/clock.ts';
import type { Book } from './book.ts';
import type { Outcome, OutcomeSource } from './cards.ts';
import type { Faults } from './faults.ts';
import type { AnswerForm, TransbankTiming } from './options.ts';
import type { Session } from './session.ts';

/** What the commands of the terminal work on. */
export interface TerminalContext {
  readonly session: Session;
  readonly book: Book;
  readonly faults: Faults;
  readonly clock: SimClock;
  readonly timing: TransbankTiming;
  readonly form: AnswerForm;
  readonly commerceCode: string;
  readonly terminalId: string;
  readonly merchants: readonly string[];
  readonly batchLimit: number;
  readonly minAmount: number;
  readonly insistsOnProgressAck: boolean;
  /** Outcomes queued by `nextOutcome`, then the source. */
  readonly queued: Outcome[];
  readonly outcomes: OutcomeSource;
  /** What the terminal has printed on its own paper, one text a slip. */
  readonly printed: string[];
  /** 0300 has been ACKed: a person has to connect the register again at the terminal. */
  leaveIntegratedMode(): void;
}

/** "Tabla de respuestas" of the POS Integrado reference, as far as this terminal uses it. */
export const RC = {
  approved: 0,
  rejected: 1,
  hostSilent: 2,
  alreadyVoided: 4,
  nothingToVoid: 5,
  cardUnsupported: 6,
  cancelled: 7,
  debitNotVoidable: 8,
  unreadable: 9,
  belowMinimum: 10,
  noSale: 11,
  notSupported: 12,
  timeout: 22,
  keysMissing: 26,
  badRequest: 61,
  batchFull: 67,
  badAmountField: 68,
  badTicket: 70,
  amountZero: 72,
} as const;

/** Codes that a successful close ends. */
export const ENDED_BY_CLOSE: ReadonlySet<number> = new Set([13, 67, 74, 76, 77]);

/** The fields of a request after its code, without the empty one behind a final separator. */
export function requestFields(text: string): readonly string[] {
  const fields = text.split('|').slice(1);
  return fields.at(-1) === '' ? fields.slice(0, -1) : fields;
}

/** Response codes have two digits. */
export function twoDigits(code: number): string {
  return String(code).padStart(2, '0');
}

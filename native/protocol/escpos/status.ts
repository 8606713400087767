/** Which real-time status is asked for: printer, cause of offline, cause of error, paper. */
export type StatusQuestion = 1 | 2 | 3 | 4;

/** DLE EOT n: answered at once, also when the printer is offline or its buffer is full. */
export function encodeStatusQuestion(question: StatusQuestion): Uint8Array {
  return Uint8Array.of(0x10, 0x04, question);
}

/**
 * GS r 1: answered when the printer has worked off everything sent before it, so its answer
 * means "printed". A printer that is offline does not answer.
 */
export function encodePrintedQuestion(): Uint8Array {
  return Uint8Array.of(0x1d, 0x72, 1);
}

/** What a printer reports of itself. */
export interface PrinterCondition {
  readonly online: boolean;
  readonly coverOpen: boolean;
  readonly paperOut: boolean;
  readonly paperNearEnd: boolean;
  /** Auto-cutter, unrecoverable or recoverable error. */
  readonly error: boolean;
}

export const CONDITION_GOOD: PrinterCondition = {
  online: true,
  coverOpen: false,
  paperOut: false,
  paperNearEnd: false,
  error: false,
};

/** Bits 1 and 4 set, 0 and 7 clear: an answer to DLE EOT, not to GS r (bit 4 clear). */
export function isStatusAnswer(byte: number): boolean {
  return (byte & 0x93) === 0x12;
}

/** Bits 4 and 7 clear: an answer to GS r. */
export function isPrintedAnswer(byte: number): boolean {
  return (byte & 0x90) === 0x00;
}

/** Takes one answer into the picture (Epson ESC/POS command reference, DLE EOT). */
export function applyStatus(
  condition: PrinterCondition,
  question: StatusQuestion,
  byte: number,
): PrinterCondition {
  switch (question) {
    case 1:
      return { ...condition, online: (byte & 0x08) === 0 };
    case 2:
      return {
        ...condition,
        coverOpen: (byte & 0x04) !== 0,
        paperOut: condition.paperOut || (byte & 0x20) !== 0,
        error: condition.error || (byte & 0x40) !== 0,
      };
    case 3:
      return { ...condition, error: condition.error || (byte & 0x68) !== 0 };
    case 4:
      return {
        ...condition,
        paperNearEnd: (byte & 0x0c) !== 0,
        paperOut: condition.paperOut || (byte & 0x60) !== 0,
      };
  }
}

/** Paper sensors from an answer to GS r 1. */
export function paperOfPrintedAnswer(byte: number): 'good' | 'nearEnd' | 'out' {
  if ((byte & 0x0c) !== 0) return 'out';
  return (byte & 0x03) !== 0 ? 'nearEnd' : 'good';
}

/** Why it cannot print, as a status code, or null when it can. */
export function blockingCode(condition: PrinterCondition): string | null {
  if (condition.coverOpen) return 'coverOpen';
  if (condition.paperOut) return 'paperOut';
  if (condition.error) return 'printerError';
  return condition.online ? null : 'offline';
}

/** Which real-time status is asked for: printer, cause of offline, cause of error, paper. */
export type StatusQuestion = 1 | 2 | 3 | 4;

/** DLE EOT n: answered at once, also when the printer is offline or its buffer is full. */
export function encodeStatusQuestion(question: StatusQuestion): Uint8Array {
  return Uint8Array.of(0x10, 0x04, question);
}

/**
 * GS r 1, GS r 2: answered, one byte each, when the printer has worked off everything sent before
 * them. Two, so that a stray byte is not taken for both. A printer that is offline does not answer.
 */
export function encodeOrderedQuestion(): Uint8Array {
  return Uint8Array.of(0x1d, 0x72, 1, 0x1d, 0x72, 2);
}

/**
 * GS ( H, function 48: the printer gives these four characters back when what came before them is
 * on paper. Models that do not know it say nothing.
 */
export function encodeProcessId(id: string): Uint8Array {
  const characters = Array.from(id, (sign) => sign.charCodeAt(0));
  return Uint8Array.of(0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, ...characters);
}

/** GS I 66: who made the printer. */
export function encodeMakerQuestion(): Uint8Array {
  return Uint8Array.of(0x1d, 0x49, 66);
}

/** DLE DC4 8: throws away what the printer has not printed yet, and confirms it. */
export function encodeClearBuffers(): Uint8Array {
  return Uint8Array.of(0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8);
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

/** Whether an answer to DLE EOT 1 says that it does not print now. */
export function isOffline(byte: number): boolean {
  return (byte & 0x08) !== 0;
}

/** Takes one answer into the picture (Epson ESC/POS command reference, DLE EOT). */
export function applyStatus(
  condition: PrinterCondition,
  question: StatusQuestion,
  byte: number,
): PrinterCondition {
  switch (question) {
    case 1:
      return { ...condition, online: !isOffline(byte) };
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

/** The picture that automatic status gives at once, all four bytes (Epson, GS a). */
export function automaticCondition(bytes: readonly number[]): PrinterCondition {
  const [first = 0, second = 0, third = 0] = bytes;
  return {
    online: (first & 0x08) === 0,
    coverOpen: (first & 0x20) !== 0,
    error: (second & 0x68) !== 0,
    paperNearEnd: (third & 0x03) !== 0,
    paperOut: (third & 0x0c) !== 0,
  };
}

/** Why it cannot print, as a status code, or null when it can. */
export function blockingCode(condition: PrinterCondition): string | null {
  if (condition.coverOpen) return 'coverOpen';
  if (condition.paperOut) return 'paperOut';
  if (condition.error) return 'printerError';
  return condition.online ? null : 'offline';
}

/** What a request is answered with: a message of this code, or the acknowledgement alone. */
export type AnswerCode = '0210' | '0260' | '0261' | '0510' | '0710' | '0810' | '1210';

/** One request of the register (POS Integrado reference, "Mensajes"). */
export interface TransbankRequest {
  readonly text: string;
  /** Null when the acknowledgement is all there is. */
  readonly answer: AnswerCode | null;
  /** What the answer must name to belong to this request: the ticket, the operation. */
  readonly names: string | null;
  /** Whether a host or a customer is waited for, which takes longer than the terminal's memory. */
  readonly slow: boolean;
  /**
   * Sent again when nothing answers. Never for a sale or a close: the acknowledgement alone may
   * have been lost, and a terminal that took the first would then do it twice.
   */
  readonly repeatOnSilence: boolean;
}

const QUESTION = { names: null, slow: false, repeatOnSilence: true } as const;

/** 0100: is the terminal there? Acknowledged, nothing else. */
export function poll(): TransbankRequest {
  return { ...QUESTION, text: '0100', answer: null };
}

/** 0200: a sale of whole currency units, at most 999999999; ticket of at most 6 letters, digits. */
export function sale(amountUnits: number, ticket: string): TransbankRequest {
  return {
    text: `0200|${amountUnits}|${ticket}|||1|`,
    answer: '0210',
    names: ticket,
    slow: true,
    repeatOnSilence: false,
  };
}

/** 0250: the last sale stored. */
export function lastSale(): TransbankRequest {
  return { ...QUESTION, text: '0250|', answer: '0260' };
}

/** 1200: voids the sale with this operation number. Asked twice it is answered 04. */
export function voidSale(operationNo: string): TransbankRequest {
  return {
    text: `1200|${operationNo}|`,
    answer: '1210',
    names: operationNo,
    slow: true,
    repeatOnSilence: true,
  };
}

/** 0700: count and sum of the open batch. */
export function totals(): TransbankRequest {
  return { ...QUESTION, text: '0700||', answer: '0710' };
}

/** 0260 with flag 1: every sale of the open batch, sent and not printed. */
export function detail(): TransbankRequest {
  return { ...QUESTION, text: '0260|1|', answer: '0261' };
}

/** 0500: closes the batch, which clears the terminal's memory. */
export function closeBatch(): TransbankRequest {
  return { text: '0500||', answer: '0510', names: null, slow: true, repeatOnSilence: false };
}

/** 0800: logs on to the host and loads new keys. */
export function loadKeys(): TransbankRequest {
  return { ...QUESTION, text: '0800', answer: '0810', slow: true };
}

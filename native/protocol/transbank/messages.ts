/**
 * The fields of a sale as the terminal tells them (0210, 0260, 0261), trimmed, '' when absent. The
 * debit account number is not among them: it is card data and stays behind.
 */
export interface SaleFields {
  /** Two digits; 00 is approved. */
  readonly responseCode: string;
  readonly commerceCode: string;
  readonly terminalId: string;
  /** The register's own number, echoed. */
  readonly ticket: string;
  readonly authCode: string;
  /** Whole currency units; null when absent or no number. */
  readonly amountUnits: number | null;
  readonly shares: string;
  readonly shareAmount: string;
  /** At most four digits. */
  readonly lastDigits: string;
  readonly operationNo: string;
  /** CR credit, DB debit. */
  readonly cardType: string;
  readonly accountingDate: string;
  /** Two letters, e.g. VI, MC. */
  readonly brand: string;
  /** DDMMYYYY. */
  readonly date: string;
  /** HHMMSS. */
  readonly time: string;
  readonly employee: string;
  readonly tip: string;
}

/** What a terminal sends. Anything that is none of these is `unknown`, never an error. */
export type TransbankMessage =
  | { readonly kind: 'sale'; readonly code: '0210' | '0260' | '0261'; readonly sale: SaleFields }
  | {
      readonly kind: 'void';
      readonly responseCode: string;
      readonly commerceCode: string;
      readonly terminalId: string;
      readonly authCode: string;
      readonly operationNo: string;
    }
  /** The answer to a close (0510) or to the loading of keys (0810). */
  | { readonly kind: 'done'; readonly code: '0510' | '0810'; readonly responseCode: string }
  | {
      readonly kind: 'totals';
      readonly responseCode: string;
      readonly count: number | null;
      readonly sumUnits: number | null;
    }
  | { readonly kind: 'progress'; readonly progress: string }
  /** A message of a known code that lacks its response code, or of no known code. */
  | { readonly kind: 'unknown'; readonly code: string };

type Field = (index: number) => string;

function reader(text: string): Field {
  const fields = text.split('|');
  return (index) => fields[index]?.trim() ?? '';
}

/** Reads the text of a frame. Total: on a decline fields may be empty or missing altogether. */
export function decodeMessage(text: string): TransbankMessage {
  const field = reader(text);
  const code = field(0);
  if (code === '0900' && /^\d{2}$/.test(field(1))) return { kind: 'progress', progress: field(1) };
  const responseCode = field(1);
  if (!/^\d{2}$/.test(responseCode)) return { kind: 'unknown', code: shown(code) };
  switch (code) {
    case '0210':
    case '0260':
      return { kind: 'sale', code, sale: saleOf(field) };
    case '0261':
      return { kind: 'sale', code, sale: detailOf(field) };
    case '1210':
      return {
        kind: 'void',
        responseCode,
        commerceCode: field(2),
        terminalId: field(3),
        authCode: field(4),
        operationNo: field(5),
      };
    case '0510':
    case '0810':
      return { kind: 'done', code, responseCode };
    case '0710':
      return {
        kind: 'totals',
        responseCode,
        count: wholeNumber(field(2)),
        sumUnits: wholeNumber(field(3)),
      };
    default:
      return { kind: 'unknown', code: shown(code) };
  }
}

/** A code as it may be logged: four digits, or nothing of what else it was. */
function shown(code: string): string {
  return /^\d{4}$/.test(code) ? code : '';
}

function head(
  field: Field,
): Pick<
  SaleFields,
  'responseCode' | 'commerceCode' | 'terminalId' | 'ticket' | 'authCode' | 'amountUnits'
> {
  return {
    responseCode: field(1),
    commerceCode: field(2),
    terminalId: field(3),
    ticket: field(4),
    authCode: field(5),
    amountUnits: wholeNumber(field(6)),
  };
}

/** 0210 and 0260: shares before the card. Field 13, the account number, is not read. */
function saleOf(field: Field): SaleFields {
  return {
    ...head(field),
    shares: field(7),
    shareAmount: field(8),
    lastDigits: lastDigits(field(9)),
    operationNo: field(10),
    cardType: field(11),
    accountingDate: field(12),
    brand: field(14),
    date: field(15),
    time: field(16),
    employee: field(17),
    tip: field(18),
  };
}

/** 0261: the card at once, shares last. Field 11, the account number, is not read. */
function detailOf(field: Field): SaleFields {
  return {
    ...head(field),
    lastDigits: lastDigits(field(7)),
    operationNo: field(8),
    cardType: field(9),
    accountingDate: field(10),
    brand: field(12),
    date: field(13),
    time: field(14),
    employee: field(15),
    tip: field(16),
    shareAmount: field(17),
    shares: field(18),
  };
}

/** A terminal that sends more than the last four digits is not believed to have masked them. */
function lastDigits(text: string): string {
  return /(\d{1,4})$/.exec(text)?.[1] ?? '';
}

function wholeNumber(text: string): number | null {
  return /^\d{1,12}$/.test(text) ? Number(text) : null;
}

/** The code and the response code of a message, for the log: no field that may be card data. */
export function redactMessage(text: string): string {
  const message = decodeMessage(text);
  switch (message.kind) {
    case 'sale': {
      const { responseCode, ticket, amountUnits, operationNo } = message.sale;
      return [message.code, responseCode, ticket, amountUnits ?? '', operationNo].join(' ');
    }
    case 'void':
      return `1210 ${message.responseCode} ${message.operationNo}`;
    case 'totals':
      return `0710 ${message.responseCode} ${message.count ?? ''} ${message.sumUnits ?? ''}`;
    case 'done':
      return `${message.code} ${message.responseCode}`;
    case 'progress':
      return `0900 ${message.progress}`;
    case 'unknown':
      return `${message.code || 'unknown'} <${text.length}>`;
  }
}

import type { BookEntry } from './book.ts';
import { cards } from './cards.ts';
import { RC, type TerminalContext, twoDigits } from './context.ts';
import type { AnswerForm } from './options.ts';

type Writer = Pick<TerminalContext, 'form' | 'commerceCode' | 'terminalId'>;

/** What a sale's answer is about when there is no entry with an authorization. */
interface RefusedSale {
  readonly code: number;
  readonly ticket: string;
  /** As the register has sent it: it may be no number. */
  readonly amount: string;
}

/** `0210`, `0260` after 0250: "Respuesta de Venta" of the reference. */
export function saleAnswer(writer: Writer, message: '0210' | '0260', entry: BookEntry): string {
  return join(writer, entry.responseCode, saleFields(writer, message, entry));
}

/** The same, or `0271`, for what was refused. */
export function refusalAnswer(
  writer: Writer,
  message: '0210' | '0260' | '0271',
  { code, ticket, amount }: RefusedSale,
): string {
  // Blanks for an authorization there is none of, as terminals that pad their fields send it.
  const authorization = writer.form === 'documented' ? ' '.repeat(6) : '';
  const head = [message, twoDigits(code), writer.commerceCode, writer.terminalId];
  const fields = [...head, ticket, authorization, amount, ...empty(12)];
  return join(writer, code, message === '0271' ? [...fields, ...empty(3)] : fields);
}

/** Filler, change and merchant follow in multi-merchant answers ("Respuesta ... Multicodigo"). */
function multiMerchantTail(entry: BookEntry, filler = ''): readonly string[] {
  return [filler, '0', entry.merchant ?? ''];
}

/** `0271`: a multi-merchant sale. */
export function multiSaleAnswer(writer: Writer, entry: BookEntry): string {
  const fields = saleFields(writer, '0271', entry);
  return join(writer, entry.responseCode, [...fields, ...multiMerchantTail(entry)]);
}

/** `0260` after 0280: as the last sale, then voucher text, change and merchant. */
export function multiLastSaleAnswer(writer: Writer, entry: BookEntry, voucher: string): string {
  const fields = saleFields(writer, '0260', entry);
  return join(writer, entry.responseCode, [...fields, ...multiMerchantTail(entry, voucher)]);
}

/** `0261`: one sale of the open batch; shares stand at the end here, amount before number. */
export function detailAnswer(writer: Writer, entry: BookEntry): string {
  const sale = saleFields(writer, '0261', entry);
  const [shares = '', shareAmount = ''] = sale.slice(7, 9);
  const fields = [...sale.slice(0, 7), ...sale.slice(9), shareAmount, shares];
  return join(writer, entry.responseCode, fields);
}

/** The `0261` that ends the list: its authorization is empty. */
export function detailEnd(writer: Writer, code: number): string {
  const head = ['0261', twoDigits(code), writer.commerceCode, writer.terminalId];
  return join(writer, code, [...head, ...empty(15)]);
}

/** `1210`: ends without a separator (reference, "Respuesta de Anulación"). */
export function voidAnswer(
  writer: Writer,
  code: number,
  authorization: string,
  operation: string,
): string {
  const head = ['1210', twoDigits(code), writer.commerceCode, writer.terminalId];
  return [...head, authorization, operation].join('|');
}

/** `0510` ends without a separator, `0810` with one that the reference calls optional. */
export function plainAnswer(writer: Writer, message: '0510' | '0810', code: number): string {
  const fields = [message, twoDigits(code), writer.commerceCode, writer.terminalId];
  return message === '0810' ? join(writer, code, fields) : fields.join('|');
}

/** `0710`: number and sum of the sales in the batch. */
export function totalsAnswer(code: number, count: number, amount: number): string {
  return ['0710', twoDigits(code), count, amount].join('|');
}

/** The 19 fields of a sale. */
function saleFields(writer: Writer, message: string, entry: BookEntry): readonly string[] {
  const card = cards[entry.card];
  const debit = card.type === 'DB';
  const { date, time, accountingDate } = timeFields(entry.atMs);
  return [
    message,
    twoDigits(entry.responseCode),
    writer.commerceCode,
    writer.terminalId,
    entry.ticket,
    entry.authorization.padEnd(6, ' '),
    String(entry.amount),
    String(entry.shares),
    entry.shares > 0 ? String(Math.floor(entry.amount / entry.shares)) : '',
    card.last4,
    entry.operation === null ? '' : String(entry.operation),
    card.type,
    debit ? accountingDate : '',
    card.account,
    card.brand,
    date,
    time,
    entry.employee === null ? '' : String(entry.employee),
    entry.tip === 0 ? '' : String(entry.tip),
  ];
}

/** DDMMYYYY, HHMMSS and DDMMYY, by the terminal's own clock on the wall. */
export function timeFields(atMs: number): { date: string; time: string; accountingDate: string } {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(at.getDate())}${two(at.getMonth() + 1)}`;
  const year = String(at.getFullYear()).padStart(4, '0');
  return {
    date: `${day}${year}`,
    time: `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`,
    accountingDate: `${day}${year.slice(2)}`,
  };
}

function empty(count: number): readonly string[] {
  return Array.from({ length: count }, () => '');
}

/** One message; every separator of the table, or fewer as the form says. */
function join(
  { form }: { readonly form: AnswerForm },
  code: number,
  fields: readonly string[],
): string {
  if (form === 'short' && code !== RC.approved) {
    return fields.slice(0, fields.findLastIndex((field) => field.trim() !== '') + 1).join('|');
  }
  const text = fields.join('|');
  return form === 'documented' ? `${text}|` : text;
}

import { decodeApdu } from './apdu.ts';
import { decodeBmps } from './bmp.ts';
import { CONTROL } from './controls.ts';
import { toHex } from './hex.ts';
import { decodeMessage } from './messages.ts';

/** Commands whose data starts with the three-byte password. */
const WITH_PASSWORD: ReadonlySet<number> = new Set<number>([
  CONTROL.registration,
  CONTROL.repeatReceipt,
  CONTROL.reversal,
  CONTROL.refund,
  CONTROL.totals,
  CONTROL.endOfDay,
  CONTROL.initialisation,
  CONTROL.setTerminalClock,
]);

/** Of these the fields are looked at: a customer's payment code travels in BMP 22. */
const WITH_FIELDS: ReadonlySet<number> = new Set<number>([
  CONTROL.status,
  CONTROL.completion,
  CONTROL.authorization,
]);

/** Status fields that hold no card data and may be logged as they are. */
const OPEN_FIELDS: ReadonlySet<number> = new Set([
  0x03, 0x04, 0x0b, 0x0c, 0x0d, 0x17, 0x19, 0x27, 0x29, 0x2a, 0x37, 0x3b, 0x49, 0x60, 0x87, 0x88,
  0x8a, 0x8c, 0xa0, 0xaa,
]);

const PASSWORD_BYTES = 3;

/**
 * An APDU for the log: no password, no card number, track or CVV in any form. What is not known
 * to be harmless is told by its length only.
 */
export function redactApdu(bytes: Uint8Array): string {
  const apdu = decodeApdu(bytes);
  if (!apdu.ok) return `malformed <${bytes.length}>`;
  const { control, data } = apdu.value;
  const head = control.toString(16).padStart(4, '0');
  if (control === CONTROL.registration) return `${head} xxxxxx${toHex(data.slice(PASSWORD_BYTES))}`;
  if (WITH_PASSWORD.has(control)) {
    return `${head} xxxxxx ${redactFields(data.slice(PASSWORD_BYTES))}`.trimEnd();
  }
  if (WITH_FIELDS.has(control)) return `${head} ${redactFields(data)}`.trimEnd();
  const message = decodeMessage(bytes);
  if (message.kind === 'print') {
    return `${head} ${JSON.stringify(message.print.lines.map((line) => withoutNumbers(line.text)))}`;
  }
  if (message.kind === 'intermediate' || message.kind === 'abort') {
    return `${head} ${toHex(data.slice(0, 1))} ${JSON.stringify(withoutNumbers(message.text))}`;
  }
  const harmless = control === CONTROL.openPreAuthorizations || control === CONTROL.readCard;
  if (data.length === 0 || harmless) return `${head} ${toHex(data)}`.trimEnd();
  return `${head} <${data.length}>`;
}

/**
 * Long numbers in a text go: one of them may be a payment code, which no check digit gives away.
 */
function withoutNumbers(text: string): string {
  return text.replaceAll(/\d(?:[ -]?\d){11,}/g, '<number>');
}

function redactFields(data: Uint8Array): string {
  const { fields, rest } = decodeBmps(data);
  const parts = fields.map(({ id, value }) => {
    const shown = OPEN_FIELDS.has(id) ? toHex(value) : `<${value.length}>`;
    return `${toHex([id])}:${shown}`;
  });
  if (rest.length > 0) parts.push(`rest<${rest.length}>`);
  return parts.join(' ');
}

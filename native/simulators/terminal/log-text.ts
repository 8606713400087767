import { decodeApdu } from './apdu.ts';
import { decodeFields } from './bmp.ts';
import { hex } from './fields.ts';

/** Commands whose data begins with the password. */
const WITH_PASSWORD = new Set([
  0x0600, 0x0610, 0x0612, 0x061b, 0x0620, 0x0621, 0x0630, 0x0631, 0x0650, 0x0691, 0x0693, 0x0695,
  0x0501,
]);

/** Fields with card data: number, tracks, check value, chip data. */
const CARD_FIELDS = [0x22, 0x23, 0x24, 0x2d, 0x2e, 0x3a, 0xd2, 0xd3];

/**
 * An APDU as hex for the log, without what must never be written down: a password is shown as
 * stars; a register's message that carries card data is reduced to its head.
 */
export function describeApdu(bytes: Uint8Array): string {
  const apdu = decodeApdu(bytes);
  if (apdu === undefined) return `${hex(bytes.slice(0, 2))} (${bytes.length} bytes, bad length)`;
  const head = hex(bytes.slice(0, bytes.length - apdu.data.length));
  const withPassword = WITH_PASSWORD.has(apdu.command) && apdu.data.length >= 3;
  const rest = withPassword ? apdu.data.slice(3) : apdu.data;
  const fromRegister = apdu.command >>> 8 === 0x06 || apdu.command >>> 8 === 0x05;
  if (fromRegister && mayHoldCardData(apdu.command, rest)) return `${head} (data withheld)`;
  return `${head}${withPassword ? '******' : ''}${hex(rest)}`;
}

function mayHoldCardData(command: number, data: Uint8Array): boolean {
  const payments = command <= 0x060a || (command >= 0x0621 && command <= 0x0631);
  if (!payments || command === 0x0600) return false;
  const result = decodeFields(data);
  // What cannot be read might be anything.
  return !result.ok || CARD_FIELDS.some((bitmap) => result.fields.has(bitmap));
}

import { encodeApdu } from './apdu.ts';
import { encodeBcd } from './bcd.ts';
import { encodeBmp, encodeVarBmp } from './bmp.ts';
import { CHARSET_CODES } from './charset.ts';
import type { ZvtCharset } from './charset.ts';
import { CONTROL } from './controls.ts';
import { concat, fromHex } from './hex.ts';
import { encodeTlv, encodeTlvContainer } from './tlv.ts';

/**
 * Config byte of the registration (PA00P015 §2.1): payment and administration receipts printed
 * by the register (02, 04), intermediate status wanted (08), amount entry and administration
 * locked at the terminal (10, 20), ready-made print lines (80).
 */
export const CONFIG_REGISTER_PRINTS = 0xbe;

/** Payment type of BMP 19: the terminal decides how the card is verified. */
const TERMINAL_DECIDES = 0x40;

/** Service byte of the repeat receipt: send the status (01), print nothing (02). */
const STATUS_WITHOUT_PAPER = 0x03;
const STATUS_AND_SLIPS = 0x01;

/** Receipt number FF FF: "which pre-authorisations are open?" (PA00P015 §2.12). */
const NO_RECEIPT = [0xff, 0xff];

export const POSITIVE_ANSWER = encodeApdu(CONTROL.positive);

/** 84 xx: refusal with a result code. */
export function negativeAnswer(code: number): Uint8Array {
  return encodeApdu(0x8400 | code);
}

export interface RegistrationRequest {
  /** Six digits. */
  readonly password: string;
  readonly config: number;
  /** ISO 4217 numeric, three digits. */
  readonly currencyNumeric: string;
  readonly charset: ZvtCharset;
  /** The cashier can judge a signature on the register's screen (06 D0). */
  readonly checksSignatures: boolean;
}

/** What the terminal may send beside what it always may (TLV 26, PA00P015 §2.1). */
function permitted(commands: readonly number[]): Uint8Array {
  const listed = commands.map((command) => encodeTlv(0x0a, [command >> 8, command & 0xff]));
  return encodeTlv(0x26, concat(...listed));
}

/** 06 00: how register and terminal work together; offers text blocks and one character set. */
export function registration(request: RegistrationRequest): Uint8Array {
  return encodeApdu(
    CONTROL.registration,
    concat(
      encodeBcd(request.password, 3),
      [request.config],
      encodeBcd(request.currencyNumeric, 2),
      encodeTlvContainer(
        permitted([CONTROL.printBlock, ...(request.checksSignatures ? [CONTROL.graphicMenu] : [])]),
        encodeTlv(0x27, encodeTlv(0x14, [CHARSET_CODES[request.charset]])),
      ),
    ),
  );
}

/** An amount as BMP 04 and its currency as BMP 49. */
function amountFields(amountMinor: number, currencyNumeric: string): Uint8Array {
  return concat(
    encodeBmp(0x04, encodeBcd(amountMinor, 6)),
    encodeBmp(0x49, encodeBcd(currencyNumeric, 2)),
  );
}

/** What the terminal is told of the means of payment before it sees one (PA00P015 §2.2). */
export interface Preselection {
  /** ZVT card type; null leaves it to the terminal. */
  readonly cardType: number | null;
  /** A customer's payment code scanned at the register, digits; null when there is none. */
  readonly code: string | null;
}

const NO_PRESELECTION: Preselection = { cardType: null, code: null };

/** 06 01: a sale. The amount is in minor units and must be positive, at most 12 digits. */
export function authorization(
  amountMinor: number,
  currencyNumeric: string,
  preselection: Preselection = NO_PRESELECTION,
): Uint8Array {
  return encodeApdu(
    CONTROL.authorization,
    concat(
      amountFields(amountMinor, currencyNumeric),
      encodeBmp(0x19, [TERMINAL_DECIDES]),
      preselectionFields(preselection),
    ),
  );
}

/** Largest card type that fits BMP 8A; from FF on it stands in TLV 41. */
const MAX_SHORT_TYPE = 0xfe;

/** Where the card data come from: read as a bar code (TLV 1F2D). */
const FROM_BARCODE = 0x02;

function preselectionFields({ cardType, code }: Preselection): Uint8Array {
  const isLong = cardType !== null && cardType > MAX_SHORT_TYPE;
  const objects: Uint8Array[] = [];
  if (isLong) objects.push(encodeTlv(0x41, [cardType >> 8, cardType & 0xff]));
  if (code !== null) objects.push(encodeTlv(0x1f2d, [FROM_BARCODE]));
  return concat(
    cardType === null || isLong ? [] : encodeBmp(0x8a, [cardType]),
    code === null ? [] : encodeVarBmp(0x22, 2, encodeNumber(code)),
    objects.length === 0 ? [] : encodeTlvContainer(...objects),
  );
}

/** A number of any length as BMP 22 takes it: BCD, an odd count of digits padded with F. */
function encodeNumber(digits: string): Uint8Array {
  if (!/^\d{1,38}$/.test(digits)) throw new RangeError('no number of at most 38 digits');
  return fromHex(digits.length % 2 === 0 ? digits : `${digits}f`);
}

/** 06 30: takes back a whole payment of the open batch by the terminal's receipt number. */
export function reversal(request: {
  readonly password: string;
  /** Four digits. */
  readonly receiptNo: string;
  readonly amountMinor: number;
  readonly currencyNumeric: string;
}): Uint8Array {
  return encodeApdu(
    CONTROL.reversal,
    concat(
      encodeBcd(request.password, 3),
      encodeBmp(0x87, encodeBcd(request.receiptNo, 2)),
      amountFields(request.amountMinor, request.currencyNumeric),
    ),
  );
}

/** 06 31: pays money out to a card. Asked twice it pays twice. */
export function refund(request: {
  readonly password: string;
  readonly amountMinor: number;
  readonly currencyNumeric: string;
  /** The wallet it is to go back to; null leaves the choice to the terminal. */
  readonly cardType: number | null;
}): Uint8Array {
  return encodeApdu(
    CONTROL.refund,
    concat(
      encodeBcd(request.password, 3),
      amountFields(request.amountMinor, request.currencyNumeric),
      preselectionFields({ cardType: request.cardType, code: null }),
    ),
  );
}

/** 06 10: the totals of the open batch, which stays open. */
export function sendTotals(password: string): Uint8Array {
  return encodeApdu(CONTROL.totals, encodeBcd(password, 3));
}

/** 06 20 with service byte 03: the status of the last transaction, nothing on paper. */
export function repeatReceipt(password: string): Uint8Array {
  return encodeApdu(
    CONTROL.repeatReceipt,
    concat(encodeBcd(password, 3), encodeBmp(0x03, [STATUS_WITHOUT_PAPER])),
  );
}

/** 06 20 with service byte 01: the status of the last transaction, then its slips once more. */
export function repeatSlips(password: string): Uint8Array {
  return encodeApdu(
    CONTROL.repeatReceipt,
    concat(encodeBcd(password, 3), encodeBmp(0x03, [STATUS_AND_SLIPS])),
  );
}

/** 06 50: closes the terminal's batch. */
export function endOfDay(password: string): Uint8Array {
  return encodeApdu(CONTROL.endOfDay, encodeBcd(password, 3));
}

/** 06 23 with receipt number FF FF: asks for an open pre-authorisation; moves nothing. */
export function enquireOpenPreAuthorizations(): Uint8Array {
  return encodeApdu(CONTROL.openPreAuthorizations, encodeBmp(0x87, NO_RECEIPT));
}

/** 05 01: what state the terminal is in. */
export function statusEnquiry(): Uint8Array {
  return encodeApdu(CONTROL.statusEnquiry);
}

/** 06 B0: asks the running operation to stop. */
export function abort(): Uint8Array {
  return encodeApdu(CONTROL.abort);
}

/** 06 02: ends the registration. */
export function logOff(): Uint8Array {
  return encodeApdu(CONTROL.logOff);
}

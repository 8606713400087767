import { encodeApdu } from './apdu.ts';
import { encodeBcd } from './bcd.ts';
import { encodeBmp, encodeVarBmp } from './bmp.ts';
import type { ZvtCharset } from './charset.ts';
import { CONTROL } from './controls.ts';
import { concat } from './hex.ts';
import { encodeTlv, encodeTlvContainer } from './tlv.ts';

/** 06 93: loads the terminal's parameters and keys from its host (PA00P015 §2.19). */
export function initialisation(password: string): Uint8Array {
  return encodeApdu(CONTROL.initialisation, encodeBcd(password, 3));
}

/** Extended diagnosis (TLV 1B): the host is asked for parameters and the time. */
const EXTENDED = 0x02;

/** 06 70: the terminal checks itself with its host; it may send the time as 04 01 (§2.18). */
export function diagnosis(): Uint8Array {
  return encodeApdu(CONTROL.diagnosis, encodeTlvContainer(encodeTlv(0x1b, [EXTENDED])));
}

/** 06 91: sets the terminal's clock. YYMMDD and HHMMSS, local time (§2.27). */
export function setTerminalClock(password: string, date: string, time: string): Uint8Array {
  return encodeApdu(
    CONTROL.setTerminalClock,
    concat(
      encodeBcd(password, 3),
      encodeBmp(0xaa, encodeBcd(date, 3)),
      encodeBmp(0x0c, encodeBcd(time, 3)),
    ),
  );
}

/** Longest wait for a card, in seconds; 00 would wait for ever and is never sent. */
export const MAX_CARD_WAIT_S = 120;

/** 06 C0: waits so many seconds for a card and tells what it is (§2.24). */
export function readCard(timeoutS: number): Uint8Array {
  const seconds = Math.min(Math.max(Math.trunc(timeoutS), 1), MAX_CARD_WAIT_S);
  return encodeApdu(CONTROL.readCard, [seconds]);
}

/** Lines of a display text, and the bytes one may have (LLVAR). */
const MAX_LINES = 8;
const MAX_LINE_BYTES = 99;

/** 06 E0: shows up to eight lines for so many seconds, 1 to 255 (§2.36). */
export function displayText(
  lines: readonly string[],
  seconds: number,
  charset: ZvtCharset,
): Uint8Array {
  const shownS = Math.min(Math.max(Math.trunc(seconds), 1), 0xff);
  const fields = lines
    .slice(0, MAX_LINES)
    .map((line, at) => encodeVarBmp(0xf1 + at, 2, encodeLine(line, charset)));
  return encodeApdu(CONTROL.displayText, concat(encodeBmp(0xf0, [shownS]), ...fields));
}

/**
 * One line. Signs that the agreed set lacks become '?', as do those the 7-bit set of ZVT gives to
 * umlauts (PA00P015 §10): better a gap than another word.
 */
function encodeLine(line: string, charset: ZvtCharset): Uint8Array {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const sign of line) {
    const bytes = charset === 'utf8' ? encoder.encode(sign) : plainByte(sign);
    if (length + bytes.length > MAX_LINE_BYTES) break;
    parts.push(bytes);
    length += bytes.length;
  }
  return concat(...parts);
}

function plainByte(sign: string): Uint8Array {
  return Uint8Array.of(/^[ -Z_a-z^]$/.test(sign) ? sign.charCodeAt(0) : 0x3f);
}

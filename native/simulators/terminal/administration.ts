import iconv from 'iconv-lite';
import { cardSteps } from './card-steps.ts';
import { abort, complete, type TerminalContext } from './context.ts';
import { bcd, packDigits, variable } from './fields.ts';
import { parseRegistration, unregistered } from './registration.ts';
import { readFields } from './request.ts';
import { cardTypeField, currencyField, terminalIdField } from './status.ts';
import { terminalStatus } from './status-enquiry.ts';
import { encodeTlv, tlv, tlvContainer } from './tlv.ts';

const WRONG_CURRENCY = 0x6f;
const WRONG_PASSWORD = 0x83;
const MISSING_FIELD = 0x9a;

/** Bits of BMP 19 in the completion of 06 00 (PA00P015 2.1). */
const INITIALISATION_NEEDED = 0x01;
const DIAGNOSIS_NEEDED = 0x02;

/** 06 00, Registration (ZVT PA00P015 2.1). */
export async function register(context: TerminalContext, data: Uint8Array): Promise<void> {
  const { session, identity } = context;
  const result = parseRegistration(data);
  const wrongPassword = result.ok && result.passwordHex !== context.passwordHex;
  const code = !result.ok ? result.code : wrongPassword ? WRONG_PASSWORD : 0;
  if (!result.ok || code !== 0) {
    await session.answer(code);
    return;
  }
  const { registration } = result;
  // Without a currency the register means euro; that shows at the first payment (PA00P015 2.1).
  if (registration.currency !== undefined && registration.currency !== identity.currency) {
    // The answer to a wrong currency is 84 1E with the code and the right currency as data.
    await session.answer(0x1e, [WRONG_CURRENCY, ...bcd(Number(identity.currency), 2)]);
    return;
  }
  if (!(await session.answer(0))) return;
  context.registration = registration;
  const charset = registration.charsetTag;
  const status = terminalStatus(context);
  const needs = status === 0x51 ? INITIALISATION_NEEDED : status === 0xc2 ? DIAGNOSIS_NEEDED : 0x00;
  await complete(context, [
    ...[0x19, needs],
    ...terminalIdField(identity),
    ...(registration.currency === undefined ? [] : currencyField(identity)),
    ...(registration.tlv && charset !== undefined
      ? tlvContainer([tlv(0x27, encodeTlv([tlv(0x14, [charset])]))])
      : []),
  ]);
}

/** 06 02, Log-off: back to the state before registration; no completion (ZVT PA00P015 2.3). */
export async function logOff(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = readFields(data);
  const heard = await context.session.answer(read.ok ? 0 : read.code);
  if (heard && read.ok) context.registration = unregistered;
}

/**
 * 06 C0, Read card: ends with 04 0F or 06 1E, never with 06 0F (ZVT PA00P015 2.24). The first byte
 * is the time to wait in seconds, 0 for ever; the card serves one payment that asks for it.
 */
export async function readCard(context: TerminalContext, data: Uint8Array): Promise<void> {
  const seconds = data[0];
  const read = readFields(data, 1);
  if (seconds === undefined || !read.ok) {
    await context.session.answer(read.ok ? MISSING_FIELD : read.code);
    return;
  }
  if (!(await context.session.answer(0))) return;
  context.lastRead = undefined;
  const cardMs = seconds === 0 ? Number.POSITIVE_INFINITY : seconds * 1000;
  const request = { kind: 'readCard', amountMinor: 0 } as const;
  const result = await cardSteps(context, request, { cardMs, onlyRead: true });
  if (!result.ok) {
    await abort(context, result.code, 'NO CARD');
    return;
  }
  const { card } = result;
  context.lastRead = card;
  const pan = variable(2, packDigits(card.maskedPan));
  const name = context.registration.tlv ? tlvContainer([tlv(0x44, Buffer.from(card.name))]) : [];
  const status = [0x27, 0x00, 0x22, ...pan, ...cardTypeField(card), ...name];
  await context.session.exchange('status', 0x040f, status);
}

/** 06 E0, Display text: no completion; F0 is how long, 0 for ever (ZVT PA00P015 2.26). */
export async function displayText(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = readFields(data);
  if (!(await context.session.answer(read.ok ? 0 : read.code)) || !read.ok) return;
  const lines: string[] = [];
  for (let bitmap = 0xf1; bitmap <= 0xf8; bitmap += 1) {
    const text = read.fields.get(bitmap);
    if (text === undefined) continue;
    lines.push(iconv.decode(Buffer.from(text), context.registration.encoding).trimEnd());
  }
  context.displayed.push(lines);
  const seconds = read.fields.get(0xf0)?.[0] ?? 0;
  context.screen.show(lines, seconds === 0 ? undefined : seconds * 1000);
}

/** 06 B0, Abort, with nothing to abort (ZVT PA00P015 2.27). */
export async function abortNothing(context: TerminalContext): Promise<void> {
  await context.session.answer(0);
}

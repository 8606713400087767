import iconv from 'iconv-lite';
import { cardSteps } from './card-steps.ts';
import { cards } from './cards.ts';
import { abort, complete, intermediate, type TerminalContext } from './context.ts';
import { ascii, bcd, hex, packDigits, variable } from './fields.ts';
import { giveReceipts } from './printing.ts';
import { noticeReceipt } from './receipt-text.ts';
import { parseRegistration, unregistered } from './registration.ts';
import { readFields, readWithPassword } from './request.ts';
import { currencyField, terminalIdField } from './status.ts';
import { encodeTlv, tlv, tlvContainer } from './tlv.ts';

const SOFTWARE_VERSION = 'TILLWRIGHT SIM 1';
const WRONG_CURRENCY = 0x6f;
const BATCH_OPEN = 0xf0;

/** 06 00, Registration (ZVT PA00P015 2.1). */
export async function register(context: TerminalContext, data: Uint8Array): Promise<void> {
  const { session, identity } = context;
  const result = parseRegistration(data);
  const code = !result.ok ? result.code : result.passwordHex !== context.passwordHex ? 0x83 : 0;
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
  await complete(context, [
    ...[0x19, 0x00],
    ...terminalIdField(identity),
    ...(registration.currency === undefined ? [] : currencyField(identity)),
    ...(registration.tlv && charset !== undefined
      ? tlvContainer([tlv(0x27, encodeTlv([tlv(0x14, [charset])]))])
      : []),
  ]);
}

/** 06 02, Log-off: back to the state before registration; no completion (ZVT PA00P015 2.3). */
export async function logOff(context: TerminalContext): Promise<void> {
  if (await context.session.answer(0)) context.registration = unregistered;
}

/** 05 01, Status enquiry: version and status code carry no bitmap (ZVT PA00P015 2.44). */
export async function statusEnquiry(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = data.length === 0 ? readFields(data) : readWithPassword(context, data);
  if (!(await context.session.answer(read.ok ? 0 : read.code)) || !read.ok) return;
  const withoutVersion = ((read.fields.get(0x03)?.[0] ?? 0) & 0x02) !== 0;
  const status = context.faults.lockCode ?? (context.book.mustClose ? BATCH_OPEN : 0x00);
  const version = withoutVersion ? [] : variable(3, ascii(SOFTWARE_VERSION));
  await complete(context, [...version, status]);
}

/** 06 70, Diagnosis (ZVT PA00P015 2.18). */
export async function diagnosis(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = readFields(data);
  if (!(await context.session.answer(read.ok ? 0 : read.code)) || !read.ok) return;
  await service(context, 'DIAGNOSIS');
}

/** 06 93, Initialisation, with password (ZVT PA00P015 2.20). */
export async function initialisation(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = readWithPassword(context, data);
  if (!(await context.session.answer(read.ok ? 0 : read.code)) || !read.ok) return;
  await service(context, 'INITIALISATION');
}

async function service(context: TerminalContext, title: string): Promise<void> {
  const { session, timing, clock, identity, faults } = context;
  await intermediate(context, 0x17);
  await session.pause(timing.stepMs);
  if (faults.isHostDown) {
    await abort(context, 0x9b, 'BANK NOT REACHABLE');
    return;
  }
  faults.lock(undefined);
  await giveReceipts(context, [noticeReceipt(title, clock.nowMs(), identity)], 'administration');
  await complete(context);
}

/**
 * 06 23 with receipt number FFFF asks for open pre-authorisations: this terminal never has any, so
 * the answer is B8 with FFFF (ZVT PA00P015 2.8). Other partial reversals are not supported.
 */
export async function openPreAuthorisations(
  context: TerminalContext,
  data: Uint8Array,
): Promise<void> {
  const read = readFields(data);
  const receiptNo = read.ok ? read.fields.get(0x87) : undefined;
  const query = receiptNo !== undefined && hex(receiptNo) === 'ffff';
  if (!(await context.session.answer(query ? 0 : 0x83)) || !query) return;
  await context.session.exchange('abort', 0x061e, [0xb8, 0x87, 0xff, 0xff]);
}

/** 06 C0, Read card: ends with 04 0F or 06 1E, never with 06 0F (ZVT PA00P015 2.24). */
export async function readCard(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = readFields(data, 1);
  if (data.length === 0 || !read.ok) {
    await context.session.answer(read.ok ? 0x9a : read.code);
    return;
  }
  if (!(await context.session.answer(0))) return;
  const result = await cardSteps(context, { kind: 'readCard', amountMinor: 0 }, undefined);
  if (!result.ok && !result.online) {
    await abort(context, result.code, 'NO CARD');
    return;
  }
  const { maskedPan, typeId } = result.card ?? cards.visa;
  const pan = variable(2, packDigits(maskedPan));
  await context.session.exchange('status', 0x040f, [0x27, 0x00, 0x22, ...pan, 0x8a, typeId]);
}

/** 06 E0, Display text: no completion (ZVT PA00P015 2.26). */
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
}

/** 06 B0, Abort, with nothing to abort (ZVT PA00P015 2.27). */
export async function abortNothing(context: TerminalContext): Promise<void> {
  await context.session.answer(0);
}

import { abort, complete, intermediate, type TerminalContext, terminalNowMs } from './context.ts';
import { packDigits, readBcd } from './fields.ts';
import { giveReceipts } from './printing.ts';
import { noticeReceipt } from './receipt-text.ts';
import { readFields, readWithPassword, tagOf } from './request.ts';
import { clockDigits } from './status.ts';

const MISSING_FIELD = 0x9a;
const NO_HOST = 0x9b;

/** Terminal status codes (PA00P015, 05 01) and the command that ends each. */
const INITIALISATION_NEEDED = 0x51;
const DATE_WRONG = 0x62;
const MERCHANT_CARD_LOCKED = 0xc1;
const DIAGNOSIS_NEEDED = 0xc2;

/** Tag 1B of 06 70 (PA00P015, diagnosis type). */
const DIAGNOSES = ['LINE', 'EXTENDED', 'CONFIGURATION', 'EMV', 'EP2'];

/** 06 70, Diagnosis: may set the register's clock with 04 01 (ZVT PA00P015 2.18). */
export async function diagnosis(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = readFields(data);
  if (!(await context.session.answer(read.ok ? 0 : read.code)) || !read.ok) return;
  const type = DIAGNOSES[(tagOf(read.fields, 0x1b)?.[0] ?? 0) - 1];
  const title = type === undefined ? 'DIAGNOSIS' : `${type} DIAGNOSIS`;
  const ends = [DIAGNOSIS_NEEDED, DATE_WRONG, MERCHANT_CARD_LOCKED];
  await service(context, { title, ends, sendsDate: context.registration.takesDate });
}

/** 06 93, Initialisation, with password (ZVT PA00P015 2.20). */
export async function initialisation(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = readWithPassword(context, data);
  if (!(await context.session.answer(read.ok ? 0 : read.code)) || !read.ok) return;
  const title = 'INITIALISATION';
  await service(context, { title, ends: [INITIALISATION_NEEDED], sendsDate: false });
}

/** One dialogue with the bank about the terminal itself. */
interface Service {
  readonly title: string;
  /** Terminal status codes it puts right. */
  readonly ends: readonly number[];
  /** The register's clock is set by 04 01. */
  readonly sendsDate: boolean;
}

async function service(
  context: TerminalContext,
  { title, ends, sendsDate }: Service,
): Promise<void> {
  const { session, timing, identity, faults, scripted } = context;
  await intermediate(context, 0x17);
  await session.pause(timing.stepMs);
  if (faults.isHostDown || scripted?.kind === 'hostDown') {
    await abort(context, NO_HOST, 'BANK NOT REACHABLE');
    return;
  }
  if (faults.lockCode !== undefined && ends.includes(faults.lockCode)) faults.lock(undefined);
  if (sendsDate) await sendDate(context);
  const receipt = noticeReceipt(title, terminalNowMs(context), identity);
  await giveReceipts(context, [receipt], 'administration');
  await complete(context);
}

/** 04 01: the bank's date and time for the register; its answer decides nothing. */
async function sendDate(context: TerminalContext): Promise<void> {
  const { date, time } = clockDigits(terminalNowMs(context));
  const data = [0xaa, ...packDigits(date.slice(2)), 0x0c, ...packDigits(time)];
  await context.session.exchange('request', 0x0401, data);
}

/** 06 91, Set date and time, with password (ZVT PA00P015 2.19). */
export async function setDate(context: TerminalContext, data: Uint8Array): Promise<void> {
  const { session, clock, faults } = context;
  const read = readWithPassword(context, data);
  const date = read.ok ? read.fields.get(0xaa) : undefined;
  const time = read.ok ? read.fields.get(0x0c) : undefined;
  const atMs = date === undefined || time === undefined ? undefined : localTime(date, time);
  const code = !read.ok ? read.code : atMs === undefined ? MISSING_FIELD : 0;
  if (!(await session.answer(code)) || atMs === undefined) return;
  context.clockAheadMs = atMs - clock.nowMs();
  if (faults.lockCode === DATE_WRONG) faults.lock(undefined);
  await complete(context);
}

/** Reads YYMMDD and HHMMSS; undefined when that is no moment of any day. */
function localTime(date: Uint8Array, time: Uint8Array): number | undefined {
  const [year, month, day, hour, minute, second] = [...date, ...time].map((byte) =>
    readBcd(Uint8Array.of(byte)),
  );
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  const at = new Date(2000 + year, month - 1, day, hour, minute, second);
  const digits = clockDigits(at.getTime());
  const same =
    digits.date.slice(2) === two(year, month, day) && digits.time === two(hour, minute, second);
  return same ? at.getTime() : undefined;
}

function two(...values: number[]): string {
  return values.map((value) => String(value).padStart(2, '0')).join('');
}

/** 06 18, Reset: completes, then is away for a moment (ZVT PA00P015 2.43). */
export async function reset(context: TerminalContext): Promise<void> {
  if (!(await context.session.answer(0))) return;
  await complete(context);
  context.away(context.timing.resetMs);
}

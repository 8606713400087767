import { complete, type TerminalContext, terminalNowMs } from './context.ts';
import { automaticEndOfDay } from './end-of-day.ts';
import { ascii, bcd, packDigits, variable } from './fields.ts';
import { readFields, readWithPassword } from './request.ts';
import { clockDigits } from './status.ts';
import { encodeTlv, tlv, tlvContainer } from './tlv.ts';

const SOFTWARE_VERSION = 'TILLWRIGHT SIM 1';
const NO_VERSION = 0x02;
const WITH_TLV = 0x04;
const BATCH_OPEN = 0xf0;

/** Tag 1F55, first byte, by terminal status code (PA00P015, lock bits). */
const LOCK_BITS: ReadonlyMap<number, number> = new Map([
  [BATCH_OPEN, 0x80],
  [0x51, 0x40],
  [0xc2, 0x20],
  [0xe0, 0x10],
  [0xdf, 0x08],
  [0xcc, 0x04],
]);

/**
 * 05 01, Status enquiry: version and status code carry no bitmap; bit 1 of the service byte leaves
 * the version out, bit 2 asks for the status as TLV (ZVT PA00P015 2.44). The terminal's own jobs
 * run now.
 */
export async function statusEnquiry(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = data.length === 0 ? readFields(data) : readWithPassword(context, data);
  if (!(await context.session.answer(read.ok ? 0 : read.code)) || !read.ok) return;
  if (context.endOfDayDue) await automaticEndOfDay(context);
  const service = read.fields.get(0x03)?.[0] ?? 0;
  const status = terminalStatus(context);
  const version = (service & NO_VERSION) !== 0 ? [] : variable(3, ascii(SOFTWARE_VERSION));
  const details =
    (service & WITH_TLV) !== 0 && context.registration.tlv ? statusTlv(context, status) : [];
  await complete(context, [...version, status, ...details]);
}

/** The terminal's own status code: why it is locked, F0 after a failed end of day, else 00. */
export function terminalStatus({ faults, book }: TerminalContext): number {
  return faults.lockCode ?? (book.mustClose ? BATCH_OPEN : 0x00);
}

function statusTlv(context: TerminalContext, status: number): number[] {
  const { date, time } = clockDigits(terminalNowMs(context));
  return tlvContainer([
    tlv(0x1f44, bcd(Number(context.identity.terminalId), 4)),
    tlv(0x1f55, [LOCK_BITS.get(status) ?? 0x00, 0x00]),
    tlv(
      0xe4,
      encodeTlv([
        tlv(0x1f40, ascii('SIMULATED TERMINAL')),
        tlv(0x1f41, ascii(SOFTWARE_VERSION)),
        tlv(0x1f42, ascii(context.identity.terminalId)),
        tlv(0x1f43, [0x00]),
      ]),
    ),
    tlv(0x34, encodeTlv([tlv(0x1f0e, packDigits(date)), tlv(0x1f0f, packDigits(time))])),
  ]);
}

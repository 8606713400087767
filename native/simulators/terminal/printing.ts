import iconv from 'iconv-lite';
import type { TerminalContext } from './context.ts';
import type { PrintedLine, TerminalReceipt } from './terminal-receipt.ts';
import type { Answer } from './session.ts';
import { encodeTlv, tlv, tlvContainer } from './tlv.ts';

/** Bit 7 of a print attribute: last line of this receipt (ZVT PA00P015, Print Line). */
const LAST_LINE = 0x81;
const COPY_CODES = { merchant: 0x01, customer: 0x02, administration: 0x03 } as const;

/**
 * Gives receipts out as registration says: to the register as 06 D3 blocks or 06 D1 lines, not at
 * all when the register composes them itself, or on the terminal's own paper. `onRegister` overrules
 * registration (tag 1F04 bit 0). The first answer that is not positive ends the printing and is
 * returned, for it decides about a payment.
 */
export async function giveReceipts(
  context: TerminalContext,
  receipts: readonly TerminalReceipt[],
  kind: 'payment' | 'administration',
  onRegister = false,
): Promise<Answer> {
  const { registration } = context;
  const good: Answer = { kind: 'positive', data: new Uint8Array() };
  const registerPrints =
    kind === 'payment' ? registration.printsPayments : registration.printsAdministration;
  if (!registerPrints && !onRegister) {
    context.printed.push(...receipts);
    return good;
  }
  if (!registration.readyMadeLines && !onRegister) return good;
  for (const receipt of receipts) {
    const answer = registration.textBlocks
      ? await sendBlock(context, receipt)
      : await sendLines(context, receipt);
    if (answer.kind !== 'positive') return answer;
  }
  return good;
}

function sendBlock(context: TerminalContext, receipt: TerminalReceipt): Promise<Answer> {
  const { encoding, charsetTag } = context.registration;
  const lines: ReturnType<typeof tlv>[] = [];
  let attribute = -1;
  for (const line of receipt.lines) {
    if (line.attribute !== attribute) lines.push(tlv(0x09, [line.attribute]));
    attribute = line.attribute;
    lines.push(tlv(0x07, encode(line, encoding)));
  }
  lines.push(tlv(0x09, [LAST_LINE]));
  const flags = (receipt.positive ? 0x01 : 0x04) | (receipt.signature ? 0x02 : 0) | 0x80;
  return context.session.exchange(
    'print',
    0x06d3,
    tlvContainer([
      tlv(0x1f07, [COPY_CODES[receipt.copy]]),
      tlv(0x1f37, [flags]),
      ...(charsetTag === undefined ? [] : [tlv(0x14, [charsetTag])]),
      tlv(0x25, encodeTlv(lines)),
    ]),
  );
}

async function sendLines(context: TerminalContext, receipt: TerminalReceipt): Promise<Answer> {
  const { encoding } = context.registration;
  for (const line of receipt.lines) {
    const data = [line.attribute, ...encode(line, encoding)];
    const answer = await context.session.exchange('print', 0x06d1, data);
    if (answer.kind !== 'positive') return answer;
  }
  return context.session.exchange('print', 0x06d1, [LAST_LINE]);
}

function encode(line: PrintedLine, encoding: string): number[] {
  return [...iconv.encode(line.text, encoding)];
}

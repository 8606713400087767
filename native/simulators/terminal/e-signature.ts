import { decodeFields } from './bmp.ts';
import { intermediate, type TerminalContext } from './context.ts';
import { ascii, variable } from './fields.ts';
import { encodeTlv, tlv, tlvContainer, tlvValues } from './tlv.ts';

/** The customer's signature was accepted or refused by the cashier, or must be given on paper. */
export type SignatureCheck = 'accepted' | 'rejected' | 'paper';

/** Menu items by the return value of tag 19. */
const ACCEPT = 0x01;
const REJECT = 0x02;
const MIME_BMP = 0x01;
const WIDTH = 32;
const HEIGHT = 8;

/**
 * Shows the signature captured on the terminal to the cashier with 06 D0, menu with graphic, when
 * the register has listed it (ZVT PA00P015 rev 13.08, 3.16). The answer carries the chosen item in
 * tag 19; a register that says nothing has seen it and accepts. Whatever else: on paper.
 */
export async function checkSignature(context: TerminalContext): Promise<SignatureCheck> {
  const { registration, session, timing } = context;
  if (!registration.tlv || !registration.checksSignature) return 'paper';
  await intermediate(context, 0xc8);
  const image = signatureImage();
  const answer = await session.exchange('request', 0x06d0, menu(image), timing.cardMs);
  if (answer.kind !== 'positive') return 'paper';
  const fields = decodeFields(answer.data);
  const container = fields.ok ? fields.fields.get(0x06) : undefined;
  const chosen = container === undefined ? undefined : tlvValues(container, 0x19)[0]?.[0];
  return chosen === REJECT ? 'rejected' : 'accepted';
}

function menu(image: readonly number[]): number[] {
  const size = image.length;
  const item = (value: number, text: string): number[] =>
    encodeTlv([tlv(0x19, [value]), tlv(0x07, ascii(text))]);
  return [
    ...[0x70, 0x00, 0x00, 0x00, 0x01],
    ...[0x71, size >>> 24, (size >>> 16) & 0xff, (size >>> 8) & 0xff, size & 0xff],
    ...[0x72, MIME_BMP],
    ...[0x73, 0x00],
    ...[0x74, 0x01],
    ...[0x75, 0x01],
    ...[0xf0, 0x00],
    ...[0xf1, ...variable(2, ascii('SIGNATURE CORRECT?'))],
    ...tlvContainer([
      tlv(0x1c, image),
      tlv(0x2b, encodeTlv([tlv(0x2c, item(ACCEPT, 'YES')), tlv(0x2c, item(REJECT, 'NO'))])),
    ]),
  ];
}

/** A stroke across a small black and white bitmap: nobody's signature. */
function signatureImage(): number[] {
  const little = (value: number, bytes: number): number[] =>
    Array.from({ length: bytes }, (_, at) => (value >>> (8 * at)) & 0xff);
  const rows = Array.from({ length: HEIGHT }, (_, row) => little(0x0000_000f << (row * 3), 4));
  const head = 14 + 40 + 8;
  const pixels = rows.flat();
  return [
    ...[0x42, 0x4d, ...little(head + pixels.length, 4), ...little(0, 4), ...little(head, 4)],
    ...[...little(40, 4), ...little(WIDTH, 4), ...little(HEIGHT, 4)],
    ...[...little(1, 2), ...little(1, 2), ...little(0, 4), ...little(pixels.length, 4)],
    ...[...little(2835, 4), ...little(2835, 4), ...little(2, 4), ...little(0, 4)],
    ...[0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0x00],
    ...pixels,
  ];
}

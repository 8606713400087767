import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openLog } from '../../electron/service/log.ts';
import type { Line } from '../../native/simulators/line/line.ts';
import { cards } from '../../native/simulators/terminal/cards.ts';
import { STATUS_TEXTS } from '../../native/simulators/terminal/context.ts';
import { encodeFrame, FrameReader } from '../../native/simulators/terminal/frame.ts';
import { openTestLane, type TestLane } from './lane-kit.ts';

/**
 * Published test numbers: what this terminal tells in clear, wherever it can. None with a row of
 * zeros: packed into bytes it would be found in any database file by chance.
 */
const VISA = '4111111111111111';
const MASTERCARD = '5555555555554444';
const AMEX = '378282246310005';
const UNIONPAY = '6212345678901265';
const NUMBERS = [VISA, MASTERCARD, AMEX, UNIONPAY];
/** Behind the separator of the stripe: expiry, service code, discretionary data. */
const STRIPE_TAIL = '2512101998877665';
const CVV = '739';
const WALLET_CODE = '283917462058174936';
const PASSWORD = '907153';

const ascii = (text: string) => [...text].map((sign) => sign.charCodeAt(0));
const packed = (digits: string) =>
  (digits.length % 2 === 0 ? digits : `${digits}F`)
    .match(/../g)
    ?.map((pair) => Number.parseInt(pair, 16)) ?? [];
const variable = (digits: 2 | 3, value: number[]) => [
  ...String(value.length)
    .padStart(digits, '0')
    .split('')
    .map((digit) => 0xf0 + Number(digit)),
  ...value,
];

/** Card data in every field of a status that has room for it (ZVT PA00P015, table of BMPs). */
const LEAK = [
  ...[0x22, ...variable(2, packed(VISA))],
  ...[0x23, ...variable(2, packed(`${VISA}D${STRIPE_TAIL}`))],
  ...[0x2d, ...variable(2, ascii(`B${VISA}^TEST/CARD^${STRIPE_TAIL}`))],
  ...[0x3a, ...packed(`${CVV}F`)],
  ...[0x3c, ...variable(3, ascii(`CARD ${VISA}`))],
  // Tag 1F7E is nobody's: an unknown object that is kept must not be kept like this.
  ...[0x06, 0x13, 0x1f, 0x7e, 0x10, ...ascii(VISA)],
];

/** Lets the terminal put card data into each 04 0F it sends, in front of its own fields. */
function leaky(line: Line): Line {
  return {
    ...line,
    kind: line.kind,
    address: line.address,
    listen: (listener) => line.listen(listener),
    setPulled: (pulled) => line.setPulled(pulled),
    hangUp: () => line.hangUp(),
    close: () => line.close(),
    send(bytes) {
      const apdu = line.kind === 'tcp' ? bytes : apduOf(bytes);
      if (apdu === null || apdu[0] !== 0x04 || apdu[1] !== 0x0f) return line.send(bytes);
      const data = [...LEAK, ...apdu.slice(apdu[2] === 0xff ? 5 : 3)];
      const length = [0xff, data.length & 0xff, data.length >> 8];
      const spoilt = Uint8Array.from([0x04, 0x0f, ...length, ...data]);
      leaked += 1;
      line.send(line.kind === 'tcp' ? spoilt : encodeFrame(spoilt));
    },
  };
}

function apduOf(bytes: Uint8Array): Uint8Array | null {
  const reader = new FrameReader();
  for (const byte of bytes) {
    const event = reader.push(byte);
    if (event?.kind === 'frame') return event.apdu;
  }
  return null;
}

let lane: TestLane;
let leaked = 0;
const shown: string[] = [];
const streams: string[] = [];
const before = {
  cards: structuredClone(cards),
  texts: structuredClone(STATUS_TEXTS),
};

beforeAll(async () => {
  for (const [card, maskedPan] of [
    [cards.visa, VISA],
    [cards.mastercard, MASTERCARD],
    [cards.amex, AMEX],
    [cards.unionpay, UNIONPAY],
  ] as const) {
    Object.assign(card, { maskedPan });
  }
  Object.assign(STATUS_TEXTS, { 0x04: `CARD ${VISA}`, 0x0e: `CARD 4111 1111 1111 1111` });
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    vi.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array) => {
      streams.push(String(chunk));
      return write(chunk);
    });
  }
  lane = await openTestLane({
    terminalPassword: PASSWORD,
    wrapTerminalLine: leaky,
    log: (dataDir) => openLog(join(dataDir, 'logs', 'till-service.log')),
    onPublish: (snapshot) => void shown.push(JSON.stringify(snapshot)),
  });
  const file = join(lane.dataDir, 'register.json');
  const settings = JSON.parse(readFileSync(file, 'utf8'));
  settings.devices.terminal.takesWalletCodes = true;
  writeFileSync(file, JSON.stringify(settings));
  await lane.start();
  await lane.openForSelling();
});
afterAll(async () => {
  vi.restoreAllMocks();
  Object.assign(STATUS_TEXTS, before.texts);
  for (const name of ['visa', 'mastercard', 'amex', 'unionpay'] as const) {
    Object.assign(cards[name], before.cards[name]);
  }
  await lane.close();
});

const settled = () => lane.until(({ payment }) => payment === null);
const payByCard = async () => {
  const amountMinor = lane.snapshot().basket?.remainingMinor ?? (await lane.scanOne());
  await lane.must('pay.card', { amountMinor });
  await settled();
};
const sold = () => lane.until(({ basket }) => basket === null);

/** A day on which everything that knows a card number tells it. */
async function liveADay(): Promise<void> {
  lane.terminal.nextOutcome({ kind: 'approve', card: 'visa' });
  await payByCard();
  await sold();
  lane.terminal.nextOutcome({ kind: 'approve', card: 'unionpay', cvm: 'signature' });
  await payByCard();
  await sold();
  lane.terminal.nextOutcome({ kind: 'decline', code: 0x05, card: 'amex' });
  await payByCard();
  // The answer is lost: the register asks for the last transaction, and is told it all again.
  lane.terminal.nextOutcome({ kind: 'approve', card: 'mastercard' });
  lane.terminal.faults.at('completion', { kind: 'silence' });
  await payByCard();
  await sold();
  await lane.scanOne();
  await lane.must('screen.expects', { expects: 'payment' });
  await lane.scanner.scan(WALLET_CODE);
  await sold();
  await lane.must('screen.expects', { expects: 'sale' });
  await settled();
  // A card in the wrong reader, a card number typed for a name.
  await lane.call('sale.scan', { text: `;${VISA}=${STRIPE_TAIL}?`, source: 'wedge' });
  await lane.call('sale.scan', { text: VISA, source: 'wedge' });
  await lane.scanOne();
  await lane.must('sale.park', { label: '4111 1111 1111 1111' });
  const parked = lane.snapshot().suspended[0]?.basketId ?? '';
  await lane.must('sale.resume', { basketId: parked });
  await lane.must('sale.voidBasket', { reason: 'customer' });
  await lane.until(({ receiptsWaiting }) => receiptsWaiting === 0);
  await lane.must('settlement.close', {});
  await lane.must('shift.close', { counted: [] });
  await lane.must('day.close', { skipSettlement: false });
  await lane.until(({ receiptsWaiting, phase }) => receiptsWaiting === 0 && phase === 'dayClosed');
  await lane.stop();
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** Every form in which digits could have been left behind, as a Latin-1 text of the bytes. */
function formsOf(digits: string): string[] {
  const latin = (bytes: number[]) => String.fromCharCode(...bytes);
  const hexOf = (bytes: number[]) =>
    bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const groups = digits.match(/.{1,4}/g) ?? [];
  const even = digits.slice(0, digits.length - (digits.length % 2));
  const shifted = digits.slice(1, digits.length - ((digits.length - 1) % 2));
  return [
    digits,
    groups.join(' '),
    groups.join('-'),
    latin(packed(even)),
    latin(packed(shifted)),
    hexOf(ascii(digits)),
    hexOf(ascii(digits)).toUpperCase(),
    packed(even).join(','),
    ascii(digits).join(','),
    [...digits].join('\u0000'),
    Buffer.from(digits).toString('base64').slice(0, -4),
    Buffer.from(packed(even)).toString('base64').slice(0, -4),
  ];
}

/** More than the last four of a number is too much: its first twelve digits are looked for. */
const SECRETS = [...NUMBERS, WALLET_CODE].map((number) => number.slice(0, 12)).concat(STRIPE_TAIL);

function secretsIn(text: string): string[] {
  const found = SECRETS.filter((secret) => formsOf(secret).some((form) => text.includes(form)));
  const short = new RegExp(`(?<![0-9a-f])(?:${PASSWORD})(?![0-9a-f])`, 'i');
  return short.test(text) ? [...found, 'password'] : found;
}

describe('after a day with a terminal that tells card data in clear', () => {
  it('nothing is left of it: files, journal, windows, paper, log', {
    timeout: 60_000,
  }, async () => {
    await liveADay();
    expect(leaked).toBeGreaterThan(5);

    // The terminal's own book is its maker's affair; the settings have the password by design.
    const ours = filesBelow(join(lane.dataDir, '..')).filter(
      (path) => !/terminal-book|register\.json$/.test(basename(path)),
    );
    const texts = new Map(ours.map((path) => [basename(path), readFileSync(path, 'latin1')]));
    for (const wanted of ['register.db', 'journal.ndjson', 'till-service.log']) {
      expect([...texts.keys()]).toContain(wanted);
    }
    expect([...texts.keys()].some((name) => name.endsWith('.ndjson'))).toBe(true);
    texts.set('windows', shown.join('\n'));
    texts.set('stdout and stderr', streams.join(''));
    const paper = lane.printer.receipts().map(({ lines }) => lines.map(({ text }) => text));
    texts.set('paper', paper.flat().join('\n'));

    const found = [...texts].map(([name, text]) => [name, secretsIn(text)] as const);
    expect(found.filter(([, secrets]) => secrets.length > 0)).toEqual([]);
    const journal = texts.get('journal.ndjson') ?? '';
    const cvv = new RegExp(`(?<![0-9A-Za-z.-])${CVV}(?![0-9A-Za-z.-])`);
    expect(cvv.test(journal), 'the CVV').toBe(false);
    // It did happen, and what may be kept was kept.
    expect(journal.includes('************1111')).toBe(true);
    expect(journal.includes('"wallet":"alipay"')).toBe(true);
    expect(texts.get('paper')).toContain('CUSTOMER COPY');
    expect(texts.get('windows')?.includes('CARD ************1111')).toBe(true);
  });

  it.each(NUMBERS)('the search would find %s in any of its forms', (number) => {
    for (const form of formsOf(number.slice(0, 12))) {
      expect(secretsIn(`x${form}y`)).not.toEqual([]);
    }
    expect(secretsIn(`number ************${number.slice(-4)}`)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { ManualClock, ManualLine } from '../terminal/manual-line.ts';
import { createPrinter, type PrinterOptions } from './printer.ts';

const ESC = '\x1b';
const GS = '\x1d';
const FS = '\x1c';
const CUT = `${GS}V\x00`;

function bench(options: Partial<PrinterOptions> = {}) {
  const line = new ManualLine('serial');
  const clock = new ManualClock();
  const printer = createPrinter({ ...options, line, clock });
  const send = (text: string): void => line.feed(Buffer.from(text, 'latin1'));
  const heard = (): number[] => [...line.take()];
  return { clock, printer, send, heard };
}

/** What one paper holds. */
function printed(text: string, options: Partial<PrinterOptions> = {}) {
  const { printer, send } = bench(options);
  send(`${ESC}@${text}${CUT}`);
  const [paper] = printer.receipts();
  if (paper === undefined) throw new Error('nothing was cut off');
  return { paper, problems: printer.problems() };
}

describe('a printer measures', () => {
  it.each([
    // start, 12 characters, check: 14 symbols of 11 modules, and a stop of 13
    ['{BABCDEFGHIJKL', 'ABCDEFGHIJKL', (14 * 11 + 13) * 2],
    // start, six pairs of digits, check
    ['{C\x01\x02\x03\x04\x05\x06', '010203040506', (8 * 11 + 13) * 2],
    // start, two characters, the change to C, two pairs, the change to B, one character, check
    ['{BA-{C\x0c\x22{B9', 'A-12349', (9 * 11 + 13) * 2],
  ])('CODE128 %j', (content, data, dots) => {
    const code = `${GS}w\x02${GS}k\x49${String.fromCharCode(content.length)}${content}`;
    const { paper, problems } = printed(code);
    expect(paper.barcodes).toEqual([{ type: 'CODE128', data, dots, module: 2 }]);
    expect(problems).toEqual([]);
  });

  it('a bar code in modules of three dots unless told otherwise', () => {
    expect(printed(`${GS}k\x49\x03{BA`).paper.barcodes[0]).toMatchObject({ module: 3, dots: 138 });
  });

  it.each([
    [32, 384],
    [42, 512],
    [48, 576],
  ])('%i columns as %i dots, and does not draw a code that is wider', (columns, dots) => {
    const length = Math.floor((dots / 2 - 13) / 11) - 2;
    const code = (size: number): string =>
      `${GS}w\x02${GS}k\x49${String.fromCharCode(size + 2)}{B${'A'.repeat(size)}`;
    expect(printed(code(length), { columns }).paper.barcodes).toHaveLength(1);
    const { paper, problems } = printed(code(length + 1), { columns });
    expect(paper.barcodes).toEqual([]);
    expect(problems.join()).toMatch(/not printed/);
  });

  it('the print area: left margin and width', () => {
    const code = `${GS}w\x02${GS}k\x49\x0e{BABCDEFGHIJKL`;
    expect(printed(`${GS}L\x30\x00${code}`, { columns: 32 }).paper.barcodes).toHaveLength(1);
    expect(printed(`${GS}L\x40\x00${code}`, { columns: 32 }).paper.barcodes).toEqual([]);
    expect(printed(`${GS}W\x40\x01${code}`, { columns: 32 }).paper.barcodes).toEqual([]);
    expect(printed(`${GS}W\x3c\x00123456\n`).paper.lines.map(({ text }) => text)).toEqual([
      '12345',
      '6',
    ]);
  });

  it.each([
    ['A'.repeat(25), 21],
    ['A'.repeat(26), 25],
    ['a'.repeat(17), 21],
    ['a'.repeat(18), 25],
  ])('QR %s as %i modules', (data, modules) => {
    const qr = `${GS}(k\x03\x00\x31\x43\x08${GS}(k${String.fromCharCode(data.length + 3)}\x00\x31\x50\x30${data}${GS}(k\x03\x00\x31\x51\x30`;
    expect(printed(qr).paper.qrCodes).toEqual([{ type: 'QR', data, dots: modules * 8, module: 8 }]);
  });

  it('characters: 12 dots, 24 in Kanji mode, twice as wide when doubled', () => {
    const dots = (text: string): number | undefined => printed(text).paper.lines[0]?.dots;
    expect(dots('abc\n')).toBe(36);
    expect(dots(`${FS}&\xc5\xa3 1\n`)).toBe(48);
    expect(dots(`${GS}!\x11ab\n`)).toBe(48);
    expect(dots(`${ESC}M\x01ab\n`)).toBe(18);
    expect(dots(`${FS}&${FS}!\x0c\xc5\xa3\n`)).toBe(48);
  });

  it('and breaks a line that is too long, which it tells', () => {
    const { paper } = printed(`${'x'.repeat(33)}\n`, { columns: 32 });
    expect(paper.lines.map(({ broken }) => broken)).toEqual([true, false]);
  });
});

describe('a Chinese model', () => {
  it('takes accents for Chinese until Kanji mode is cancelled, also after ESC @', () => {
    const text = 'caf\x82 1\n';
    const [chinese] = printed(text, { chineseModel: true }).paper.lines;
    expect(chinese?.text).not.toContain('é');
    const [latin] = printed(`${FS}.${ESC}t\x13${text}`, { chineseModel: true }).paper.lines;
    expect(latin?.text).toBe('café 1');
  });

  it('has the yuan sign in the place of the dollar until ESC R 0', () => {
    const line = (text: string) => printed(text, { chineseModel: true }).paper.lines[0]?.text;
    expect([line('$\n'), line(`${ESC}R\x00$\n`)]).toEqual(['¥', '$']);
  });
});

describe('the line and the buffer', () => {
  it('at 9,600 baud carry 960 bytes a second', async () => {
    const { clock, printer, send } = bench({ baud: 9600 });
    send(`${'x'.repeat(47)}\n`.repeat(40) + CUT); // 1,923 bytes
    await clock.pass(1_900);
    expect(printer.receipts()).toHaveLength(0);
    await clock.pass(200);
    expect(printer.receipts()).toHaveLength(1);
  });

  it('print at the speed of the paper, and answer in print order when it has come out', async () => {
    const { clock, printer, send, heard } = bench({ mmPerSecond: 100 });
    // 100 lines of 34 dots are 425 mm.
    send(`${'x\n'.repeat(100)}${GS}(H\x06\x00\x30\x30abcd`);
    await clock.pass(4_000);
    expect(heard()).toEqual([]);
    await clock.pass(400);
    expect(heard()).toEqual([0x37, 0x22, 0x61, 0x62, 0x63, 0x64, 0x00]);
    expect(printer.openLines()).toHaveLength(100);
  });

  it('lose what finds no room while the paper is out, and still act in real time', async () => {
    const { printer, send, heard } = bench({ bufferBytes: 100 });
    printer.faults.paper('out');
    send('x'.repeat(150));
    send('\x10\x04\x01\x10\x14\x01\x00\x01');
    expect(heard()).toEqual([0x1a]);
    expect(printer.drawerKicks()).toBe(1);
    expect(printer.problems()).toEqual(['50 bytes lost: buffer full']);
  });

  it('say XOFF before that, and XON when there is room', async () => {
    const { printer, send, heard } = bench({ bufferBytes: 512, xonXoff: true });
    printer.faults.paper('out');
    send('x'.repeat(400));
    expect(heard()).toEqual([0x13]);
    printer.faults.paper('ok');
    expect(heard()).toEqual([0x11]);
  });

  it('keep what came offline and print it when the paper is in', () => {
    const { printer, send, heard } = bench();
    printer.faults.paperOutAfter(2);
    send(`a\nb\nc\n${CUT}${GS}r\x01`);
    expect(printer.openLines()).toHaveLength(2);
    expect(heard()).toEqual([]);
    printer.faults.paper('ok');
    expect(printer.receipts()).toHaveLength(1);
    expect(heard()).toEqual([0x00]);
  });

  it('are emptied by DLE DC4 8, which is confirmed', () => {
    const { printer, send, heard } = bench();
    printer.faults.paper('out');
    send(`late\n${CUT}`);
    send('\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08');
    expect(heard()).toEqual([0x37, 0x25, 0x00]);
    printer.faults.paper('ok');
    expect(printer.receipts()).toEqual([]);
  });
});

describe('answers', () => {
  it('in real time are for the state of now, within a command its data', () => {
    const { printer, send, heard } = bench();
    send(`${ESC}3\x10\x04\x01`); // the 10 is the spacing, 04 and 01 are nothing
    expect(heard()).toEqual([0x12]);
    printer.faults.error(true);
    send('\x10\x04\x01\x10\x04\x02\x10\x04\x03');
    expect(heard()).toEqual([0x1a, 0x52, 0x1a]);
    send('\x10\x14\x01\x00\x01');
    expect(printer.drawerKicks()).toBe(0);
  });

  it('come by themselves where the memory switch says so', () => {
    const { printer, heard } = bench({ automaticStatus: true });
    printer.faults.coverOpen(true);
    expect(heard()).toEqual([0x38, 0, 0, 0]);
    printer.faults.coverOpen(false);
    printer.faults.paper('out');
    expect(heard()).toEqual([0x10, 0, 0, 0, 0x18, 0, 0x0f, 0]);
  });

  it.each([
    ['processId', [0x37, 0x22, 0x61, 0x62, 0x63, 0x64, 0x00, 0x00]],
    ['sensor', [0x00]],
    ['realTime', []],
  ] as const)('of a printer of the kind %s', (answers, expected) => {
    const { send, heard } = bench({ answers });
    send(`${GS}(H\x06\x00\x30\x30abcd${GS}r\x01`);
    expect(heard()).toEqual(expected);
  });

  it('in print order can come late', async () => {
    const { clock, printer, send, heard } = bench();
    printer.faults.answersLate(3_000);
    send(`${GS}r\x01\x10\x04\x01`);
    expect(heard()).toEqual([0x12]);
    await clock.pass(3_000);
    expect(heard()).toEqual([0x00]);
  });
});

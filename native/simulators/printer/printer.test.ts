import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, describe, expect, it } from 'vitest';
import { listenTcp } from '../line/tcp-line.ts';
import { createPrinter, type PrinterOptions } from './printer.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const ESC = '\x1b';
const GS = '\x1d';
const CUT = `${GS}V\x00`;

async function bench(options: Partial<PrinterOptions> = {}) {
  const line = await listenTcp(0);
  const printer = createPrinter({ ...options, line });
  cleanUps.push(printer.close);
  const socket: Socket = connect(line.port, '127.0.0.1');
  cleanUps.push(() => Promise.resolve(void socket.destroy()));
  const answers: number[] = [];
  let wake: () => void = () => undefined;
  socket.on('data', (chunk) => {
    answers.push(...chunk);
    wake();
  });
  const nextAnswer = async (): Promise<number> => {
    for (;;) {
      const answer = answers.shift();
      if (answer !== undefined) return answer;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const send = (bytes: string | Buffer): void => {
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  };
  return { printer, send, nextAnswer };
}

const receipt = Buffer.concat([
  Buffer.from(`${ESC}@${ESC}a\x01${GS}!\x11SHOP\n${GS}!\x00${ESC}a\x00${ESC}E\x01TOTAL`, 'latin1'),
  Buffer.from(`${ESC}E\x00${ESC}t\x13 `, 'latin1'),
  iconv.encode('Äpfel 1,20 €\n', 'cp858'),
  Buffer.from('\x1c&', 'latin1'),
  iconv.encode('苹果 红富士\n', 'gb18030'),
  Buffer.from('\x1c.', 'latin1'),
  Buffer.from(`${GS}k\x43\x0d6901234567892`, 'latin1'),
  Buffer.from(`${GS}(k\x08\x00\x31\x50\x30HELLO${GS}(k\x03\x00\x31\x51\x30`, 'latin1'),
  Buffer.from(`${GS}v0\x00\x02\x00\x03\x00\x1b@\x1dV\x00\n`, 'latin1'),
  Buffer.from(`${ESC}p\x00\x19\xfaend${ESC}d\x03${GS}VA\x00`, 'latin1'),
]);

describe('the ESC/POS printer', () => {
  it.each([
    ['in one piece', receipt.length],
    ['byte by byte', 1],
    ['in sevens', 7],
  ])('reads a receipt sent %s', async (_, size) => {
    const { printer, send } = await bench();
    for (let at = 0; at < receipt.length; at += size) send(receipt.subarray(at, at + size));
    const [printed] = await printer.waitForReceipts(1);
    expect(printed).toEqual({
      no: 1,
      lines: [
        {
          text: 'SHOP',
          bold: false,
          doubleWidth: true,
          doubleHeight: true,
          align: 'centre',
          dots: 96,
          broken: false,
        },
        {
          text: 'TOTAL Äpfel 1,20 €',
          bold: true,
          doubleWidth: false,
          doubleHeight: false,
          align: 'left',
          dots: 216,
          broken: false,
        },
        {
          text: '苹果 红富士',
          bold: false,
          doubleWidth: false,
          doubleHeight: false,
          align: 'left',
          dots: 132,
          broken: false,
        },
        {
          text: 'end',
          bold: false,
          doubleWidth: false,
          doubleHeight: false,
          align: 'left',
          dots: 36,
          broken: false,
        },
      ],
      barcodes: [{ type: 'EAN13', data: '6901234567892', dots: 285, module: 3 }],
      qrCodes: [{ type: 'QR', data: 'HELLO', dots: 63, module: 3 }],
      qr: ['HELLO'],
      images: [{ width: 16, height: 3 }],
      drawerKicks: 1,
      cut: 'partial',
    });
    expect(printer.problems()).toEqual([]);
    expect(printer.drawerKicks()).toBe(1);
  });

  it('starts in Chinese on a Chinese model and wraps at the paper edge', async () => {
    const { printer, send } = await bench({ chineseModel: true, columns: 8 });
    send(Buffer.concat([iconv.encode('可口可乐一瓶\n', 'gb18030'), Buffer.from(CUT, 'latin1')]));
    const [printed] = await printer.waitForReceipts(1);
    expect(printed?.lines.map(({ text }) => text)).toEqual(['可口可乐', '一瓶']);
  });

  it('stops when the paper is out, still answers status, prints the rest afterwards', async () => {
    const { printer, send, nextAnswer } = await bench();
    send('\x10\x04\x01\x10\x04\x04');
    expect([await nextAnswer(), await nextAnswer()]).toEqual([0x12, 0x12]);
    printer.faults.paper('out');
    send(`lost?\n${CUT}\x10\x04\x01\x10\x04\x02\x10\x04\x04`);
    expect([await nextAnswer(), await nextAnswer(), await nextAnswer()]).toEqual([
      0x1a, 0x32, 0x7e,
    ]);
    expect(printer.receipts()).toEqual([]);
    printer.faults.coverOpen(true);
    printer.faults.paper('nearEnd');
    send('\x10\x04\x02\x10\x04\x04');
    expect([await nextAnswer(), await nextAnswer()]).toEqual([0x16, 0x1e]);
    printer.faults.coverOpen(false);
    const [printed] = await printer.waitForReceipts(1);
    expect(printed?.lines[0]?.text).toBe('lost?');
  });

  it('reports changes by itself once asked to, and sensors on request', async () => {
    const { printer, send, nextAnswer } = await bench();
    send(`${GS}r\x01`);
    expect(await nextAnswer()).toBe(0x00);
    send(`${GS}a\xff`);
    const four = async () => [
      await nextAnswer(),
      await nextAnswer(),
      await nextAnswer(),
      await nextAnswer(),
    ];
    expect(await four()).toEqual([0x10, 0, 0, 0]);
    printer.faults.offline(true);
    expect(await four()).toEqual([0x18, 0, 0, 0]);
    printer.faults.offline(false);
    expect(await four()).toEqual([0x10, 0, 0, 0]);
    send('\x10\x14\x01\x00\x05');
    expect(await four()).toEqual([0x14, 0, 0, 0]);
    expect(printer.drawerKicks()).toBe(1);
  });

  it('prints on in order after a drawer pulse at the start of a long receipt', async () => {
    const { printer, send } = await bench();
    const rows = Array.from({ length: 40 }, (_, row) => `row ${String(row).padStart(2, '0')}`);
    // Automatic status is on, so that the pulse is a change of state the printer reports.
    send(`${GS}a\xff${ESC}p\x00\x19\xfa${rows.join('\n')}\n${CUT}`);
    const [paper] = await printer.waitForReceipts(1);
    expect(paper?.lines.map(({ text }) => text)).toEqual(rows);
  });

  it('prints slowly when told to and writes receipts to a folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tillwright-printer-'));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    const { printer, send } = await bench({ folder: join(folder, 'out') });
    printer.faults.slow(1_000);
    send(`slow and sure\n${CUT}`);
    await printer.waitForReceipts(1);
    const text = await readFile(join(folder, 'out', 'receipt-0001.txt'), 'utf8');
    expect(text).toBe('slow and sure\n[cut full]\n');
  });

  it('names what a real printer would make garbage of', async () => {
    const { printer, send } = await bench();
    send(`${ESC}t\x63${GS}k\x43\x03abc\x1bZ${CUT}`);
    await printer.waitForReceipts(1);
    expect(printer.problems()).toEqual([
      'unknown code page 99',
      'bar code EAN13 cannot hold "abc"',
      'unknown command ESC 5a',
    ]);
  });
});

import { afterEach, expect, test } from 'vitest';
import { CURRENCIES } from '../../core/money/currency.ts';
import type { PrintDocument } from '../../core/receipt/types.ts';
import type { Device } from '../../till/ports/device.ts';
import { availableLine } from '../simulators/line/available-line.ts';
import type { NearEnd } from '../simulators/line/available-line.ts';
import { createPrinter } from '../simulators/printer/printer.ts';
import { createScanner } from '../simulators/scanner/scanner.ts';
import { buildDevices } from './build-devices.ts';
import { keptLog } from './testing/quiet-log.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const DOCUMENT: PrintDocument = {
  columns: 48,
  blocks: [
    { kind: 'text', text: '便民超市 Tillwright', align: 'center', bold: true, size: 'large' },
    {
      kind: 'text',
      text: '牛奶 250ml            3.50',
      align: 'left',
      bold: false,
      size: 'normal',
    },
    { kind: 'barcode', symbology: 'code128', data: 'S1-01-000042' },
    { kind: 'qr', data: 'https://example.test/r/42' },
  ],
};

function withLine(near: NearEnd) {
  return near.kind === 'serial' ? { ...near, baud: 9600, stopBits: 1 as const } : near;
}

function whenReady(device: Device): Promise<void> {
  if (device.status().state === 'ready') return Promise.resolve();
  return new Promise((resolve) => {
    const stop = device.onStatus(({ state }) => {
      if (state !== 'ready') return;
      stop();
      resolve();
    });
  });
}

const around = {
  currency: CURRENCIES.CNY,
  clock: { nowMs: () => Date.now() },
  log: keptLog(),
};

test('a receipt reaches the simulated printer as it was laid out', async () => {
  const line = await availableLine();
  cleanUps.push(() => line.close());
  const paper = createPrinter({ line: line.line });
  cleanUps.push(() => paper.close());
  const { printer, close } = buildDevices(
    {
      terminal: null,
      scanner: null,
      printer: {
        protocol: 'escpos',
        line: withLine(line.near),
        columns: 48,
        codePage: 'gb18030',
      },
    },
    around,
  );
  cleanUps.push(close);
  expect(await printer.print(DOCUMENT)).toEqual({ outcome: 'done' });
  const [receipt] = paper.receipts();
  expect(receipt?.lines.map((printed) => printed.text.trim())).toEqual(
    expect.arrayContaining(['便民超市 Tillwright', '牛奶 250ml            3.50']),
  );
  expect(receipt?.lines[0]).toMatchObject({ bold: true, doubleWidth: true, align: 'centre' });
  expect(JSON.stringify(receipt)).toContain('S1-01-000042');
  expect(JSON.stringify(receipt)).toContain('https://example.test/r/42');
  expect(paper.drawerKicks()).toBe(0);
  expect(paper.problems()).toEqual([]);
});

test.each(['gb18030', 'cp858'] as const)(
  'a drawer pulse leaves nothing on the next paper: %s',
  async (codePage) => {
    const line = await availableLine();
    cleanUps.push(() => line.close());
    const paper = createPrinter({ line: line.line });
    cleanUps.push(() => paper.close());
    const settings = {
      protocol: 'escpos' as const,
      line: withLine(line.near),
      columns: 48 as const,
      codePage,
    };
    const { printer, close } = buildDevices(
      { terminal: null, scanner: null, printer: settings },
      around,
    );
    cleanUps.push(close);
    for (let sale = 0; sale < 3; sale += 1) {
      expect(await printer.print(DOCUMENT)).toEqual({ outcome: 'done' });
      expect(await printer.openDrawer()).toEqual({ outcome: 'done' });
    }
    expect(paper.drawerKicks()).toBe(3);
    const [first, ...others] = paper
      .receipts()
      .map(({ lines, qrCodes, barcodes }) => ({ lines, qrCodes, barcodes }));
    expect(others).toEqual([first, first]);
    expect(paper.problems()).toEqual([]);
  },
);

test('a code from the simulated scanner arrives', async () => {
  const line = await availableLine();
  cleanUps.push(() => line.close());
  const gun = createScanner({ line: line.line });
  const { scanner, close } = buildDevices(
    { terminal: null, printer: null, scanner: { line: withLine(line.near) } },
    around,
  );
  cleanUps.push(close);
  await whenReady(scanner);
  const scanned = new Promise<string>((resolve) => {
    scanner.onScan(({ text }) => resolve(text));
  });
  await gun.scan('6901234567892');
  expect(await scanned).toBe('6901234567892');
});

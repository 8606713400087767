import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listenTcp, type TcpLine } from '../../native/simulators/line/tcp-line.ts';
import { openTrainingTerminal, type TrainingTerminal } from './terminal.ts';

let folder = '';
let line: TcpLine;
let terminal: TrainingTerminal;
let register: Socket;
let received: Buffer[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-training-'));
  line = await listenTcp(0);
  terminal = openTrainingTerminal({
    line,
    password: '123456',
    currencyNumeric: '978',
    bookFile: join(folder, 'book.jsonl'),
    stepMs: 0,
  });
  received = [];
  register = connect(line.port, '127.0.0.1');
  register.on('error', () => undefined);
  register.on('data', (bytes: Buffer) => void received.push(bytes));
  await new Promise((resolve) => register.once('connect', resolve));
});
afterEach(async () => {
  register.destroy();
  await terminal.close();
  rmSync(folder, { recursive: true, force: true });
});

/** ZVT PA00P015, Authorization 06 01 with amount and currency: 12.34 euro. */
const PAY = Buffer.from('06010a04000000001234490978', 'hex');

async function awaitCard(): Promise<void> {
  register.write(PAY);
  await vi.waitFor(() => expect(terminal.state().waitingForCard).toBe(true));
}

test('a card is awaited until a button is pressed', async () => {
  expect(terminal.press('approve')).toBe(false);
  let changes = 0;
  terminal.onChange(() => {
    changes += 1;
  });
  await awaitCard();
  expect(terminal.state()).toMatchObject({ on: true, amountMinor: 1234, losesResult: false });
  expect(terminal.press('decline')).toBe(true);
  expect(terminal.state().waitingForCard).toBe(false);
  // 04 0F with result code 05 (BMP 27): declined.
  await vi.waitFor(() => expect(Buffer.concat(received).toString('hex')).toContain('040f'));
  expect(Buffer.concat(received).toString('hex')).toContain('2705');
  expect(changes).toBeGreaterThan(1);
});

test('the power goes and comes', async () => {
  await awaitCard();
  terminal.press('power');
  expect(terminal.state()).toMatchObject({ on: false, lines: [], waitingForCard: false });
  terminal.press('power');
  expect(terminal.state().on).toBe(true);
});

test('the cable is pulled and put back', async () => {
  const gone = new Promise((resolve) => register.once('close', resolve));
  terminal.press('cable');
  expect(terminal.state().cableOut).toBe(true);
  await gone;
  terminal.press('cable');
  expect(terminal.state().cableOut).toBe(false);
});

test('a result that is to be lost never comes, and the line drops', async () => {
  terminal.press('loseResult');
  expect(terminal.state().losesResult).toBe(true);
  await awaitCard();
  const gone = new Promise((resolve) => register.once('close', resolve));
  terminal.press('contactless');
  await gone;
  expect(Buffer.concat(received).toString('hex')).not.toContain('040f');
  await vi.waitFor(() => expect(terminal.state().losesResult).toBe(false));
});

test('pressed once more, the result comes after all', () => {
  terminal.press('loseResult');
  terminal.press('loseResult');
  expect(terminal.state().losesResult).toBe(false);
});

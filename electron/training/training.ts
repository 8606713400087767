// Entry of the utilityProcess "training-terminal": a simulated card terminal on a TCP port of this
// machine, and the folder of the register that is practised on. Arguments: `--shop-dir=FOLDER`, the
// shop's own data, read and never written; `--data-dir=FOLDER`, the training register's.
import path from 'node:path';
import type { MessagePortMain } from 'electron';
import { z } from 'zod';
import type { ServiceMessage } from '../../contracts/ipc.ts';
import type { RegisterSettings } from '../../contracts/settings.ts';
import type { TrainingView } from '../../contracts/training.ts';
import { FIRST_LANGUAGE } from '../../core/language.ts';
import { CURRENCIES } from '../../core/money/currency.ts';
import { listenTcp, type TcpLine } from '../../native/simulators/line/tcp-line.ts';
import { openTrainingTerminal, type TerminalState, type TrainingTerminal } from './terminal.ts';
import {
  lastPort,
  prepareTrainingFolder,
  readShop,
  TRAINING_HOST,
  TRAINING_PASSWORD,
} from './training-folder.ts';
import { serveWindow } from './window-line.ts';

const orderSchema = z.object({ kind: z.enum(['attach', 'close']) });

/** The value of `--NAME=VALUE`; main always gives it. */
function argument(name: string): string {
  const prefix = `--${name}=`;
  const found = process.argv.find((text) => text.startsWith(prefix));
  if (found === undefined) throw new Error(`the training terminal needs ${prefix}FOLDER`);
  return found.slice(prefix.length);
}

interface Opened {
  readonly terminal: TrainingTerminal | null;
  readonly shop: RegisterSettings | null;
  readonly fault: string | null;
}

async function open(shopDir: string, trainingDir: string): Promise<Opened> {
  const read = readShop(shopDir);
  if (!read.ok) return { terminal: null, shop: null, fault: read.reason };
  const shop = read.settings;
  const line = await listenAgain(lastPort(trainingDir));
  const { port } = line;
  const fault = prepareTrainingFolder({ shopDir, trainingDir, shop, port });
  if (fault !== null) {
    await line.close();
    return { terminal: null, shop, fault: `${trainingDir}: cannot be written (${fault})` };
  }
  const terminal = openTrainingTerminal({
    line,
    password: TRAINING_PASSWORD,
    currencyNumeric: CURRENCIES[shop.currency].numeric,
    bookFile: path.join(trainingDir, 'terminal-book.jsonl'),
  });
  return { terminal, shop, fault: null };
}

/** The port of before, so that a register that is still running finds it again; else any. */
async function listenAgain(port: number): Promise<TcpLine> {
  try {
    return await listenTcp(port, TRAINING_HOST);
  } catch (caught) {
    // Somebody else has it by now. Without any port there is nothing to train on: that one throws.
    if (port === 0) throw caught;
    return listenTcp(0, TRAINING_HOST);
  }
}

const NO_TERMINAL: TerminalState = {
  on: false,
  cableOut: false,
  losesResult: false,
  lines: [],
  waitingForCard: false,
  amountMinor: null,
  papers: [],
};

function viewer({ terminal, shop, fault }: Opened): () => TrainingView {
  let revision = 0;
  const { code, decimals } = CURRENCIES[shop?.currency ?? 'CNY'];
  return () => {
    revision += 1;
    return {
      revision,
      fault,
      locale: shop?.defaultLocale ?? FIRST_LANGUAGE,
      currency: { code, decimals },
      ...(terminal?.state() ?? NO_TERMINAL),
    };
  };
}

async function main(): Promise<void> {
  const opened = await open(argument('shop-dir'), argument('data-dir'));
  const view = viewer(opened);
  let windowPort: MessagePortMain | null = null;
  const calls = { view, press: opened.terminal?.press ?? (() => false) };
  opened.terminal?.onChange(() => {
    const event: ServiceMessage = { kind: 'event', name: 'view', payload: view() };
    windowPort?.postMessage(event);
  });
  process.parentPort.on('message', ({ data, ports }) => {
    // What was booked is in the book already: there is nothing to wait for.
    if (orderSchema.parse(data).kind === 'close') process.exit(0);
    const [port] = ports;
    if (port === undefined) throw new Error('main attached a window without a port');
    windowPort?.close();
    windowPort = port;
    serveWindow(port, calls);
  });
  process.parentPort.postMessage({ kind: 'ready' });
}

void main();

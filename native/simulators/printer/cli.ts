import { parseArgs } from 'node:util';
import {
  LINE_HELP,
  lineOptions,
  onStop,
  openCliLine,
  runCli,
  wholeNumber,
} from '../line/cli-line.ts';
import { createPrinter, type PrinterAnswers } from './printer.ts';
import { receiptText } from './receipt.ts';

const HELP = `An ESC/POS receipt printer: shows each receipt when it is cut.

${LINE_HELP}
  --columns N     characters in a line: 32 (58 mm), 42 or 48 (80 mm); default 48
  --answers KIND  processId (newer Epson models), sensor or realTime; default processId
  --chinese       a simplified-Chinese model (GB18030 from power-on)
  --folder DIR    write each receipt to DIR/receipt-0001.txt
  --interactive   keys: p paper out/ok, n near end, c cover, o offline, g gone, q quit
  --help          this text
`;

runCli(async () => {
  const { values } = parseArgs({
    options: {
      ...lineOptions,
      columns: { type: 'string' },
      answers: { type: 'string' },
      chinese: { type: 'boolean' },
      folder: { type: 'string' },
      interactive: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const columns = wholeNumber('--columns', values.columns ?? '48', 80);
  const { line, registerSide, close } = await openCliLine(values);
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const printer = createPrinter({
    line,
    columns,
    chineseModel: values.chinese ?? false,
    answers: answersOf(values.answers ?? 'processId'),
    ...(values.folder === undefined ? {} : { folder: values.folder }),
    onReceipt: (receipt) => say(`--- receipt ${receipt.no}\n${receiptText(receipt)}`),
    onLog: say,
  });
  say(`printer ready, register connects to ${registerSide}`);
  const stop = (): void => {
    process.stdin.pause();
    void printer.close().then(close);
  };
  onStop(stop);
  if (values.interactive) switchesOnKeys(printer, say, stop);
});

function answersOf(text: string): PrinterAnswers {
  if (text === 'processId' || text === 'sensor' || text === 'realTime') return text;
  throw new Error('--answers is processId, sensor or realTime');
}

function switchesOnKeys(
  printer: ReturnType<typeof createPrinter>,
  say: (text: string) => void,
  stop: () => void,
): void {
  const { faults } = printer;
  const on = new Set<string>();
  const actions: Record<string, (on: boolean) => void> = {
    p: (out) => faults.paper(out ? 'out' : 'ok'),
    n: (near) => faults.paper(near ? 'nearEnd' : 'ok'),
    c: (open) => faults.coverOpen(open),
    o: (off) => faults.offline(off),
    g: (gone) => faults.gone(gone),
  };
  if (process.stdin.isTTY) process.stdin.setRawMode(true);
  process.stdin.on('data', (chunk: Buffer) => {
    for (const key of chunk.toString('latin1')) {
      if (key === 'q' || key === '\x03') stop();
      const action = actions[key];
      if (action === undefined) continue;
      if (!on.delete(key)) on.add(key);
      action(on.has(key));
      say(`${key} ${on.has(key) ? 'on' : 'off'}`);
    }
  });
}

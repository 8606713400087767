// The simulated terminal in a process of its own. Arguments: its serial port, its book file.
import type { Outcome } from '../../native/simulators/terminal/cards.ts';
import type { Line } from '../../native/simulators/line/line.ts';
import { openSerialLine } from '../../native/simulators/line/serial-line.ts';
import { createTerminal } from '../../native/simulators/terminal/terminal.ts';
import type { FromTerminal, MessageOrder, ToTerminal } from './messages.ts';
import { pacedTiming } from './pace.ts';

const [, , port = '', bookFile = ''] = process.argv;
let orders: MessageOrder[] = [];
const due = new Set<NodeJS.Timeout>();
let customer: Outcome = { kind: 'approve' };
let nextCustomer: Outcome = customer;

function tell(message: FromTerminal): void {
  process.send?.(message);
}

const terminal = createTerminal({
  line: await openWhenThere(),
  currency: '156',
  password: '123456',
  bookFile,
  timing: pacedTiming,
  batchLimit: 100_000,
  // Beside each approval, as some terminals have it: it must not matter.
  hostCode: 0x01,
  outcomes() {
    const now = customer;
    customer = nextCustomer;
    return now;
  },
  onLog({ direction, text }) {
    const said = `${direction} ${text.replaceAll(' ', '').toLowerCase()}`;
    const struck = orders.filter(({ message }) => said.startsWith(message));
    orders = orders.filter((order) => !struck.includes(order));
    for (const order of struck) {
      // At once is before the message leaves, or before what was heard has any effect.
      if (order.plusMs === 0) strike(order);
      else due.add(setTimeout(() => strike(order), order.plusMs));
    }
  },
});

/** It may be switched on while the adapter is out of its socket. */
async function openWhenThere(): Promise<Line> {
  for (;;) {
    const line = await openSerialLine(port, 9600, { stopBits: 2 }).catch(() => null);
    if (line !== null) return line;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function strike({ victim }: MessageOrder): void {
  if (victim === 'terminal') process.kill(process.pid, 'SIGKILL');
  else tell({ kind: 'moment' });
}

process.on('message', (message: ToTerminal) => {
  switch (message.kind) {
    case 'arm':
      ({ customer, nextCustomer } = message);
      for (const { at, action } of message.faults) terminal.faults.at(at, action);
      orders = [...message.orders];
      return;
    case 'calm':
      orders = [];
      for (const timer of due) clearTimeout(timer);
      due.clear();
      terminal.faults.clear();
      terminal.faults.plugIn();
      terminal.powerOn();
      tell({ kind: 'calm' });
      return;
    case 'book':
      tell({ kind: 'book', entries: terminal.book() });
      return;
    case 'close':
      void terminal.close().then(() => process.exit(0));
  }
});
process.on('disconnect', () => process.exit(0));
tell({ kind: 'ready' });

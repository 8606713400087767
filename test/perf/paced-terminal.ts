// The simulated terminal on a line as slow as a wire, in a process of its own so that its waiting
// takes nothing from the register. Arguments: its serial port, the baud rate.
import { openSerialLine } from '../../native/simulators/line/serial-line.ts';
import { createTerminal } from '../../native/simulators/terminal/terminal.ts';
import { PacedLine } from './paced-line.ts';

const [, , port = '', baudText = ''] = process.argv;
const baud = Number(baudText);
/** ZVT PA00P016 §2: start bit, 8 data bits, 2 stop bits. */
const BITS_PER_BYTE = 11;

const line = new PacedLine(await openSerialLine(port, baud, { stopBits: 2 }), baud, BITS_PER_BYTE);
const terminal = createTerminal({
  line,
  currency: '156',
  password: '123456',
  // Neither customer nor bank takes any time: what is left is the register's and the line's.
  timing: { stepMs: 0 },
  outcomes: () => ({ kind: 'approve', card: 'visa' }),
});
process.on('message', () => process.send?.(line.takeUse()));
process.on('disconnect', () => void terminal.close().then(() => process.exit(0)));
process.send?.('ready');

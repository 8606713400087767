import { terminalDriver } from '../terminal-kit/driver.ts';
import { zvtReason } from './reasons.ts';
import { ZvtTerminal } from './terminal.ts';

/** ZVT (PA00P015, PA00P016): terminals of Germany and its neighbours. */
export const zvt = terminalDriver({
  id: 'zvt',
  name: 'ZVT',
  // PA00P016 §2 and §3.
  usualLine: { kind: 'serial', baud: 9600, stopBits: 2, port: 20_007 },
  reasons: zvtReason,
  fields: {
    password: { kind: 'text', maxLength: 6, pattern: /^\d{6}$/, secret: true },
    /** The terminal takes customers' payment codes scanned at the register. */
    takesWalletCodes: { kind: 'switch' },
    /** The cashier judges signatures given on the terminal's screen. */
    checksSignatures: { kind: 'switch' },
  },
  open({ terminalId, line, password, takesWalletCodes, checksSignatures }, around) {
    const own = { terminalId, password, takesWalletCodes, checksSignatures };
    return new ZvtTerminal({ ...around, ...own, framing: line.kind });
  },
});

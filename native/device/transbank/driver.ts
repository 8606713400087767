import { terminalDriver } from '../terminal-kit/driver.ts';
import { TRANSBANK_REASONS } from './reasons.ts';
import { TransbankTerminal } from './terminal.ts';

/** POS Integrado of Transbank: terminals of Chile. */
export const transbank = terminalDriver({
  id: 'transbank',
  name: 'Transbank',
  usualLine: { kind: 'serial', baud: 115_200, stopBits: 1, port: null },
  reasons: TRANSBANK_REASONS,
  fields: {},
  open: ({ terminalId }, around) => new TransbankTerminal({ ...around, terminalId }),
});

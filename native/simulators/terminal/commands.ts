/** The commands this terminal has, by the name scripts use (ZVT PA00P015 rev 13.08, chapter 2). */
const COMMANDS = {
  statusEnquiry: 0x0501,
  registration: 0x0600,
  sale: 0x0601,
  logOff: 0x0602,
  totals: 0x0610,
  reset: 0x0618,
  repeatReceipt: 0x0620,
  preAuth: 0x0622,
  partialReversal: 0x0623,
  bookTotal: 0x0624,
  preAuthReversal: 0x0625,
  reversal: 0x0630,
  refund: 0x0631,
  endOfDay: 0x0650,
  diagnosis: 0x0670,
  setDate: 0x0691,
  initialisation: 0x0693,
  abort: 0x06b0,
  readCard: 0x06c0,
  displayText: 0x06e0,
} as const;

export type CommandName = keyof typeof COMMANDS;

/** True for a name in the command table. */
export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/** The name of a control field; undefined for a command this terminal does not have. */
export function commandName(command: number): CommandName | undefined {
  return Object.keys(COMMANDS)
    .filter(isCommandName)
    .find((name) => COMMANDS[name] === command);
}

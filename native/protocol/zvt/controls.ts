/** Control fields (class and instruction) of the ZVT messages this register speaks of. */
export const CONTROL = {
  statusEnquiry: 0x0501,
  setDateTime: 0x0401,
  status: 0x040f,
  intermediate: 0x04ff,
  registration: 0x0600,
  authorization: 0x0601,
  logOff: 0x0602,
  completion: 0x060f,
  abortFromTerminal: 0x061e,
  repeatReceipt: 0x0620,
  totals: 0x0610,
  openPreAuthorizations: 0x0623,
  reversal: 0x0630,
  refund: 0x0631,
  endOfDay: 0x0650,
  diagnosis: 0x0670,
  setTerminalClock: 0x0691,
  initialisation: 0x0693,
  abort: 0x06b0,
  readCard: 0x06c0,
  graphicMenu: 0x06d0,
  printLine: 0x06d1,
  printBlock: 0x06d3,
  displayText: 0x06e0,
  positive: 0x8000,
} as const;

/** True for 80 00 and 84 xx: the answer to a command, itself never answered. */
export function isAnswer(control: number): boolean {
  const commandClass = control >> 8;
  return commandClass === 0x80 || commandClass === 0x84;
}

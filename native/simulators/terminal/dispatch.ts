import { abortNothing, displayText, logOff, readCard, register } from './administration.ts';
import { decodeApdu } from './apdu.ts';
import { commandName, type CommandName } from './commands.ts';
import { abort, type TerminalContext } from './context.ts';
import { endOfDay, turnoverTotals } from './end-of-day.ts';
import { authorization, preAuthorisation, refund } from './payments.ts';
import { unregistered } from './registration.ts';
import { repeatReceipt } from './repeat-receipt.ts';
import { bookTotal, partialReversal, preAuthReversal } from './reservations.ts';
import { reversal } from './reversal.ts';
import { diagnosis, initialisation, reset, setDate } from './services.ts';
import { statusEnquiry } from './status-enquiry.ts';

type Handler = (context: TerminalContext, data: Uint8Array) => Promise<void>;

const HANDLERS: Readonly<Record<CommandName, Handler>> = {
  statusEnquiry,
  registration: register,
  sale: authorization,
  logOff,
  totals: turnoverTotals,
  reset,
  repeatReceipt,
  preAuth: preAuthorisation,
  partialReversal,
  bookTotal,
  preAuthReversal,
  reversal,
  refund,
  endOfDay,
  diagnosis,
  setDate,
  initialisation,
  abort: abortNothing,
  readCard,
  displayText,
};

/** What a locked terminal still does; everything else ends with 06 1E (ZVT PA00P015 1.7). */
const WHILE_LOCKED: ReadonlySet<CommandName> = new Set([
  'statusEnquiry',
  'registration',
  'logOff',
  'endOfDay',
  'diagnosis',
  'setDate',
  'initialisation',
  'abort',
  'readCard',
  'displayText',
]);

/** What a terminal that insists on registration does without one. */
const UNREGISTERED: ReadonlySet<CommandName> = new Set([
  'statusEnquiry',
  'registration',
  'logOff',
  'abort',
]);

const UNKNOWN_COMMAND = 0x83;
const NOT_REGISTERED = 0x6b;
const PROTOCOL_ERROR = 0x9a;
const WAIT = 0x9c;

/** Runs one command of the register to its end. Whatever the bytes, it is answered. */
export async function dispatch(context: TerminalContext, bytes: Uint8Array): Promise<void> {
  const { session, faults, screen } = context;
  const apdu = decodeApdu(bytes);
  const name = apdu === undefined ? undefined : commandName(apdu.command);
  if (apdu === undefined || name === undefined) {
    await session.answer(apdu === undefined ? PROTOCOL_ERROR : UNKNOWN_COMMAND);
    return;
  }
  if (faults.takeBusy()) {
    await session.answer(WAIT);
    return;
  }
  if (context.requiresRegistration && context.registration === unregistered) {
    if (!UNREGISTERED.has(name)) {
      await session.answer(NOT_REGISTERED);
      return;
    }
  }
  context.scripted = context.onCommand(name);
  if (faults.lockCode !== undefined && !WHILE_LOCKED.has(name)) {
    if (await session.answer(0)) await abort(context, faults.lockCode, 'TERMINAL LOCKED');
    return;
  }
  await HANDLERS[name](context, apdu.data);
  screen.endCommand();
}

import { createStore } from 'zustand/vanilla';
import type { IpcError, IpcReply } from '../../contracts/ipc.ts';
import type { RefusalCode } from '../../contracts/refusal-codes.ts';
import type { TillCallName, TillInput, TillOutput } from '../../contracts/till/contract.ts';
import { MONEY_COMMANDS } from '../../contracts/money-commands.ts';
import { callTill } from '../ipc/client.ts';
import { askApproval, closeApproval, isApprovalFault } from './approval.ts';
import { sayIgnored } from './ignored.ts';
import { claimPress } from './intent.ts';
import { dropNotice, noticeStore, raiseRefusal } from './notices.ts';

/**
 * Commands that a person may give many times a second and mean each time: two scans of the same
 * milk are two bottles.
 */
const MEANT_EACH_TIME: ReadonlySet<string> = new Set<TillCallName>([
  'sale.scan',
  'sale.addPlu',
  'sale.addItem',
  'sale.repeatLast',
]);

/** Keys of the commands that have no answer yet. */
export const pendingStore = createStore<{ readonly keys: readonly string[] }>(() => ({
  keys: [],
}));

function pendingKey(name: string, input: unknown): string {
  // A second payment while one is on its way is a bounce whatever its amount says.
  const pays = name === 'pay.tender' || name === 'pay.card';
  return pays ? 'pay' : `${name} ${JSON.stringify(input)}`;
}

/**
 * Sends a command; where the register wants somebody else's agreement, a box opens over whatever is
 * shown, and the same command goes again with the PIN that is typed there. It says the state that was
 * on the screen when it was asked for: what is agreed to is that and nothing that came since. Stepping
 * back leaves the refusal as it was.
 */
async function callWithApproval<N extends TillCallName>(
  name: N,
  input: TillInput<N>,
  claim: ReturnType<typeof claimPress>,
): Promise<IpcReply<TillOutput<N>>> {
  const first = await callTill(name, input, claim?.seen);
  claim?.end();
  if (first.ok || first.error.code !== 'needsApproval') return first;
  let asked = first.error.params;
  let approval = await askApproval(asked, null);
  while (approval !== null && approval !== undefined) {
    const again = claim === null ? null : claimPress();
    const reply = await callTill(name, { ...input, approval }, claim?.seen);
    again?.end();
    if (reply.ok || !asksAgain(reply.error.code)) {
      closeApproval();
      return reply;
    }
    const { code, params } = reply.error;
    tellRefusal(reply.error);
    // A limit may have been passed meanwhile: what is asked for is what the register says now.
    if (code === 'needsApproval') asked = params;
    approval = await askApproval(asked, { code, params });
  }
  return first;
}

function asksAgain(code: RefusalCode): boolean {
  return code === 'needsApproval' || isApprovalFault(code);
}

/** Asked of somebody else is not refused: the box that opens says it. */
function tellRefusal({ code, params }: IpcError): void {
  if (code === 'changedMeanwhile') sayIgnored(code);
  else if (code !== 'needsApproval') raiseRefusal(code, params);
}

/**
 * Sends a command. A refusal is shown and sounded when its reply comes, whatever else was said since
 * it was given: nothing but the reply tells it. The same command given again while it has no answer is ignored: then the result is null.
 * So is a command that moves money where its press has moved some already, or is the shadow of one
 * that has (`intent.ts`); the strip says so.
 */
export async function sendTill<N extends TillCallName>(
  name: N,
  input: TillInput<N>,
): Promise<IpcReply<TillOutput<N>> | null> {
  const key = pendingKey(name, input);
  const once = !MEANT_EACH_TIME.has(name);
  const movesMoney = MONEY_COMMANDS.has(name);
  const isPending = once && pendingStore.getState().keys.includes(key);
  const claim = movesMoney && !isPending ? claimPress() : null;
  if (isPending || (movesMoney && claim === null)) {
    if (movesMoney) sayIgnored('pressedTwice');
    return null;
  }
  if (once) pendingStore.setState(({ keys }) => ({ keys: [...keys, key] }));
  const saidBefore = noticeStore.getState().notice;
  const reply = await callWithApproval(name, input, claim);
  if (once) {
    const { keys } = pendingStore.getState();
    pendingStore.setState({ keys: keys.filter((each) => each !== key) });
  }
  const { notice } = noticeStore.getState();
  if (!reply.ok) tellRefusal(reply.error);
  // It went well this time: a refusal of before is over.
  else if (notice === saidBefore && notice?.group === 'error') dropNotice();
  return reply;
}

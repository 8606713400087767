import { createStore } from 'zustand/vanilla';
import type { IpcReply } from '../../contracts/ipc.ts';
import type { TillCallName, TillInput, TillOutput } from '../../contracts/till/contract.ts';
import { MONEY_COMMANDS } from '../../contracts/money-commands.ts';
import { callTill } from '../ipc/client.ts';
import { askApproval, closeApproval, isApprovalFault } from './approval.ts';
import { sayIgnored } from './ignored.ts';
import { claimPress } from './intent.ts';
import { dropNotice, noticeStore, raiseNotice } from './notices.ts';

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

/** Refusals whose own screen explains them: no sound and no strip on top of it. */
const ANSWERED_BY_A_DIALOG = new Set(['needsWeight', 'needsApproval']);

type Params = Readonly<Record<string, string | number>>;

/** Keys of the commands that have no answer yet. */
export const pendingStore = createStore<{ readonly keys: readonly string[] }>(() => ({
  keys: [],
}));

function pendingKey(name: string, input: unknown): string {
  // A second payment while one is on its way is a bounce whatever its amount says.
  const pays = name === 'pay.tender' || name === 'pay.card';
  return pays ? 'pay' : `${name} ${JSON.stringify(input)}`;
}

function raiseError(code: string, params: Params): void {
  if (!ANSWERED_BY_A_DIALOG.has(code)) raiseNotice('refused', 'error', code, params);
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
    const code = reply.ok ? '' : reply.error.code;
    if (reply.ok || (code !== 'needsApproval' && !isApprovalFault(code))) {
      closeApproval();
      return reply;
    }
    raiseError(code, reply.error.params);
    // A limit may have been passed meanwhile: what is asked for is what the register says now.
    if (code === 'needsApproval') asked = reply.error.params;
    approval = await askApproval(asked, { code, params: reply.error.params });
  }
  return first;
}

/**
 * Sends a command. A refusal is shown and sounded unless the service already said why in its own
 * notice. The same command given again while it has no answer is ignored: then the result is null.
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
  if (!reply.ok && reply.error.code === 'changedMeanwhile') {
    sayIgnored('changedMeanwhile');
    return reply;
  }
  // The service tells what it did or refused, in its order; the rest is said here: no answer came,
  // or what this window said before is over.
  if (noticeStore.getState().notice === saidBefore) {
    if (!reply.ok) raiseError(reply.error.code, reply.error.params);
    else if (saidBefore?.group === 'error') dropNotice();
  }
  return reply;
}

import type { BatchHeader } from '../core/batch/types.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import type { TillContext } from './context.ts';
import type { SendOutcome } from './head-office-link.ts';
import { StoreFault } from './store.ts';

const TOKEN = 'headOffice.token';
const PUBLIC_KEY = 'headOffice.publicKey';
/** How a batch's error begins when head office holds another one under its number. */
const CONFLICT = 'conflict:';
/** First wait after a failed try; doubled up to the cap. */
const RETRY_MS = 5_000;
const RETRY_CAP_MS = 5 * 60_000;

export interface SendResult {
  readonly sent: number;
  readonly waiting: number;
}

/** Who wants a round: `itself` when a day was closed or a wait is over. */
type Asker = 'itself' | 'person';

/**
 * Hands head office what it does not have, oldest first, until all is acknowledged. The same
 * batch may be sent any number of times: head office answers the same. Runs aside from selling.
 */
export interface BatchSender {
  /** Tries now; resolves when this round is over. `person`: somebody looked and asks for it. */
  sendNow(asker?: Asker): Promise<SendResult>;
  stop(): void;
}

/** Starts the sender and its first round. */
export function startBatchSender(ctx: TillContext): BatchSender {
  let running: Promise<SendResult> | null = null;
  let isStopped = false;
  let delayMs = RETRY_MS;
  let cancelTimer: () => void = () => undefined;

  async function round(asker: Asker): Promise<SendResult> {
    cancelTimer();
    let result: SendResult = { sent: 0, waiting: 0 };
    try {
      result = await sendAll(ctx, asker);
    } catch (caught) {
      if (!(caught instanceof StoreFault)) throw caught;
      ctx.state.headOfficeError = caught.code;
    }
    const hasFailed = ctx.state.headOfficeError !== null;
    delayMs = hasFailed ? Math.min(delayMs * 2, RETRY_CAP_MS) : RETRY_MS;
    if (hasFailed && !isStopped && ctx.headOffice.configured) {
      cancelTimer = ctx.timers.after(delayMs, () => void sendNow());
    }
    ctx.state.changed();
    return result;
  }

  function sendNow(asker: Asker = 'itself'): Promise<SendResult> {
    if (isStopped) return Promise.resolve({ sent: 0, waiting: 0 });
    // A batch built while a round runs may have been missed by it: go round once more.
    const before = running;
    const next = before === null ? round(asker) : before.then(() => round(asker));
    running = next;
    void next.finally(() => {
      if (running === next) running = null;
    });
    return next;
  }

  void sendNow();
  return {
    sendNow,
    stop() {
      isStopped = true;
      cancelTimer();
    },
  };
}

async function sendAll(ctx: TillContext, asker: Asker): Promise<SendResult> {
  for (const { header } of waitingBatches(ctx)) {
    ctx.batchFiles.keep(header, () => entriesOf(ctx, header));
  }
  if (!ctx.headOffice.configured) return { sent: 0, waiting: waitingBatches(ctx).length };
  const access = await headOfficeAccess(ctx);
  if (access === null) return { sent: 0, waiting: waitingBatches(ctx).length };
  let sent = 0;
  for (const { header, lastError } of waitingBatches(ctx)) {
    // Head office holds something else under this number: no machine can settle that.
    if (asker === 'itself' && lastError.startsWith(CONFLICT)) {
      ctx.state.headOfficeError = 'refused';
      return { sent, waiting: waitingBatches(ctx).length };
    }
    ctx.faultPoint('duringBatch');
    const outcome = await ctx.headOffice.send(access, header, entriesOf(ctx, header));
    // Stopped meanwhile: the next start sends it again and gets the same answer.
    if (ctx.state.ended) return { sent, waiting: 0 };
    if (outcome.kind !== 'acknowledged') {
      noteFailure(ctx, header, outcome, asker);
      // Order matters: a later batch cannot be checked before this one.
      return { sent, waiting: waitingBatches(ctx).length };
    }
    const { batchId, to } = header.manifest;
    ctx.store.write((tx) => tx.acknowledgeBatch(batchId, outcome.ack, outcome.signature));
    ctx.batchFiles.discard(header);
    sent += 1;
    ctx.state.notify('accepted', 'batchSent', { to });
  }
  ctx.state.headOfficeError = null;
  return { sent, waiting: waitingBatches(ctx).length };
}

function noteFailure(
  ctx: TillContext,
  header: BatchHeader,
  outcome: Exclude<SendOutcome, { kind: 'acknowledged' }>,
  asker: Asker,
): void {
  const { batchId } = header.manifest;
  const isRefused = outcome.kind === 'refused';
  const message = isRefused ? `${outcome.code}: ${outcome.message}` : outcome.reason;
  ctx.store.write((tx) => tx.noteBatchError(batchId, isRefused ? 'refused' : 'built', message));
  const error = isRefused ? 'refused' : 'unreachable';
  // Aloud once, not with every try: head office may be away all day, and the lane sells.
  if (asker === 'person' || ctx.state.headOfficeError !== error) {
    ctx.state.notify('attention', 'batchWaiting', { reason: error });
  }
  ctx.state.headOfficeError = error;
  ctx.log.warn('batch not acknowledged', { batchId, message });
}

function entriesOf(ctx: TillContext, { manifest }: BatchHeader): JournalEntry[] {
  return ctx.store.read((tx) => tx.entries(manifest.from, manifest.to));
}

function waitingBatches(ctx: TillContext) {
  return ctx.store.read((tx) => tx.waitingBatches());
}

/** The register's token, bought with the one-time code of the settings at the first contact. */
async function headOfficeAccess(
  ctx: TillContext,
): Promise<{ token: string; headOfficePublicKey: string } | null> {
  const stored = ctx.store.read((tx) => ({
    token: tx.setting(TOKEN),
    headOfficePublicKey: tx.setting(PUBLIC_KEY),
  }));
  if (stored.token !== null && stored.headOfficePublicKey !== null) {
    return { token: stored.token, headOfficePublicKey: stored.headOfficePublicKey };
  }
  const enrolled = await ctx.headOffice.enrol();
  if (enrolled.kind !== 'enrolled') {
    ctx.state.headOfficeError = enrolled.kind;
    ctx.log.warn('not enrolled at head office', { kind: enrolled.kind });
    return null;
  }
  const { storeId, registerId } = ctx.settings;
  const { token, headOfficePublicKey } = enrolled;
  ctx.store.write((tx) => {
    tx.setSetting(TOKEN, token);
    tx.setSetting(PUBLIC_KEY, headOfficePublicKey);
    tx.append(
      'register.enrolled',
      { storeId, registerId, publicKey: ctx.headOffice.publicKey },
      'system',
    );
  });
  return { token, headOfficePublicKey };
}

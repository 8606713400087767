import type { UploadHeader } from '../../core/upload/types.ts';
import type { TillContext } from '../runtime/context.ts';
import { entrySlices } from '../runtime/entry-slices.ts';
import { type ComeIn, comeIn, type NotEnrolled } from './access.ts';
import type { EntrySlices, SendOutcome, Unheard } from '../ports/head-office.ts';
import { alignWith, haltFor, keepHalt, keptHalt } from './position.ts';
import { makeMissingUploads, signedByOwnKey } from './missing-uploads.ts';
import { StoreFault } from '../ports/store.ts';

/** Head office lacks what comes before this batch: it went back after the register looked. */
const GAP = 'gap';
/** How a batch's error begins when head office holds another one under its number. */
const CONFLICT = 'conflict:';
/** First wait after a failed try; doubled up to the cap. */
const RETRY_MS = 5_000;
const RETRY_CAP_MS = 5 * 60_000;
/** Between two looks at a head office that has everything. */
const LOOK_MS = 5 * 60_000;
/** What only a person can change: asking again by itself would go on for ever. */
const FINAL = new Set(['rejected', 'notEnrolled', 'otherHistory']);

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
export interface UploadSender {
  /** Tries now; resolves when this round is over. `person`: somebody looked and asks for it. */
  sendNow(asker?: Asker): Promise<SendResult>;
  stop(): void;
}

/** Starts the sender and its first round. */
export function startUploads(ctx: TillContext): UploadSender {
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
      // Stopped in the middle of it, the database closed: the next start sends it.
      if (ctx.state.ended) return result;
      if (!(caught instanceof StoreFault)) throw caught;
      ctx.state.headOfficeError = caught.code;
    }
    if (ctx.state.ended) return result;
    const error = ctx.state.headOfficeError;
    delayMs = error === null ? RETRY_MS : Math.min(delayMs * 2, RETRY_CAP_MS);
    if (!FINAL.has(error ?? '') && !isStopped && ctx.headOffice.configured) {
      cancelTimer = ctx.timers.after(error === null ? LOOK_MS : delayMs, () => void sendNow());
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

  const forgetCode = ctx.headOffice.onNewCode(() => {
    void sendNow();
  });
  ctx.state.halted ??= ctx.store.read(keptHalt);
  void sendNow();
  return {
    sendNow,
    stop() {
      isStopped = true;
      cancelTimer();
      forgetCode();
    },
  };
}

async function sendAll(ctx: TillContext, asker: Asker): Promise<SendResult> {
  await makeMissingUploads(ctx);
  await makeReady(ctx);
  if (!ctx.headOffice.configured) return resultOf(ctx, 0);
  const first = await lookAndSend(ctx, asker, true);
  if (!first.hasGap) return first;
  const second = await lookAndSend(ctx, asker, false);
  return { sent: first.sent + second.sent, waiting: second.waiting };
}

type Sent = SendResult & { readonly hasGap?: true };

/** Each batch that waits, from where head office is now. A gap means to look once more, if one may. */
async function lookAndSend(ctx: TillContext, asker: Asker, mayLookAgain: boolean): Promise<Sent> {
  const answer = await comeIn(ctx);
  if (ctx.state.ended) return { sent: 0, waiting: 0 };
  if (!answer.ok) {
    tell(ctx, stateOf(answer.unheard), asker);
    return resultOf(ctx, 0);
  }
  ctx.state.headOfficeAtMs = ctx.clock.nowMs();
  const halt = haltFor(ctx, answer.position);
  keepHalt(ctx, halt, answer.position);
  if (halt !== null) {
    ctx.state.headOfficeError = 'otherHistory';
    return resultOf(ctx, 0);
  }
  if (alignWith(ctx, answer.position)) await makeReady(ctx);
  let sent = 0;
  for (const { header, lastError } of waitingUploads(ctx)) {
    // Head office holds something else under this number: no machine can settle that.
    if (asker === 'itself' && lastError.startsWith(CONFLICT)) {
      ctx.state.headOfficeError = 'batchRefused';
      return resultOf(ctx, sent);
    }
    ctx.faultPoint('duringBatch');
    const outcome = await handIn(ctx, answer, header);
    // Stopped meanwhile: the next start sends it again and gets the same answer.
    if (ctx.state.ended) return { sent, waiting: 0 };
    if (mayLookAgain && outcome.kind === 'refused' && outcome.code === GAP) {
      return { ...resultOf(ctx, sent), hasGap: true };
    }
    if (outcome.kind !== 'acknowledged') {
      noteFailure(ctx, header, outcome, asker);
      // Order matters: a later batch cannot be checked before this one.
      return resultOf(ctx, sent);
    }
    const { batchId, to } = header.manifest;
    ctx.store.write((tx) => tx.acknowledgeUpload(batchId, outcome.ack, outcome.signature));
    ctx.uploadFiles.discard(header);
    sent += 1;
    ctx.state.notify('accepted', 'batchSent', { to });
  }
  ctx.state.headOfficeError = null;
  ctx.state.headOfficeAtMs = ctx.clock.nowMs();
  return resultOf(ctx, sent);
}

/** Each waiting batch is signed by the key of now and lies as a file, to be carried where need be. */
async function makeReady(ctx: TillContext): Promise<void> {
  for (const batch of waitingUploads(ctx)) {
    const header = await signedByOwnKey(ctx, batch);
    await ctx.uploadFiles.keep(header, () => entriesOf(ctx, header));
  }
}

/** What head office has already is not carried there once more: its answer is fetched. */
async function handIn(
  ctx: TillContext,
  { access, position }: Extract<ComeIn, { ok: true }>,
  header: UploadHeader,
): Promise<SendOutcome> {
  if (header.manifest.to <= position.seq) {
    const kept = await ctx.headOffice.acknowledgement(access, header);
    if (kept !== null) return kept;
  }
  return ctx.headOffice.send(access, header, entriesOf(ctx, header));
}

function resultOf(ctx: TillContext, sent: number): SendResult {
  return { sent, waiting: waitingUploads(ctx).length };
}

function noteFailure(
  ctx: TillContext,
  header: UploadHeader,
  outcome: Exclude<SendOutcome, { kind: 'acknowledged' }>,
  asker: Asker,
): void {
  const { batchId } = header.manifest;
  const isRefused = outcome.kind === 'refused';
  const message = isRefused ? `${outcome.code}: ${outcome.message}` : outcome.reason;
  ctx.store.write((tx) => tx.noteUploadError(batchId, isRefused ? 'refused' : 'built', message));
  tell(ctx, isRefused ? 'batchRefused' : stateOf(outcome), asker);
  ctx.log.warn('batch not acknowledged', { batchId, message });
}

type HeadOfficeFault = 'offline' | 'noRoute' | 'away' | 'rejected' | 'notEnrolled' | 'batchRefused';

const NOTICES = {
  offline: 'batchOffline',
  noRoute: 'batchNoRoute',
  away: 'batchAway',
  rejected: 'batchRejected',
  notEnrolled: 'batchNotEnrolled',
  batchRefused: 'batchRefused',
} as const satisfies Record<HeadOfficeFault, string>;

function stateOf(unheard: Unheard | NotEnrolled): HeadOfficeFault {
  return unheard.kind === 'unreachable' ? (unheard.cause ?? 'away') : unheard.kind;
}

/** Aloud once, not with every try: head office may be away all day, and the lane sells. */
function tell(ctx: TillContext, fault: HeadOfficeFault, asker: Asker): void {
  const isNew = ctx.state.headOfficeError !== fault;
  const isWaiting = waitingUploads(ctx).length > 0;
  if (asker === 'person' || (isNew && isWaiting)) ctx.state.notify('attention', NOTICES[fault]);
  ctx.state.headOfficeError = fault;
}

function entriesOf(ctx: TillContext, { manifest }: UploadHeader): EntrySlices {
  return entrySlices(ctx, manifest.from, manifest.to);
}

function waitingUploads(ctx: TillContext) {
  return ctx.store.read((tx) => tx.waitingUploads());
}

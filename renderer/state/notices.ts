import { createStore } from 'zustand/vanilla';
import type { NoticeCode, RefusalCode } from '../../contracts/refusal-codes.ts';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { IgnoredCode } from '../i18n/coded-words.ts';

export type NoticeParams = Readonly<Record<string, string | number>>;

/** What is said, by the part of the dictionary that has the words. */
type Said =
  /** The register tells what was done, or what goes on. */
  | { readonly group: 'notice'; readonly code: NoticeCode }
  /** A command is refused, or what was typed. */
  | { readonly group: 'error'; readonly code: RefusalCode }
  /** A press did nothing. */
  | { readonly group: 'ignored'; readonly code: IgnoredCode };

/** What the strip at the bottom says and the loudspeaker sounds. */
export type Notice = Said & {
  /** Grows with each notice of this window: the same refusal twice is two notices. */
  readonly id: number;
  /** `ignored` has no sound. */
  readonly kind: 'accepted' | 'refused' | 'attention' | 'ignored';
  readonly params: NoticeParams;
};

export interface NoticeState {
  readonly notice: Notice | null;
  /** Id of the newest notice, also when it is gone: none is used twice. */
  readonly lastId: number;
  /** The service's own counter, so that one notice is shown once. */
  readonly serviceN: number | null;
}

export const noticeStore = createStore<NoticeState>(() => ({
  notice: null,
  lastId: 0,
  serviceN: null,
}));

/** Takes the notice of a new snapshot. The first snapshot only sets the counter. */
function followService(notice: TillSnapshot['notice']): void {
  const { serviceN } = noticeStore.getState();
  const n = notice?.n ?? 0;
  if (serviceN === n) return;
  noticeStore.setState({ serviceN: n });
  if (serviceN === null || notice === null) return;
  const { params } = notice;
  if (notice.kind === 'scanRefused') raiseRefusal(notice.code, params);
  else raiseNotice(notice.kind, 'notice', notice.code, params);
}

/** A refusal that only asks for something more is no alarm. */
function kindOfRefusal(code: RefusalCode): Notice['kind'] {
  return code === 'needsWeight' ? 'attention' : 'refused';
}

/** What was said is over. */
export function dropNotice(): void {
  noticeStore.setState({ notice: null });
}

/** A key was pressed after nonsense was typed: what is typed now is another thing. */
export function dropNonsense(): void {
  if (noticeStore.getState().notice?.code === 'badInput') dropNotice();
}

type Seen = TillSnapshot | null;

/** Whose hands the register is in, and what it is at: a notice speaks of that and of nothing else. */
function situationOf(snapshot: Seen): string {
  return JSON.stringify([
    snapshot?.phase,
    snapshot?.operator?.operatorId,
    snapshot?.basket?.basketId,
    snapshot?.payment?.attemptId,
    snapshot?.saleReturn?.returnId,
  ]);
}

type IsOver = (snapshot: Seen) => boolean;
const nothingPending: IsOver = (snapshot) => snapshot?.pendingPayments.length === 0;
const printerWorks: IsOver = (snapshot) =>
  snapshot?.devices.printer.state === 'ready' && snapshot.receiptsWaiting === 0;
const terminalWorks: IsOver = (snapshot) => snapshot?.devices.terminal.state === 'ready';
const headOfficeAnswers: IsOver = (snapshot) =>
  snapshot?.devices.headOffice.state === 'ready' || snapshot?.toSend.entries === 0;

/** What ends a notice while the situation stays, by its code: a strip that goes on is believed. */
const IS_OVER: Readonly<Partial<Record<Notice['code'], IsOver>>> = {
  cardUnknown: nothingPending,
  refundUnknown: nothingPending,
  paymentUnresolved: nothingPending,
  terminalAsked: nothingPending,
  printerFault: printerWorks,
  terminalOff: terminalWorks,
  batchOffline: headOfficeAnswers,
  batchAway: headOfficeAnswers,
  batchNoRoute: headOfficeAnswers,
  batchRejected: headOfficeAnswers,
  batchNotEnrolled: headOfficeAnswers,
  batchRefused: headOfficeAnswers,
  signature: (snapshot) => snapshot?.payment?.signature === null,
  parkedOpen: (snapshot) => snapshot?.suspended.length === 0,
};

function endedBetween(code: Notice['code'], before: Seen, now: Seen): boolean {
  if (situationOf(before) !== situationOf(now)) return true;
  const isOver = IS_OVER[code];
  return isOver !== undefined && isOver(now) && !isOver(before);
}

/** Ends what a new snapshot shows to be over, and takes the notice that came with it. */
export function followNotices(before: Seen, now: TillSnapshot): void {
  const { notice } = noticeStore.getState();
  if (notice !== null && before !== null && endedBetween(notice.code, before, now)) dropNotice();
  followService(now.notice);
}

/** Says something the window found out itself: nonsense on the number pad, a press too many. */
export function raiseNotice<G extends Said['group']>(
  kind: Notice['kind'],
  group: G,
  code: Extract<Said, { group: G }>['code'],
  params: NoticeParams = {},
): void {
  const id = noticeStore.getState().lastId + 1;
  // The code is of its group by this function's type, which a spread cannot keep.
  const notice = { id, kind, group, code, params } as Notice;
  noticeStore.setState({ lastId: id, notice });
}

/** Says why a command that was given here was refused: its reply is the only one that knows. */
export function raiseRefusal(code: RefusalCode, params: NoticeParams): void {
  raiseNotice(kindOfRefusal(code), 'error', code, params);
}

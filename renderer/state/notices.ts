import { createStore } from 'zustand/vanilla';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';

export type NoticeParams = Readonly<Record<string, string | number>>;

/** What the strip at the bottom says and the loudspeaker sounds. */
export interface Notice {
  /** Grows with each notice of this window: the same refusal twice is two notices. */
  readonly id: number;
  /** `ignored`: a press that did nothing; said without a sound. */
  readonly kind: 'accepted' | 'refused' | 'attention' | 'ignored';
  /** Which part of the dictionary the code belongs to. */
  readonly group: 'notice' | 'error';
  readonly code: string;
  readonly params: NoticeParams;
}

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
  const { serviceN, lastId } = noticeStore.getState();
  const n = notice?.n ?? 0;
  if (serviceN === n) return;
  const first = serviceN === null;
  if (first || notice === null) {
    noticeStore.setState({ serviceN: n });
    return;
  }
  const { kind, code, params } = notice;
  const id = lastId + 1;
  noticeStore.setState({
    serviceN: n,
    lastId: id,
    notice: { id, kind, group: 'notice', code, params },
  });
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
const IS_OVER: Readonly<Record<string, IsOver>> = {
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

function endedBetween(code: string, before: Seen, now: Seen): boolean {
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

/** Says something the window found out itself: a refused command, nonsense on the number pad. */
export function raiseNotice(
  kind: Notice['kind'],
  group: Notice['group'],
  code: string,
  params: NoticeParams = {},
): void {
  const id = noticeStore.getState().lastId + 1;
  noticeStore.setState({ lastId: id, notice: { id, kind, group, code, params } });
}

import { createStore } from 'zustand/vanilla';
import type { TillSnapshot } from '../../contracts/snapshot.ts';

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
export function followServiceNotice(notice: TillSnapshot['notice']): void {
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

/** What was said is over: nothing may stand below the next payment that belongs to the last one. */
export function dropNotice(): void {
  noticeStore.setState({ notice: null });
}

/** What is said of a payment while nobody knows its end. */
const OF_A_DOUBT = new Set(['cardUnknown', 'giveBackUnknown', 'paymentUnresolved']);

/** Nothing is in doubt any more: a strip that goes on saying so would be believed. */
export function dropDoubt(): void {
  const { notice } = noticeStore.getState();
  if (notice !== null && OF_A_DOUBT.has(notice.code)) dropNotice();
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

import { createStore } from 'zustand/vanilla';
import type { TillSnapshot } from '../../contracts/snapshot.ts';

export type NoticeParams = Readonly<Record<string, string | number>>;

/** What the strip at the bottom says and the loudspeaker sounds. */
export interface Notice {
  /** Grows with each notice of this window: the same refusal twice is two notices. */
  readonly id: number;
  readonly kind: 'accepted' | 'refused' | 'attention';
  /** Which part of the dictionary the code belongs to. */
  readonly group: 'notice' | 'error';
  readonly code: string;
  readonly params: NoticeParams;
}

export interface NoticeState {
  readonly notice: Notice | null;
  /** The service's own counter, so that one notice is shown once. */
  readonly serviceN: number | null;
}

export const noticeStore = createStore<NoticeState>(() => ({ notice: null, serviceN: null }));

/** Takes the notice of a new snapshot. The first snapshot only sets the counter. */
export function followServiceNotice(notice: TillSnapshot['notice']): void {
  const { serviceN, notice: shown } = noticeStore.getState();
  const n = notice?.n ?? 0;
  if (serviceN === n) return;
  const first = serviceN === null;
  if (first || notice === null) {
    noticeStore.setState({ serviceN: n });
    return;
  }
  const { kind, code, params } = notice;
  noticeStore.setState({
    serviceN: n,
    notice: { id: (shown?.id ?? 0) + 1, kind, group: 'notice', code, params },
  });
}

/** Says something the window found out itself: a refused command, nonsense on the number pad. */
export function raiseNotice(
  kind: Notice['kind'],
  group: Notice['group'],
  code: string,
  params: NoticeParams = {},
): void {
  const { notice } = noticeStore.getState();
  noticeStore.setState({ notice: { id: (notice?.id ?? 0) + 1, kind, group, code, params } });
}

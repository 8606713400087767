import type { Sliced, Slicing, SnapshotNews } from '../../contracts/till/slices.ts';
import { applyChange } from './apply-change.ts';

export interface SnapshotFeed<V, S> {
  /** Takes what the service pushed. */
  offer(news: SnapshotNews<V, S>): void;
  /** The window reaches a service again, perhaps a new one that counts from the start. */
  linkUp(): void;
}

export interface SnapshotFeedOptions<V, S> {
  readonly slicing: Slicing<V, S>;
  /** Asks the service for its present state; null when it could not answer. */
  readonly ask: () => Promise<V | null>;
  readonly apply: (snapshot: V) => void;
}

/**
 * Makes whole snapshots of what arrives. What is older than the shown one is dropped, so that a late
 * answer can not bring a sold line back to the screen. A change that does not follow from the shown
 * state shows nothing: the whole is asked for, and changes that come meanwhile wait for it. After
 * `linkUp` nothing is known, and any revision counts as newer.
 */
export function createSnapshotFeed<V, S>(options: SnapshotFeedOptions<V, S>): SnapshotFeed<V, S> {
  const { slicing } = options;
  let held: Sliced<S> | null = null;
  let waiting: SnapshotNews<V, S>[] = [];
  let isAsking = false;
  let linkNumber = 0;

  function isOld(revision: number): boolean {
    return held !== null && revision <= held.revision;
  }

  function follows(news: SnapshotNews<V, S>): boolean {
    return news.kind === 'whole' || (held !== null && applyChange(held, news) !== null);
  }

  function take(next: Sliced<S>): void {
    if (isOld(next.revision)) return;
    held = next;
    options.apply(slicing.join(next));
  }

  async function ask(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    const askedOn = linkNumber;
    const snapshot = await options.ask();
    isAsking = false;
    // An answer of a service that is gone would look newer than the new one's first revisions.
    if (askedOn !== linkNumber) return ask();
    const came = waiting;
    waiting = [];
    // Without an answer the screen stays as it is; the next change asks once more.
    if (snapshot === null) return;
    const shown = held?.revision;
    take(slicing.cut(snapshot));
    // An answer that is no newer than what is shown would be the same again: a change that does not
    // follow from it is not asked about without end.
    const isNewer = held?.revision !== shown;
    for (const news of came) if (isNewer || follows(news)) offer(news);
  }

  function offer(news: SnapshotNews<V, S>): void {
    if (news.kind === 'whole') {
      take(slicing.cut(news.snapshot));
      return;
    }
    if (isOld(news.revision)) return;
    const next = held === null ? null : applyChange(held, news);
    if (next !== null) {
      take(next);
      return;
    }
    waiting.push(news);
    void ask();
  }

  return {
    offer,
    linkUp() {
      linkNumber += 1;
      held = null;
      waiting = [];
      void ask();
    },
  };
}

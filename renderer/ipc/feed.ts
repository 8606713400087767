/** A whole state as the service publishes it; `revision` grows by one with each change. */
export interface Revised {
  readonly revision: number;
}

export interface SnapshotFeed<S extends Revised> {
  /** Takes a snapshot the service pushed. */
  offer(snapshot: S): void;
  /** The window reaches a service again, perhaps a new one that counts from the start. */
  linkUp(): void;
}

export interface SnapshotFeedOptions<S extends Revised> {
  /** Asks the service for its present state; null when it could not answer. */
  readonly ask: () => Promise<S | null>;
  readonly apply: (snapshot: S) => void;
}

/**
 * Orders what arrives. An older revision than the shown one is dropped, so that a late answer can
 * not bring a sold line back to the screen. A gap shows the newer state at once (a snapshot is
 * whole) and asks again. After `linkUp` any revision counts as newer.
 */
export function createSnapshotFeed<S extends Revised>(
  options: SnapshotFeedOptions<S>,
): SnapshotFeed<S> {
  let shown: number | null = null;
  let asking = false;
  let askAgain = false;
  let linkNumber = 0;

  function take(snapshot: S): void {
    if (shown !== null && snapshot.revision <= shown) return;
    shown = snapshot.revision;
    options.apply(snapshot);
  }

  async function ask(): Promise<void> {
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    const askedOn = linkNumber;
    const snapshot = await options.ask();
    asking = false;
    // An answer of a service that is gone would look newer than the new one's first revisions.
    if (snapshot !== null && askedOn === linkNumber) take(snapshot);
    if (askAgain) {
      askAgain = false;
      await ask();
    }
  }

  return {
    offer(snapshot) {
      const gap = shown !== null && snapshot.revision > shown + 1;
      take(snapshot);
      if (gap) void ask();
    },
    linkUp() {
      linkNumber += 1;
      shown = null;
      void ask();
    },
  };
}

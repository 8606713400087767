/// <reference lib="dom" />

/** What the made-up service says to a window. */
export interface Fake {
  readonly snapshot: unknown;
  readonly link: string;
  readonly replies: Readonly<Record<string, unknown>>;
  readonly preferences: string;
  /** What the first snapshot says otherwise. */
  readonly before?: object | undefined;
}

/**
 * Runs in the page before its scripts: the service, made up. `publishFake` on the window then sends
 * it another snapshot. Must not use anything outside itself.
 */
export function installFake(fake: Fake): void {
  localStorage.setItem('tillwright.screen', fake.preferences);
  const listeners: ((payload: unknown) => void)[] = [];
  // A method: tsx would name a function kept in a constant with a helper that the page has not.
  const service = {
    publish(payload: unknown) {
      for (const each of listeners) each({ kind: 'whole', snapshot: payload });
    },
  };
  const bridge = {
    call(name: string) {
      const isSnapshot = name.endsWith('.snapshot');
      if (isSnapshot && fake.snapshot === null) return new Promise(() => undefined);
      const value = isSnapshot ? fake.snapshot : (fake.replies[name] ?? {});
      return Promise.resolve({ ok: true, value });
    },
    on(_event: string, listener: (payload: unknown) => void) {
      listeners.push(listener);
      return () => undefined;
    },
    link(listener: (state: string) => void) {
      listener('up');
      if (fake.link !== 'up') setTimeout(() => listener(fake.link), 100);
      return () => undefined;
    },
  };
  // The first snapshot only sets the notice counter, and a sale that ends in this window was first
  // a basket: what these say comes with a second snapshot.
  const { snapshot } = fake;
  if (snapshot !== null && typeof snapshot === 'object') {
    const said = { notice: null, lastSale: null, ...fake.before };
    const later = Object.entries(snapshot).some(([key, value]) => key in said && value !== null);
    if (later) {
      fake = { ...fake, snapshot: { ...snapshot, ...('notice' in snapshot ? said : {}) } };
      setTimeout(() => service.publish({ ...snapshot, revision: 8 }), 300);
    }
  }
  Object.defineProperty(window, 'publishFake', { value: service.publish });
  Object.defineProperty(window, 'tillwright', { value: bridge });
}

import type { ServiceWindowKind } from '../../contracts/channels.ts';
import type { ServiceMessage } from '../../contracts/ipc.ts';
import type { DisplaySnapshot, TillSnapshot } from '../../contracts/till/snapshot.ts';
import {
  displaySlicing,
  type Slicing,
  type SnapshotNews,
  tillSlicing,
} from '../../contracts/till/slices.ts';
import { type WindowServer, windowLines } from '../../electron/service/window-lines.ts';
import { createSnapshotFeed } from '../../renderer/ipc/feed.ts';
import { type Reply, reply } from '../../till/runtime/reply.ts';
import { openForSelling, openTestTill, type TestTill } from './till-kit.ts';

/** What becomes of a message on its way: it arrives, is lost, comes twice, or after the next one. */
export type Way = 'arrives' | 'lost' | 'twice' | 'later';

export interface TestWindow<V> {
  /** What it shows. */
  shown(): V | null;
  /** Everything it was sent as news since this was last asked, whatever became of it. */
  takeSent(): SnapshotNews<V, object>[];
  /** How messages travel from now on. */
  travel(way: Way): void;
  /** The page is loaded again, or the service is another one. */
  linkUp(): void;
}

/** A window of the real feed at the other end of a port of the real server. */
function openWindow<V, S>(
  server: WindowServer,
  kind: ServiceWindowKind,
  slicing: Slicing<V, S>,
): TestWindow<V> {
  const sent: SnapshotNews<V, S>[] = [];
  const held: SnapshotNews<V, S>[] = [];
  const open = new Map<number, (answer: V | null) => void>();
  let request: (data: unknown) => void = () => {};
  let shown: V | null = null;
  let way: Way = 'arrives';
  let lastId = 0;
  const feed = createSnapshotFeed<V, S>({
    slicing,
    ask: () =>
      new Promise((resolve) => {
        lastId += 1;
        open.set(lastId, resolve);
        request({
          kind: 'request',
          id: lastId,
          name: `${kind}.snapshot`,
          commandId: null,
          input: {},
        });
      }),
    apply: (snapshot) => {
      shown = snapshot;
    },
  });

  function hear(message: ServiceMessage): void {
    if (message.kind === 'reply') {
      const { reply: answer } = message as { reply: Reply<V> };
      open.get(message.id)?.(answer.ok ? answer.value : null);
      return;
    }
    const news = message.payload as SnapshotNews<V, S>;
    sent.push(news);
    if (way === 'lost') return;
    if (way === 'later') return void held.push(news);
    feed.offer(news);
    if (way === 'twice') feed.offer(news);
    for (const late of held.splice(0)) feed.offer(late);
  }

  server.attach(
    {
      postMessage: (message) => hear(structuredClone(message)),
      onMessage: (listener) => {
        request = listener;
      },
      onClose: () => {},
      close: () => {},
    },
    kind,
  );
  feed.linkUp();
  return {
    shown: () => shown,
    takeSent: () => sent.splice(0),
    travel(next) {
      way = next;
    },
    linkUp: () => feed.linkUp(),
  };
}

export interface WindowedTill {
  readonly till: TestTill;
  readonly server: WindowServer;
  readonly window: TestWindow<TillSnapshot>;
  readonly display: TestWindow<DisplaySnapshot>;
  /** Problems the service logged: what broke its contract is one. */
  readonly logged: string[];
}

/** A register on a real database, sold on by a cashier, with both windows at its lines. */
export async function openWindowedTill(): Promise<WindowedTill> {
  const logged: string[] = [];
  const note = (message: string) => void logged.push(message);
  const lines = windowLines({ info: () => {}, warn: note, error: note });
  const till = openTestTill({
    publish: lines.publish,
  });
  const server = lines.open({
    handlers: till.register.handlers,
    displayHandlers: {
      'display.snapshot': async () => reply(till.register.displaySnapshot()),
    },
  });
  await openForSelling(till);
  const window = openWindow(server, 'till', tillSlicing);
  const display = openWindow(server, 'display', displaySlicing);
  return { till, server, window, display, logged };
}

// @vitest-environment happy-dom
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { connectTill, tillStore } from '../ipc/client.ts';
import { createFakeWindow, type FakeWindow } from '../testing/fake-window.ts';
import { fakeTill } from '../testing/snapshots.ts';
import { pendingStore, sendTill } from './commands.ts';
import { noticeStore } from './notices.ts';
import { followTill, resetTillView } from './till-view.ts';

/** Codes of the open commands, and what was said in the strip, in order. */
interface Told {
  readonly far: FakeWindow;
  readonly said: string[];
  readonly stop: () => void;
}

async function openWindow(): Promise<Told> {
  pendingStore.setState({ keys: [] });
  noticeStore.setState({ notice: null, lastId: 0, serviceN: null });
  resetTillView();
  tillStore.setState({ snapshot: null });
  const far = createFakeWindow(fakeTill('en'));
  Reflect.set(window, 'tillwright', far.bridge);
  const stops = [connectTill(), followTill()];
  await vi.waitUntil(() => tillStore.getState().snapshot !== null, { interval: 0 });
  const said: string[] = [];
  let lastId = 0;
  const stopSaying = noticeStore.subscribe(({ notice }) => {
    if (notice === null || notice.id === lastId) return;
    lastId = notice.id;
    said.push(`${notice.code} ${String(notice.params['code'] ?? notice.params['name'])}`);
  });
  return { far, said, stop: () => [...stops, stopSaying].forEach((stop) => stop()) };
}

const noticeOf = (n: number): Partial<TillSnapshot> => ({
  notice: { n, kind: 'attention', code: 'lineAdded', params: { name: String(n) } },
});

/** What happens next: a command is given, something unrelated is told, a command is answered. */
const event = fc.oneof(
  fc.constant('command' as const),
  fc.constant('notice' as const),
  fc.record({ open: fc.nat(), refused: fc.boolean() }),
);

describe('a refusal', () => {
  it('is said once, when its reply comes, whatever is told between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
        const { far, said, stop } = await openWindow();
        const open: number[] = [];
        const expected: string[] = [];
        let count = 0;
        for (const each of events) {
          count += 1;
          if (each === 'command') {
            open.push(far.sent.length);
            void sendTill('sale.addPlu', {
              plu: String(count),
              quantityThousandths: null,
              weightGrams: null,
            });
          } else if (each === 'notice') {
            far.publish(noticeOf(count));
            expected.push(`lineAdded ${count}`);
          } else if (open.length > 0) {
            const [index = 0] = open.splice(each.open % open.length, 1);
            const error = {
              code: 'unknownCode',
              params: { code: count },
              outcome: 'none',
            } as const;
            far.sent[index]?.answer(each.refused ? { ok: false, error } : { ok: true, value: {} });
            if (each.refused) expected.push(`unknownCode ${count}`);
            await new Promise((resolve) => setTimeout(resolve));
          }
          expect(said).toEqual(expected);
        }
        stop();
      }),
      { numRuns: 200 },
    );
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOTICE_CODES } from '../../contracts/refusal-codes.ts';
import type { IpcReply, ServiceMessage } from '../../contracts/ipc.ts';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { SnapshotNews } from '../../contracts/till/slices.ts';
import { openWindowedTill, type WindowedTill } from './window-kit.ts';

type Notice = NonNullable<TillSnapshot['notice']>;

let kit: WindowedTill;
/** What one window hears, as it hears it. */
let heard: ServiceMessage[] = [];
let request: (data: unknown) => void = () => {};
let lastId = 0;

beforeAll(async () => {
  kit = await openWindowedTill();
  kit.server.attach(
    {
      postMessage: (message) => void heard.push(structuredClone(message)),
      onMessage(listener) {
        request = listener;
      },
      onClose: () => {},
      close: () => {},
    },
    'till',
  );
});
beforeEach(() => {
  heard = [];
});
afterAll(() => kit.till.close());

/** Gives a command as a window does, and nothing waits for its answer. */
function give(name: string, input: object): number {
  lastId += 1;
  const commandId = `01900000-0000-7000-9000-${String(lastId).padStart(12, '0')}`;
  request({ kind: 'request', id: lastId, name, commandId, input });
  return lastId;
}

const addPlu = (plu: string) =>
  give('sale.addPlu', { plu, quantityThousandths: null, weightGrams: null });

function noticeIn(message: ServiceMessage): Notice | null {
  if (message.kind !== 'event') return null;
  const news = message.payload as SnapshotNews<TillSnapshot, TillSnapshot>;
  return (news.kind === 'whole' ? news.snapshot.notice : news.slices.notice) ?? null;
}

const errorIn = (reply: IpcReply<unknown>) => (reply.ok ? null : reply.error);

/** What was told, in order: the params of refusals in replies, and the codes of notices. */
function told(): string[] {
  return heard.flatMap((message) => {
    if (message.kind === 'reply') {
      const error = errorIn(message.reply);
      return error === null ? [] : [`${error.code} ${String(error.params['code'])}`];
    }
    const notice = noticeIn(message);
    return notice === null ? [] : [notice.code];
  });
}

/** Until all that was given is answered. */
async function answered(ids: readonly number[]): Promise<void> {
  const isDue = () =>
    ids.some((id) => !heard.some((each) => each.kind === 'reply' && each.id === id));
  while (isDue()) await new Promise((resolve) => setImmediate(resolve));
}

describe('what a window hears of commands that were given at once', () => {
  it('is each refusal in its reply, before what a later command did', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), async (works) => {
        heard = [];
        const ids = works.map((isGood, index) => addPlu(isGood ? '101' : String(90_000 + index)));
        await answered(ids);
        const expected = works.map((isGood, index) =>
          isGood ? 'lineAdded' : `unknownCode ${90_000 + index}`,
        );
        expect(told()).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('is a refusal whatever the register told while the command was carried out', async () => {
    const { state, pins } = kit.till.ctx;
    const { verify } = pins;
    Object.assign(pins, {
      verify: async (...asked: Parameters<typeof verify>) => {
        state.notify('attention', 'printerFault', { code: 'paperOut' });
        state.changed();
        return verify(...asked);
      },
    });
    const approval = { operatorId: '5', pin: '0000' };
    await answered([give('drawer.noSale', { approval })]);
    Object.assign(pins, { verify });
    expect(told()).toEqual(['printerFault', expect.stringMatching(/^wrongPin/)]);
  });

  it('is of what the scanner on its own line read what became of it, as often as it is read', async () => {
    for (let times = 0; times < 2; times += 1) kit.till.scanner.read('6901234567893');
    await answered([addPlu('101')]);
    const seen = heard.map(noticeIn).filter((notice) => notice !== null);
    expect(seen).toMatchObject([
      { kind: 'scanRefused', code: 'misread' },
      { kind: 'scanRefused', code: 'misread' },
      { kind: 'accepted', code: 'lineAdded' },
    ]);
  });

  it('is no refusal as a notice', async () => {
    await answered([
      addPlu('77777'),
      give('sale.park', { label: '' }),
      give('sale.resume', { basketId: 'x' }),
    ]);
    const codes = heard.map(noticeIn).flatMap((notice) => (notice === null ? [] : [notice.code]));
    expect(codes.filter((code) => !(NOTICE_CODES as readonly string[]).includes(code))).toEqual([]);
  });
});

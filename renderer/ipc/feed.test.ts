import { expect, test } from 'vitest';
import { type SnapshotNews, type SnapshotLine } from '../../contracts/till/slices.ts';
import { createSnapshotFeed } from './feed.ts';

interface Slices {
  readonly word: string;
}
interface Whole extends Slices {
  readonly revision: number;
  readonly lines: readonly SnapshotLine[];
}
type News = SnapshotNews<Whole, Slices>;

function line(lineId: string, amountMinor = 100): SnapshotLine {
  return {
    lineId,
    name: { zh: '牛奶', en: 'Milk' },
    department: 'dairy',
    unit: 'each',
    quantityThousandths: 1000,
    weightGrams: null,
    unitPriceMinor: 100,
    amountMinor,
    voided: false,
  };
}

function whole(revision: number, word = `${revision}`, lines: SnapshotLine[] = []): Whole {
  return { revision, word, lines };
}

function change(
  base: number,
  revision = base + 1,
  rest: Partial<Extract<News, { kind: 'change' }>> = {},
): News {
  return { kind: 'change', revision, base, slices: { word: `${revision}` }, lines: null, ...rest };
}

function harness() {
  const shown: Whole[] = [];
  const asked: Array<(answer: Whole | null) => void> = [];
  const feed = createSnapshotFeed<Whole, Slices>({
    slicing: {
      cut: ({ revision, lines, ...slices }) => ({ revision, slices, lines }),
      join: ({ revision, slices, lines }) => ({ revision, ...slices, lines }),
    },
    ask: () => new Promise((resolve) => asked.push(resolve)),
    apply: (snapshot) => shown.push(snapshot),
  });
  const answer = async (snapshot: Whole | null) => {
    const next = asked.shift();
    if (next === undefined) throw new Error('nothing was asked');
    next(snapshot);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { feed, shown, asked, answer, revisions: () => shown.map(({ revision }) => revision) };
}

test('a link asks for the state and shows what comes', async () => {
  const { feed, shown, asked, answer } = harness();
  feed.linkUp();
  expect(asked).toHaveLength(1);
  await answer(whole(7));
  expect(shown).toEqual([whole(7)]);
});

test('a change is put on what is shown; what it does not name stays', async () => {
  const { feed, shown, answer } = harness();
  feed.linkUp();
  await answer(whole(1, 'kept', [line('a'), line('b'), line('c')]));
  const lines = { removed: ['a'], replaced: [line('b', 7)], added: [line('d')] };
  feed.offer(change(1, 2, { slices: {}, lines }));
  expect(shown.at(-1)).toEqual(whole(2, 'kept', [line('b', 7), line('c'), line('d')]));
  expect(shown.at(-1)?.lines[1]).toBe(shown[0]?.lines[2]);
});

test('an older or repeated revision is not shown and asks for nothing', async () => {
  const { feed, asked, revisions, answer } = harness();
  feed.linkUp();
  await answer(whole(4));
  feed.offer(change(4));
  feed.offer(change(4));
  feed.offer(change(3));
  feed.offer({ kind: 'whole', snapshot: whole(3) });
  expect(revisions()).toEqual([4, 5]);
  expect(asked).toHaveLength(0);
});

test('a missed change shows nothing of the next one, asks once, and what came meanwhile follows', async () => {
  const { feed, asked, revisions, answer } = harness();
  feed.linkUp();
  await answer(whole(1));
  feed.offer(change(2));
  feed.offer(change(3));
  feed.offer(change(4));
  expect(revisions()).toEqual([1]);
  expect(asked).toHaveLength(1);
  await answer(whole(3));
  expect(revisions()).toEqual([1, 3, 4, 5]);
  expect(asked).toHaveLength(0);
});

test('changes that come in another order end in the newest state', async () => {
  const { feed, shown, asked, answer } = harness();
  feed.linkUp();
  await answer(whole(1));
  feed.offer(change(2));
  feed.offer(change(1));
  expect(shown.at(-1)?.revision).toBe(2);
  await answer(whole(2));
  expect(shown.at(-1)).toEqual(whole(3));
  expect(asked).toHaveLength(0);
});

test('an answer that is older than a change which waits asks again', async () => {
  const { feed, asked, revisions, answer } = harness();
  feed.linkUp();
  feed.offer(change(5));
  await answer(whole(3));
  expect(asked).toHaveLength(1);
  await answer(whole(6));
  expect(revisions()).toEqual([3, 6]);
});

test('lines that are not there to be changed ask for the whole', async () => {
  const { feed, asked, revisions, answer } = harness();
  feed.linkUp();
  await answer(whole(1, '1', [line('a')]));
  feed.offer(change(1, 2, { lines: { removed: ['b'], replaced: [], added: [] } }));
  expect(asked).toHaveLength(1);
  await answer(whole(2));
  feed.offer(change(2, 3, { lines: { removed: [], replaced: [line('b')], added: [] } }));
  expect(asked).toHaveLength(1);
  expect(revisions()).toEqual([1, 2]);
});

test('a whole one needs no base', async () => {
  const { feed, revisions, answer } = harness();
  feed.linkUp();
  feed.offer({ kind: 'whole', snapshot: whole(9) });
  feed.offer(change(9));
  await answer(whole(8));
  expect(revisions()).toEqual([9, 10]);
});

test('after a new link a service that counts from one is shown', async () => {
  const { feed, revisions, answer } = harness();
  feed.linkUp();
  await answer(whole(900));
  feed.linkUp();
  feed.offer(change(1));
  await answer(whole(1));
  expect(revisions()).toEqual([900, 1, 2]);
});

test('an answer of the old service is dropped after a new link, and the new one is asked', async () => {
  const { feed, asked, revisions, answer } = harness();
  feed.linkUp();
  feed.linkUp();
  expect(asked).toHaveLength(1);
  await answer(whole(900));
  expect(asked).toHaveLength(1);
  await answer(whole(1));
  expect(revisions()).toEqual([1]);
});

test('no answer leaves the screen as it is; the next change asks again', async () => {
  const { feed, asked, revisions, answer } = harness();
  feed.linkUp();
  feed.offer(change(3));
  await answer(null);
  expect(revisions()).toEqual([]);
  expect(asked).toHaveLength(0);
  feed.offer(change(4));
  await answer(whole(5));
  expect(revisions()).toEqual([5]);
});

test('a change that never follows is asked about once more, not without end', async () => {
  const { feed, asked, answer, revisions } = harness();
  feed.linkUp();
  feed.offer(change(8));
  await answer(whole(3));
  expect(asked).toHaveLength(1);
  await answer(whole(3));
  expect(asked).toHaveLength(0);
  // The next one asks anew, and what follows is shown.
  feed.offer(change(9));
  await answer(whole(9));
  feed.offer(change(10));
  expect(revisions()).toEqual([3, 9, 10, 11]);
});

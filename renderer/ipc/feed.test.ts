import { expect, test } from 'vitest';
import { createSnapshotFeed } from './feed.ts';

interface Probe {
  readonly revision: number;
}

function harness() {
  const shown: number[] = [];
  const asked: Array<(answer: Probe | null) => void> = [];
  const feed = createSnapshotFeed<Probe>({
    ask: () => new Promise((resolve) => asked.push(resolve)),
    apply: (snapshot) => shown.push(snapshot.revision),
  });
  const answer = async (snapshot: Probe | null) => {
    const next = asked.shift();
    if (next === undefined) throw new Error('nothing was asked');
    next(snapshot);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { feed, shown, asked, answer };
}

test('a link asks for the state and shows what comes', async () => {
  const { feed, shown, asked, answer } = harness();
  feed.linkUp();
  expect(asked).toHaveLength(1);
  await answer({ revision: 7 });
  expect(shown).toEqual([7]);
});

test('an older or repeated revision is not shown', async () => {
  const { feed, shown, answer } = harness();
  feed.linkUp();
  feed.offer({ revision: 5 });
  feed.offer({ revision: 5 });
  feed.offer({ revision: 4 });
  await answer({ revision: 3 });
  expect(shown).toEqual([5]);
});

test('a gap shows the newer state and asks again', async () => {
  const { feed, shown, asked, answer } = harness();
  feed.linkUp();
  await answer({ revision: 1 });
  feed.offer({ revision: 2 });
  expect(asked).toHaveLength(0);
  feed.offer({ revision: 9 });
  expect(asked).toHaveLength(1);
  await answer({ revision: 10 });
  expect(shown).toEqual([1, 2, 9, 10]);
});

test('after a new link a service that counts from one is shown', async () => {
  const { feed, shown, answer } = harness();
  feed.linkUp();
  await answer({ revision: 900 });
  feed.linkUp();
  feed.offer({ revision: 1 });
  await answer({ revision: 2 });
  expect(shown).toEqual([900, 1, 2]);
});

test('an answer of the old service is dropped after a new link, and the new one is asked', async () => {
  const { feed, shown, asked, answer } = harness();
  feed.linkUp();
  feed.linkUp();
  expect(asked).toHaveLength(1);
  await answer({ revision: 900 });
  expect(asked).toHaveLength(1);
  await answer({ revision: 1 });
  expect(shown).toEqual([1]);
});

test('no answer leaves the screen as it is', async () => {
  const { feed, shown, answer } = harness();
  feed.linkUp();
  await answer(null);
  expect(shown).toEqual([]);
  feed.offer({ revision: 1 });
  expect(shown).toEqual([1]);
});

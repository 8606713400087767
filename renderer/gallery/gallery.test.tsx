// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tillContract } from '../../contracts/till/contract.ts';
import {
  displaySnapshotSchema,
  type TillSnapshot,
  tillSnapshotSchema,
} from '../../contracts/till/snapshot.ts';
import { fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';
import { REPLIES } from './replies.ts';
import { type GalleryState, STATES } from './states.ts';

const LOCALES = ['zh', 'en'] as const;

describe('what the gallery shows', () => {
  it.each(STATES)('$name is what the service could say', ({ window, snapshot }) => {
    const schema = window === 'till' ? tillSnapshotSchema : displaySnapshotSchema;
    const said = LOCALES.map(snapshot).filter((each) => each !== null);
    expect(said.map((each) => schema.parse(each))).toEqual(said);
  });

  it('names no state twice', () => {
    expect(new Set(STATES.map(({ name }) => name)).size).toBe(STATES.length);
  });

  it.each(Object.entries(REPLIES))('%s is answered as the service would', (name, reply) => {
    const call = Object.entries(tillContract).find(([each]) => each === name)?.[1];
    expect(call?.output.safeParse(reply).error).toBeUndefined();
  });
});

/** Components of the features that somebody looks at as one thing. */
const LOOKED_AT = /(Screen|Panel|Dialog|Page|Step|Box|Settings|View|EndOfDay|Sales)$/;

const modules = import.meta.glob<Record<string, unknown>>('../features/**/*.tsx', { eager: true });
const components = Object.values(modules).flatMap((module) =>
  Object.entries(module).flatMap(([name, value]) =>
    typeof value === 'function' && LOOKED_AT.test(name) ? [name] : [],
  ),
);

interface Fiber {
  readonly type: unknown;
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
}

/** The names of the components that are drawn: React keeps its tree at the element it draws into. */
function drawn(): string[] {
  const names: string[] = [];
  const walk = (fiber: Fiber | null) => {
    for (let each = fiber; each !== null; each = each.sibling) {
      if (typeof each.type === 'function') names.push(each.type.name);
      walk(each.child);
    }
  };
  const host: object = document.body.firstElementChild ?? {};
  const key = Object.keys(host).find((each) => each.startsWith('__reactContainer'));
  if (key === undefined) return names;
  // That fiber may be the one of the draw before; its root knows the newest.
  const { stateNode } = Reflect.get(host, key) as { readonly stateNode: { current: Fiber } };
  walk(stateNode.current);
  return names;
}

async function show(till: TillDriver, state: GalleryState): Promise<void> {
  const said = state.snapshot('en') ?? fakeTill('en', { phase: 'starting' });
  const snapshot = said as TillSnapshot;
  // The first snapshot only sets the notice's counter, and a sale that ended here was a basket first.
  await till.open({ ...snapshot, notice: null, lastSale: null, ...state.before });
  for (const [name, reply] of Object.entries(REPLIES)) till.far().answerWith(name, reply);
  const { notice, lastSale } = snapshot;
  if (notice !== null || lastSale !== null) await till.publish(snapshot);
  const { link } = state;
  if (link !== undefined && snapshot.phase !== 'starting') {
    await act(async () => till.far().link(link));
  }
  await till.type(...(state.keys ?? []));
}

describe('every screen, panel and dialog', () => {
  const seen = new Set<string>();
  let till: TillDriver;
  beforeEach(() => {
    till = createTillDriver();
  });
  afterEach(() => till.close());

  it.each(STATES.filter(({ window }) => window === 'till'))('$name is drawn', async (state) => {
    await show(till, state);
    const names = drawn();
    expect(names).toContain('TillWindow');
    for (const name of names) seen.add(name);
  });

  it('has a state', () => {
    expect(components.length).toBeGreaterThan(30);
    expect(components.filter((name) => !seen.has(name)).sort()).toEqual([]);
  });
});

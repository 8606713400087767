// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeyLayers, type KeyLayers } from '../input/key-layers.ts';
import { noticeStore } from '../state/notices.ts';
import { type Action, ActionKey, capOf, useActions } from './actions.tsx';
import { DEPTH, InputContext } from './key-layer.tsx';

Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);

let layers: KeyLayers;
let root: Root;
const host = () => document.querySelector('button');

function Panel({ actions }: { readonly actions: readonly Action[] }) {
  useActions(actions, { depth: DEPTH.panel });
  return actions.map((each) => <ActionKey key={each.label} action={each} />);
}

async function show(...actions: readonly Action[]): Promise<void> {
  const input = { layers, expectScans: () => () => undefined };
  await act(async () =>
    root.render(
      <InputContext.Provider value={input}>
        <Panel actions={actions} />
      </InputContext.Provider>,
    ),
  );
}

const press = (key: string) => act(async () => layers.dispatch({ key, repeat: false }));
const touch = () => act(async () => host()?.click());

beforeEach(() => {
  layers = createKeyLayers();
  noticeStore.setState({ notice: null, lastId: 0, serviceN: null });
  const place = document.createElement('div');
  document.body.replaceChildren(place);
  root = createRoot(place);
});
afterEach(() => act(async () => root.unmount()));

describe('an action', () => {
  it('is run by its key, by its other key and by touch, and its button shows the key', async () => {
    const run = vi.fn();
    await show({ key: 'f', also: 'Enter', label: 'Finish', run });
    await press('F');
    await press('Enter');
    await touch();
    expect(run).toHaveBeenCalledTimes(3);
    expect(host()?.textContent).toBe('FinishF');
  });

  it('that is disabled runs neither by key nor by touch, and keeps its key from what lies below', async () => {
    const run = vi.fn();
    const below = vi.fn(() => true);
    layers.push({ depth: DEPTH.screen, modal: false, handle: below });
    await show({ key: 'f', also: 'Enter', label: 'Finish', enabled: false, run });
    await press('f');
    await press('Enter');
    await touch();
    expect(run).not.toHaveBeenCalled();
    expect(below).not.toHaveBeenCalled();
    expect(host()?.disabled).toBe(true);
    expect(noticeStore.getState().notice).toBeNull();
  });

  it('says why not to whoever presses its key all the same', async () => {
    const run = vi.fn();
    await show({ key: 'f', label: 'Finish', enabled: false, whyNot: 'nothingCounted', run });
    await press('f');
    expect(run).not.toHaveBeenCalled();
    expect(noticeStore.getState().notice).toMatchObject({
      kind: 'refused',
      group: 'error',
      code: 'nothingCounted',
    });
  });

  it('can be had by touch alone', async () => {
    const run = vi.fn();
    await show({ label: 'Ten', run });
    await touch();
    expect(run).toHaveBeenCalledTimes(1);
    expect(host()?.textContent).toBe('Ten');
  });
});

describe('the cap of a key', () => {
  it.each([
    [{ key: 'Escape' }, 'Esc'],
    [{ key: 'k' }, 'K'],
    [{ key: 'F12' }, 'F12'],
    [{ key: 'F2', cap: 'F2 ×' }, 'F2 ×'],
    [{}, undefined],
  ])('of %o is %s', (action, cap) => {
    expect(capOf(action)).toBe(cap);
  });
});

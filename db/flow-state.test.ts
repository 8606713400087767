import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  CLOSING_BATCH,
  flowKey,
  forgetFlow,
  keepFlow,
  readFlow,
} from '../till/ports/flow-state.ts';
import { StoreFault } from '../till/ports/store.ts';
import { testRegister } from './testing/register.ts';
import { intend, openShop, TERMINAL } from './testing/shop.ts';

const MARK = flowKey('test.mark', z.strictObject({ trace: z.string() }));

test('what a flow remembers is there by its subject until it is forgotten', () => {
  const { store } = testRegister();
  store.write((tx) => {
    keepFlow(tx, MARK, { trace: '1' }, 'T1');
    keepFlow(tx, MARK, { trace: '2' }, 'T2');
    keepFlow(tx, MARK, { trace: '3' }, 'T2');
  });
  const kept = () => store.read((tx) => ['T1', 'T2', ''].map((of) => readFlow(tx, MARK, of)));
  expect(kept()).toEqual([{ trace: '1' }, { trace: '3' }, null]);
  store.write((tx) => forgetFlow(tx, MARK, 'T1'));
  expect(kept()).toEqual([null, { trace: '3' }, null]);
});

test.each(['{"trace":7}', '{"other":"7"}', 'null', '"7"'])(
  'what cannot be read, %s, is not taken for nothing',
  (value) => {
    const { store } = testRegister();
    store.write((tx) => tx.setFlowState(MARK.name, 'T1', value));
    const read = () => store.read((tx) => readFlow(tx, MARK, 'T1'));
    expect(read).toThrow(StoreFault);
    expect(read).toThrow(/test\.mark of T1 cannot be read \(.+\)\. It was left as it is/);
    expect(store.read((tx) => tx.flowState(MARK.name, 'T1'))).toBe(value);
  },
);

test('a closing batch that cannot be read counts as closed: nothing is reversed on the strength of it', () => {
  const { store } = testRegister();
  const attemptId = store.write((tx) => {
    openShop(tx);
    return intend(tx, 'a', 500);
  });
  const isClosedAfter = (value: string | null) => {
    store.write((tx) => tx.setFlowState(CLOSING_BATCH.name, TERMINAL, value));
    return store.read((tx) => tx.batchClosedSince(attemptId));
  };
  const { seq } = store.read((tx) => tx.journalHead());
  expect([null, '1', String(seq), '"1"', '{}'].map(isClosedAfter)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});

describe('in the program', () => {
  const root = new URL('../', import.meta.url);
  const sources = ['till', 'db', 'electron/service'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|testing[\\/]/.test(path))
      .map((path) => ({
        path: `${folder}/${path.replaceAll('\\', '/')}`,
        text: readFileSync(new URL(`${folder}/${path}`, root), 'utf8'),
      })),
  );

  test('no two flows have one key', () => {
    const names = sources.flatMap(({ text }) =>
      [...text.matchAll(/\bflowKey\(\s*'([\w.]+)'/g)].map(([, name]) => name),
    );
    expect(names.length).toBeGreaterThan(15);
    expect(new Set(names).size).toBe(names.length);
  });

  test('a setting is what a person or a file set, and flows write none', () => {
    const writers = sources.filter(({ text }) => /\.setSetting\(/.test(text));
    expect(writers.map(({ path }) => path).toSorted()).toEqual([
      'electron/service/settings-in-force.ts',
      // Which secret the people's PINs came with.
      'till/session/people.ts',
    ]);
  });
});

import { expect, test } from 'vitest';
import type { CardTerminal, LateResultDecider } from '../../../till/ports/card-terminal.ts';
import { absentTerminal } from './absent-terminal.ts';
import { SwitchableTerminal } from './switchable-terminal.ts';

/** A driver that tells who decides on its late results. */
function driver(name: string, deciders: Map<string, LateResultDecider>): CardTerminal {
  return {
    ...absentTerminal(),
    terminalId: name,
    onLateResult(decide) {
      deciders.set(name, decide);
      return () => deciders.delete(name);
    },
  };
}

test('who decides on late results does so for the next driver too, until it ends', async () => {
  const deciders = new Map<string, LateResultDecider>();
  const terminal = new SwitchableTerminal(() => driver('first', deciders));
  const decide: LateResultDecider = () => 'book';
  const stop = terminal.onLateResult(decide);
  expect([...deciders]).toEqual([['first', decide]]);

  await terminal.switchTo(() => driver('second', deciders));
  expect([...deciders]).toEqual([['second', decide]]);
  await terminal.without((decideLate) => {
    expect([...deciders]).toEqual([]);
    expect(decideLate).toBe(decide);
    return Promise.resolve();
  });
  expect([...deciders]).toEqual([['second', decide]]);

  stop();
  expect([...deciders]).toEqual([]);
  await terminal.switchTo(() => driver('third', deciders));
  expect([...deciders]).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { KEY_HELP, keyHandler } from './cli-keys.ts';
import { approveAll } from './cards.ts';
import { apdu, bench, PASSWORD, sale } from './test-bench.ts';

/** A terminal whose keys are pressed as a person would. */
async function panel() {
  const on = await bench({ outcomes: approveAll });
  const said: string[] = [];
  let stopped = false;
  const press = keyHandler({
    terminal: on.terminal,
    say: (text) => said.push(text),
    stop: () => {
      stopped = true;
    },
  });
  return { ...on, said, press, isStopped: () => stopped };
}

describe('the keys of the interactive program', () => {
  it.each([
    ['a', '00'],
    ['t', '4b'],
    ['e', '78'],
    ['x', '6c'],
  ])('%s ends the card with %s', async (key, result) => {
    const { terminal, press, run } = await panel();
    terminal.nextOutcome({ kind: 'noCard' });
    const forget = terminal.onChange(() => {
      if (terminal.view().waitingForCard) press(key);
    });
    expect((await run(sale(700))).result).toBe(result);
    forget();
  });

  it('declines with the two digits after #', async () => {
    const { terminal, press, run } = await panel();
    terminal.nextOutcome({ kind: 'noCard' });
    let typed = false;
    terminal.onChange(() => {
      if (typed || !terminal.view().waitingForCard) return;
      typed = true;
      for (const key of '#5b') press(key);
    });
    expect((await run(sale(700))).result).toBe('5b');
  });

  it.each([...'ASMLTCNRKBWPV'])('%s arms one fault and says which', async (key) => {
    const { terminal, press, said } = await panel();
    press(key);
    expect(terminal.faults.pending).toBe(1);
    expect(KEY_HELP.join(' ')).toContain(`${key} ${said[0]}`);
    press('Z');
    expect(terminal.faults.pending).toBe(0);
  });

  it('locks, fills, fails and updates', async () => {
    const { press, run } = await panel();
    press('I');
    expect((await run(sale(1))).ending).toMatch(/^061e..51/);
    press('G');
    expect((await run(sale(1))).ending).toMatch(/^061e..c2/);
    press('Z');
    press('F');
    expect((await run(sale(1))).result).toBe('6a');
    press('F');
    press('H');
    expect((await run(sale(1))).result).toBe('9b');
    press('H');
    press('E');
    expect((await run(apdu('0650', PASSWORD))).result).toBe('77');
    press('D');
    expect((await run('050100')).shown).toEqual(['0f']);
    press('U');
    expect((await run(apdu('0650', PASSWORD))).ending).toBe('060f0227e0');
  });

  it('shows the book, switches power and cable, quits', async () => {
    const { terminal, press, said, run, isStopped } = await panel();
    press('b');
    await run(sale(1010));
    press('b');
    press('a');
    expect(said).toEqual([
      'the book is empty',
      'batch 1 receipt 0001 trace 1 sale 10.10 approved',
      'no card is awaited',
    ]);
    press('0');
    expect(terminal.view().on).toBe(false);
    press('0');
    expect(terminal.view().on).toBe(true);
    press('k');
    press('k');
    expect(said.slice(3)).toEqual(['cable pulled', 'cable back']);
    press('q');
    expect(isStopped()).toBe(true);
  });
});

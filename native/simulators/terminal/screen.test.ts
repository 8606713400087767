import { describe, expect, it } from 'vitest';
import { buttonNames } from './buttons.ts';
import type { TerminalView } from './screen.ts';
import type { SimulatedTerminal } from './terminal.ts';
import { apdu, bench, sale } from './test-bench.ts';

const buttons = { buttons: true, timing: { cardPromptMs: 60_000 } };

/** Resolves with the first view that is like this. */
function seen(
  terminal: SimulatedTerminal,
  like: (view: TerminalView) => boolean,
): Promise<TerminalView> {
  return new Promise((resolve) => {
    const look = (): void => {
      const view = terminal.view();
      if (!like(view)) return;
      forget();
      resolve(view);
    };
    const forget = terminal.onChange(look);
    look();
  });
}

describe('the display and its buttons', () => {
  it('waits for a button, shows the amount, the steps and the result', async () => {
    const { terminal, run } = await bench(buttons);
    expect(terminal.view()).toMatchObject({ on: true, waitingForCard: false, buttons: [] });
    expect(terminal.press('approve')).toBe(false);

    const shown: string[] = [];
    const forget = terminal.onChange(() => shown.push(terminal.view().lines.join(' / ')));
    const running = run(sale(1010));
    const view = await seen(terminal, ({ waitingForCard }) => waitingForCard);
    expect(view).toMatchObject({ amountMinor: 1010, buttons: buttonNames });
    await seen(terminal, ({ lines }) => lines[0] === 'INSERT OR HOLD CARD');
    expect(terminal.press('unionpay')).toBe(true);
    expect(terminal.press('approve')).toBe(false);
    expect((await running).status).toContain('8ac6');
    forget();
    expect(shown).toContain('PLEASE LOOK AT PIN PAD');
    expect(shown).toContain('WAITING FOR BANK');
    expect(terminal.view()).toMatchObject({
      lines: ['APPROVED', '10.10'],
      waitingForCard: false,
      amountMinor: undefined,
    });
  });

  it.each([
    ['decline', '05'],
    ['noFunds', '33'],
    ['expired', '78'],
    ['pinBlocked', '4b'],
    ['removed', '64'],
    ['stop', '6c'],
    ['contactless', '00'],
    ['signature', '00'],
    ['alipay', '00'],
  ] as const)('%s ends with %s', async (button, result) => {
    const { terminal, run } = await bench(buttons);
    const running = run(sale(700));
    await seen(terminal, ({ waitingForCard }) => waitingForCard);
    terminal.press(button);
    expect((await running).result).toBe(result);
  });

  it('takes any code as a decline', async () => {
    const { terminal, run } = await bench(buttons);
    const running = run(sale(700));
    await seen(terminal, ({ waitingForCard }) => waitingForCard);
    terminal.press({ kind: 'decline', code: 0x5b });
    const ran = await running;
    expect(ran.result).toBe('5b');
    expect(terminal.view().lines).toEqual(['NOT PAID', 'NOT POSSIBLE 5B']);
  });

  it('asks nobody when the outcome is queued, but a person may come first', async () => {
    const { terminal, run } = await bench(buttons);
    terminal.nextOutcome({ kind: 'approve' }, { kind: 'noCard' });
    expect((await run(sale(700))).result).toBe('00');
    const running = run(sale(700));
    await seen(terminal, ({ waitingForCard }) => waitingForCard);
    terminal.press('decline');
    expect((await running).result).toBe('05');
  });

  it('shows what the register writes, for as long as it says, then is ready again', async () => {
    const { terminal, register } = await bench();
    const text = Buffer.from('WELCOME').toString('hex');
    await register.command(apdu('06e0', 'f000', 'f1f0f7', text));
    await terminal.idle();
    expect(terminal.view().lines).toEqual(['WELCOME']);
    await register.command(apdu('06e0', 'f001', 'f2f0f7', text));
    await terminal.idle();
    await seen(terminal, ({ lines }) => lines[1] === 'READY');
  });

  it('is dark without power and closes its slot', async () => {
    const { terminal, register } = await bench(buttons);
    await register.command(sale(700));
    await seen(terminal, ({ waitingForCard }) => waitingForCard);
    terminal.powerOff();
    expect(terminal.view()).toMatchObject({ on: false, lines: [], waitingForCard: false });
    expect(terminal.press('approve')).toBe(false);
    terminal.powerOn();
    expect(terminal.view()).toMatchObject({ on: true, lines: ['PAYMENT TERMINAL', 'READY'] });
  });
});

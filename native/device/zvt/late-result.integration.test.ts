import { afterEach, describe, expect, test } from 'vitest';
import type { TerminalResult } from '../../../core/payment/types.ts';
import { socatInstalled } from '../../simulators/line/pty-pair.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import { cleanUpWith, closeAll, saleOf, setUpOnPty } from '../testing/zvt-on-virtual-pty.ts';
import { ZvtTerminal } from './terminal.ts';

afterEach(closeAll);

/** The bank has said yes, and the cable is out until the register has given the payment up. */
async function paidWithTheCableOut() {
  const set = await setUpOnPty();
  const { pty, simulated, common } = set;
  await pty.during(set.terminal.close());
  const terminal = new ZvtTerminal({ ...common, terminalId: 'T1', lineGoneMs: 1000 });
  cleanUpWith(() => pty.during(terminal.close()));
  await pty.during(terminal.connect());
  simulated.faults.at('status', { kind: 'late', delayMs: 200 });
  const observer = recordingObserver();
  const paying = terminal.pay(saleOf(1010), observer);
  while (!simulated.book().some(({ state }) => state === 'pending')) await pty.pass(50);
  await common.transport.close();
  const outcome = await pty.during(paying, 4000);
  expect(outcome).toMatchObject({ kind: 'unknown' });
  expect(observer.results).toEqual([]);
  expect(simulated.book()).toMatchObject([{ amountMinor: 1010, state: 'pending' }]);
  const plugIn = () => pty.during(common.transport.open());
  return { pty, simulated, terminal, plugIn };
}

describe.skipIf(!socatInstalled())('an approval that comes when the cable is back', () => {
  test('settled as not paid meanwhile: refused, so the terminal takes it back', async () => {
    const { pty, simulated, terminal, plugIn } = await paidWithTheCableOut();
    const late: TerminalResult[] = [];
    terminal.onLateResult((result) => {
      late.push(result);
      return 'refuse';
    });
    await plugIn();
    await pty.pass(30_000);
    expect(late).toMatchObject([{ approved: true, amountMinor: 1010, receiptNo: '0001' }]);
    expect(simulated.book()).toMatchObject([{ amountMinor: 1010, state: 'autoReversed' }]);

    const next = await pty.during(terminal.pay(saleOf(1010), recordingObserver()));
    expect(next.kind).toBe('approved');
    expect(simulated.book().map(({ state }) => state)).toEqual(['autoReversed', 'approved']);
  });

  test('kept by the register: it stands only after it was written down', async () => {
    const { pty, simulated, terminal, plugIn } = await paidWithTheCableOut();
    terminal.onLateResult(() => {
      expect(simulated.book()).toMatchObject([{ state: 'pending' }]);
      return 'book';
    });
    await plugIn();
    await pty.pass(30_000);
    expect(simulated.book()).toMatchObject([{ state: 'approved' }]);
    const last = await pty.during(terminal.lastTransaction());
    expect(last).toMatchObject({ kind: 'found', result: { amountMinor: 1010 } });
  });

  test('not written down: no answer, so the terminal takes it back', async () => {
    const { pty, simulated, terminal, plugIn } = await paidWithTheCableOut();
    terminal.onLateResult(() => {
      throw new Error('disk full');
    });
    await plugIn();
    await pty.pass(60_000);
    expect(simulated.book()).toMatchObject([{ state: 'autoReversed' }]);
  });

  test('with nobody to keep it: refused', async () => {
    const { pty, simulated, terminal, plugIn } = await paidWithTheCableOut();
    const stop = terminal.onLateResult(() => 'book');
    stop();
    await plugIn();
    await pty.pass(30_000);
    expect(simulated.book()).toMatchObject([{ state: 'autoReversed' }]);
  });
});

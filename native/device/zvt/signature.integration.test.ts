import { afterEach, describe, expect, test } from 'vitest';
import type { SignatureCheck } from '../../../till/ports/card-terminal.ts';
import { socatInstalled } from '../../simulators/line/pty-pair.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import { cleanUpWith, closeAll, saleOf, setUpOnPty } from '../testing/zvt-on-virtual-pty.ts';
import { ZvtTerminal } from './terminal.ts';

afterEach(closeAll);

/** A cashier at a register whose terminal takes a signature on its screen. */
async function setUp() {
  const on = await setUpOnPty({}, { checksSignatures: true });
  on.simulated.nextOutcome({ kind: 'approve', cvm: 'signature' });
  return on;
}

/** Answers like this as soon as it is asked; `null` never, a function does anything else. */
function cashier(answer: 'matches' | 'differs' | null | (() => void)) {
  const checks: SignatureCheck[] = [];
  const observer = recordingObserver();
  return {
    ...observer,
    checks,
    signature(check: SignatureCheck, choose: (choice: number) => void) {
      checks.push(check);
      if (typeof answer === 'function') answer();
      else if (answer !== null)
        choose(check.choices.findIndex(({ meaning }) => meaning === answer));
      return () => undefined;
    },
  };
}

describe.skipIf(!socatInstalled())('a signature on the screen, over a real pseudo-terminal', () => {
  test('matches: approved, no signature line, one booking', async () => {
    const { pty, simulated, terminal, log } = await setUp();
    const observer = cashier('matches');
    const outcome = await pty.during(terminal.pay(saleOf(700), observer));
    expect(outcome).toMatchObject({
      kind: 'approved',
      result: { extra: { signatureKind: 'onTerminal', signatureCheck: 'matches' } },
    });
    expect(observer.checks).toMatchObject([
      { picture: { mimeType: 'image/bmp' }, text: 'SIGNATURE CORRECT?' },
    ]);
    expect(observer.receipts.map(({ signature }) => signature)).toEqual([false, false]);
    expect(simulated.book()).toMatchObject([{ state: 'approved' }]);
    const told = log.lines.map((line) => JSON.stringify(line));
    expect(told.filter((line) => /06d0 <\d+>/.test(line))).toHaveLength(1);
    expect(told.join()).not.toContain('424d');
  });

  test('does not match: the terminal reverses and declines, nothing is booked', async () => {
    const { pty, simulated, terminal } = await setUp();
    const outcome = await pty.during(terminal.pay(saleOf(700), cashier('differs')));
    expect(outcome).toMatchObject({ kind: 'declined', reason: 'signatureDiffers' });
    expect(simulated.book()).toMatchObject([{ state: 'declined' }]);
    const next = await pty.during(terminal.pay(saleOf(800), recordingObserver()));
    expect(next.kind).toBe('approved');
  });

  test('nobody answers: the terminal goes on with paper, and the payment is not lost', async () => {
    const { pty, simulated, terminal } = await setUp();
    const observer = cashier(null);
    const outcome = await pty.during(terminal.pay(saleOf(700), observer));
    expect(outcome).toMatchObject({
      kind: 'approved',
      result: { extra: { signatureKind: 'paper', signatureCheck: 'unanswered' } },
    });
    expect(observer.receipts[0]).toMatchObject({ kind: 'merchant', signature: true });
    expect(simulated.book()).toMatchObject([{ state: 'approved' }]);
  });

  test('a register that judges no signatures is not asked', async () => {
    const { pty, simulated, terminal } = await setUpOnPty();
    simulated.nextOutcome({ kind: 'approve', cvm: 'signature' });
    const observer = cashier('matches');
    const outcome = await pty.during(terminal.pay(saleOf(700), observer));
    expect(outcome).toMatchObject({
      kind: 'approved',
      result: { extra: { signatureKind: 'paper' } },
    });
    expect(observer.checks).toEqual([]);
  });

  test('the terminal loses its power meanwhile: unknown, then asked about', async () => {
    const { pty, simulated, terminal } = await setUp();
    const observer = cashier(() => simulated.powerOff());
    const outcome = await pty.during(terminal.pay(saleOf(700), observer));
    expect(outcome.kind).toBe('unknown');
    simulated.powerOn();
    const last = await pty.during(terminal.lastTransaction());
    expect(last.kind).toBe('none');
    expect(simulated.book().filter(({ state }) => state === 'approved')).toEqual([]);
  });

  test('the register starts anew meanwhile: recovery agrees with the terminal’s book', async () => {
    const { pty, simulated, terminal, common } = await setUp();
    const observer = cashier(null);
    const paying = terminal.pay(saleOf(700), observer);
    while (observer.checks.length === 0) await pty.pass(50);
    await pty.during(terminal.close());
    expect(await paying).toMatchObject({ kind: 'unknown' });
    expect(simulated.book().filter(({ state }) => state === 'approved')).toEqual([]);

    const again = new ZvtTerminal({ ...common, terminalId: 'T1' });
    cleanUpWith(() => pty.during(again.close()));
    // As the till decides on an approval of a payment that is in doubt.
    again.onLateResult(() => 'book');
    const last = await pty.during(again.lastTransaction());
    const stands = simulated.book().filter(({ state }) => state === 'approved');
    expect(stands).toMatchObject([{ amountMinor: 700 }]);
    expect(last).toMatchObject({ kind: 'found', result: { approved: true, amountMinor: 700 } });
  });
});

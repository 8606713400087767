import { afterEach, describe, expect, test } from 'vitest';
import { encodeApdu } from '../../protocol/zvt/apdu.ts';
import { fromHex } from '../../protocol/zvt/hex.ts';
import { socatInstalled } from '../../simulators/line/pty-pair.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import { cleanUpWith, closeAll, saleOf, setUpOnPty } from '../testing/zvt-on-virtual-pty.ts';
import { ZvtConnection } from './connection.ts';
import { ZvtTerminal } from './terminal.ts';

/** T4 of PA00P016 §2. */
const T4_MS = 180_000;

afterEach(closeAll);

/** Aborts (06 B0) the register sent. */
function aborts(log: { readonly lines: readonly string[] }): number {
  return log.lines.filter((line) => line.includes('"out"') && line.includes('06b0')).length;
}

/** The acceptance cases card complete asks of a register, in the words of its table. */
describe.skipIf(!socatInstalled())('acceptance over a serial line', () => {
  test('sale with amount 10.10 over serial (DLE doubling): ok, then void ok', async () => {
    const { pty, terminal, simulated } = await setUpOnPty();
    const paid = await pty.during(terminal.pay(saleOf(1010), recordingObserver()));
    expect(paid).toMatchObject({ kind: 'approved', result: { amountMinor: 1010 } });
    if (paid.kind !== 'approved') return;
    const give = { ...saleOf(1010), original: paid.result };
    const voided = await pty.during(terminal.reverse(give, recordingObserver()));
    expect(voided.kind).toBe('approved');
    expect(simulated.totals()).toMatchObject({ netMinor: 0 });
  });

  test('a host code beside every 00: sale, lost end, void and end of day are as without', async () => {
    const { pty, terminal, simulated } = await setUpOnPty({ hostCode: 0x01 });
    await pty.during(terminal.connect());
    simulated.faults.at('completion', { kind: 'silence' });
    const paid = await pty.during(terminal.pay(saleOf(1000), recordingObserver()));
    expect(paid).toMatchObject({ kind: 'approved', result: { extra: { hostCode: '01' } } });
    if (paid.kind !== 'approved') return;
    expect(await pty.during(terminal.lastTransaction())).toMatchObject({
      kind: 'found',
      result: { approved: true, receiptNo: paid.result.receiptNo },
    });
    const give = { ...saleOf(1000), original: paid.result };
    const voided = await pty.during(terminal.reverse(give, recordingObserver()));
    expect(voided.kind).toBe('approved');
    const closed = await pty.during(terminal.closeBatch(recordingObserver()));
    expect(closed).toMatchObject({ kind: 'closed', totals: { totalMinor: 0 } });
  });

  test('host line cut: 27 9B and 06 1E 9B, the payment failed, T4 is respected', async () => {
    const { pty, terminal, simulated, log } = await setUpOnPty({ timing: { stepMs: 55_000 } });
    simulated.faults.hostDown(true);
    const observer = recordingObserver();
    const outcome = await pty.during(terminal.pay(saleOf(1000), observer));
    expect(outcome).toMatchObject({ kind: 'declined', reason: '9B' });
    expect(observer.results).toMatchObject([{ approved: false, resultCode: '9B' }]);
    expect(aborts(log)).toBe(0);
  });

  test('stop key: 27 6C and 06 1E 6C', async () => {
    const { pty, terminal, simulated } = await setUpOnPty();
    simulated.nextOutcome({ kind: 'stop' });
    const observer = recordingObserver();
    const outcome = await pty.during(terminal.pay(saleOf(1000), observer));
    expect(outcome).toMatchObject({ kind: 'declined', reason: '6C' });
    expect(observer.results).toMatchObject([{ resultCode: '6C' }]);
  });

  test('no PIN for 1 min: the terminal ends with 6C, the register not earlier', async () => {
    const { pty, timers, terminal, simulated, log } = await setUpOnPty({
      timing: { cardPromptMs: 600_000 },
    });
    simulated.nextOutcome({ kind: 'noCard' });
    const startedMs = timers.nowMs();
    const outcome = await pty.during(terminal.pay(saleOf(1000), recordingObserver()));
    expect(outcome).toMatchObject({ kind: 'declined', reason: '6C' });
    expect(timers.nowMs() - startedMs).toBeGreaterThanOrEqual(60_000);
    expect(aborts(log)).toBe(0);
  });

  test('serial cable removed, never replugged: given up after T4, abort tried, usable', async () => {
    const { pty, timers, terminal, simulated, log } = await setUpOnPty();
    simulated.nextOutcome({ kind: 'approve' });
    const observer = recordingObserver('book', null, (event) => {
      if (event.startsWith('progress')) simulated.faults.unplug();
    });
    const startedMs = timers.nowMs();
    const outcome = await pty.during(terminal.pay(saleOf(1000), observer));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'timeout' });
    expect(timers.nowMs() - startedMs).toBeGreaterThanOrEqual(T4_MS);
    expect(timers.nowMs() - startedMs).toBeLessThan(T4_MS + 30_000);
    expect(aborts(log)).toBe(1);
    // Usable without the cable: it says so; and with it: the payment was reversed.
    const without = await pty.during(terminal.pay(saleOf(500), recordingObserver()));
    expect(without).toMatchObject({ kind: 'notStarted', reason: 'noAnswer' });
    simulated.faults.plugIn();
    await pty.during(terminal.lastTransaction());
    expect(simulated.book().filter((entry) => entry.state === 'approved')).toEqual([]);
    const again = await pty.during(terminal.pay(saleOf(500), recordingObserver()));
    expect(again.kind).toBe('approved');
  });

  test('PIN typed and cleared for 4 min, then ok: T4 restarts at every 04 FF', async () => {
    const { pty, timers, terminal, simulated, log } = await setUpOnPty({
      timing: { stepMs: 50_000 },
    });
    simulated.nextOutcome({ kind: 'approve', cvm: 'pin', wrongPins: 2 });
    const startedMs = timers.nowMs();
    const outcome = await pty.during(terminal.pay(saleOf(1000), recordingObserver()));
    expect(outcome.kind).toBe('approved');
    expect(timers.nowMs() - startedMs).toBeGreaterThan(240_000);
    expect(aborts(log)).toBe(0);
  });

  test('cable removed 5 s after PIN: the sale succeeds through repeats', async () => {
    const { pty, terminal, simulated } = await setUpOnPty();
    simulated.faults.at('status', { kind: 'pulled', forMs: 5_500 });
    const observer = recordingObserver();
    const outcome = await pty.during(terminal.pay(saleOf(1000), observer));
    expect(outcome.kind).toBe('approved');
    expect(observer.results).toHaveLength(1);
    expect(simulated.book().filter((entry) => entry.state === 'approved')).toHaveLength(1);
  });

  test('repeat receipt after sale and after void: returns that transaction', async () => {
    const { pty, terminal } = await setUpOnPty();
    const paid = await pty.during(terminal.pay(saleOf(1000), recordingObserver()));
    if (paid.kind !== 'approved') expect.fail(`paid: ${paid.kind}`);
    const afterSale = await pty.during(terminal.lastTransaction());
    expect(afterSale).toMatchObject({
      kind: 'found',
      result: { receiptNo: paid.result.receiptNo, trace: paid.result.trace, amountMinor: 1000 },
    });
    const give = { ...saleOf(1000), original: paid.result };
    const voided = await pty.during(terminal.reverse(give, recordingObserver()));
    if (voided.kind !== 'approved') expect.fail(`voided: ${voided.kind}`);
    const afterVoid = await pty.during(terminal.lastTransaction());
    expect(afterVoid).toMatchObject({
      kind: 'found',
      result: { trace: voided.result.trace, extra: { originalTrace: paid.result.trace } },
    });
  });

  test('EoD with host cut: fails; next sale refused with F0; EoD again clears it', async () => {
    const { pty, terminal, simulated } = await setUpOnPty();
    await pty.during(terminal.pay(saleOf(1000), recordingObserver()));
    simulated.faults.hostDown(true);
    const failed = await pty.during(terminal.closeBatch(recordingObserver()));
    expect(failed.kind).toBe('failed');
    expect(['77', '9B']).toContain(failed.kind === 'failed' ? failed.resultCode : '');
    simulated.faults.hostDown(false);
    const refused = await pty.during(terminal.pay(saleOf(500), recordingObserver()));
    expect(refused).toMatchObject({ kind: 'declined', reason: 'F0' });
    const closed = await pty.during(terminal.closeBatch(recordingObserver()));
    expect(closed).toMatchObject({ kind: 'closed', totals: { totalMinor: 1000, count: 1 } });
    const paid = await pty.during(terminal.pay(saleOf(500), recordingObserver()));
    expect(paid.kind).toBe('approved');
  });

  test('EoD with open reservations: 06 23 87 FFFF is looped until FFFF first', async () => {
    const { pty, terminal, common, log } = await setUpOnPty({ reservationsBlockEndOfDay: true });
    await pty.during(terminal.pay(saleOf(1000), recordingObserver()));
    await pty.during(terminal.close());
    // The register makes no reservations; another one did.
    const other = new ZvtConnection(common);
    const run = (control: number, hex: string) =>
      pty.during(
        other.exclusively(async () => {
          expect(await other.makeReady()).toBeNull();
          return other.run(encodeApdu(control, fromHex(hex)));
        }),
      );
    const reserved = await run(0x0622, '04 00 00 00 00 50 00 49 01 56');
    const receiptNo = reserved.kind === 'completed' ? (reserved.status?.receiptNo ?? '') : '';
    expect(receiptNo).toMatch(/^\d{4}$/);
    await pty.during(other.close());

    const register = new ZvtTerminal({ ...common, terminalId: 'T1' });
    cleanUpWith(() => pty.during(register.close()));
    const refused = await pty.during(register.closeBatch(recordingObserver()));
    expect(refused).toEqual({
      kind: 'failed',
      resultCode: 'B8',
      reason: `openPreAuthorizations:${receiptNo}`,
    });
    expect(log.lines.some((line) => line.includes('0650'))).toBe(false);
    await pty.during(register.close());

    const third = new ZvtConnection(common);
    await pty.during(
      third.exclusively(async () => {
        await third.makeReady();
        return third.run(encodeApdu(0x0625, fromHex(`87 ${receiptNo}`)));
      }),
    );
    await pty.during(third.close());
    const last = new ZvtTerminal({ ...common, terminalId: 'T1' });
    cleanUpWith(() => pty.during(last.close()));
    const closed = await pty.during(last.closeBatch(recordingObserver()));
    expect(closed).toMatchObject({ kind: 'closed', totals: { totalMinor: 1000 } });
  });

  test('EoD with pending update: completion 27 E0, terminal silent, register usable', async () => {
    const { pty, terminal, simulated } = await setUpOnPty();
    await pty.during(terminal.pay(saleOf(1000), recordingObserver()));
    simulated.faults.updateAfterEndOfDay({ forMs: 120_000 });
    const closed = await pty.during(terminal.closeBatch(recordingObserver()));
    expect(closed).toMatchObject({ kind: 'closed', totals: { totalMinor: 1000 } });
    expect(terminal.status()).toEqual({ state: 'fault', code: 'maintenance' });
    const during = await pty.during(terminal.pay(saleOf(500), recordingObserver()));
    expect(during).toMatchObject({ kind: 'notStarted', reason: 'noAnswer' });
    await pty.pass(180_000);
    expect(terminal.status().state).toBe('ready');
    const after = await pty.during(terminal.pay(saleOf(500), recordingObserver()));
    expect(after.kind).toBe('approved');
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import type { DeviceSettings } from '../../../contracts/settings.ts';
import { CURRENCIES } from '../../../core/money/currency.ts';
import type { TerminalOutcome } from '../../../till/ports/card-terminal.ts';
import type { Outcome } from '../../simulators/transbank/cards.ts';
import type { FaultAction, FaultPoint } from '../../simulators/transbank/faults.ts';
import { buildTerminal } from '../build-devices.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import {
  APPROVE,
  charged,
  cleanUpSimulated,
  pesoRequest,
  setUpSimulated,
  verdictOf,
} from '../testing/simulated-transbank.ts';

afterEach(cleanUpSimulated);

const LINE_FAULTS = /power|cable|lost for good|booked/;

describe.each(['serial', 'tcp'] as const)('against the simulated terminal, %s', (kind) => {
  test('sale, decline, void, second void, last sale, totals, close, keys', async () => {
    const { simulated, terminal } = await setUpSimulated(kind);
    expect(await terminal.lastTransaction()).toEqual({ kind: 'none' });

    const observer = recordingObserver();
    const paid = await terminal.pay(pesoRequest(15_000, 'AAAAA1'), observer);
    expect(paid).toMatchObject({
      kind: 'approved',
      result: {
        amountMinor: 15_000,
        maskedPan: '************6677',
        cardName: 'Visa',
        cardType: 'CR',
        extra: { reference: 'AAAAA1', cardGroup: 'visa' },
      },
    });
    expect(observer.events[0]).toBe('sending');
    expect(observer.events).toContain('progress:T78');
    expect(observer.events.at(-1)).toBe('result:T00');
    if (paid.kind !== 'approved') return;

    simulated.nextOutcome({ kind: 'decline', code: 1 });
    expect(await terminal.pay(pesoRequest(500, 'AAAAA2'), recordingObserver())).toMatchObject({
      kind: 'declined',
      reason: 'T01',
    });
    simulated.nextCard('mastercard');
    const second = await terminal.pay(pesoRequest(2500, 'AAAAA3'), recordingObserver());
    simulated.nextCard('redcompra');
    const debit = await terminal.pay(pesoRequest(4000, 'AAAAA4'), recordingObserver());
    expect(second.kind).toBe('approved');
    expect(debit).toMatchObject({ kind: 'approved', result: { cardType: 'DB' } });
    expect(await terminal.lastTransaction()).toMatchObject({
      kind: 'found',
      result: { amountMinor: 4000, extra: { reference: 'AAAAA4' } },
    });

    const refund = { ...pesoRequest(15_000, 'AAAAA5'), original: paid.result };
    expect(await terminal.reverse(refund, recordingObserver())).toMatchObject({
      kind: 'approved',
    });
    expect(await terminal.reverse(refund, recordingObserver())).toMatchObject({
      kind: 'approved',
      result: { resultCode: 'T04', extra: { alreadyReversed: '1' } },
    });
    expect(charged(simulated, 'AAAAA1')).toBe(0);
    if (debit.kind !== 'approved') return;
    const debitBack = { ...pesoRequest(4000, 'AAAAA6'), original: debit.result };
    expect(await terminal.reverse(debitBack, recordingObserver())).toMatchObject({
      kind: 'declined',
      reason: 'T08',
    });

    const told = {
      totalMinor: 6500,
      count: 2,
      groups: [
        { group: 'mastercard', count: 1, amountMinor: 2500 },
        { group: 'other', count: 1, amountMinor: 4000 },
      ],
      items: [
        { reference: 'AAAAA3', group: 'mastercard', amountMinor: 2500 },
        { reference: 'AAAAA4', group: 'other', amountMinor: 4000 },
      ],
    };
    expect(await terminal.totals()).toMatchObject({ kind: 'totals', totals: told });
    expect(simulated.totals()).toMatchObject({ count: 2, amount: 6500 });
    simulated.faults.failClose(14);
    expect(await terminal.closeBatch()).toMatchObject({ kind: 'failed', resultCode: 'T14' });
    expect(simulated.totals().count).toBe(2);
    expect(await terminal.closeBatch()).toMatchObject({ kind: 'closed', totals: told });
    expect(simulated.totals().count).toBe(0);
    expect(await terminal.totals()).toMatchObject({ totals: { totalMinor: 0, items: [] } });

    simulated.loseKeys();
    expect(await terminal.pay(pesoRequest(700, 'AAAAA7'), recordingObserver())).toMatchObject({
      kind: 'declined',
      reason: 'T26',
    });
    await simulated.idle();
    await expect.poll(() => terminal.loadKeys()).toEqual({ kind: 'loaded' });
    expect(await terminal.pay(pesoRequest(700, 'AAAAA8'), recordingObserver())).toMatchObject({
      kind: 'approved',
    });
  });

  test('the customer cancels at the terminal', async () => {
    const { simulated, terminal } = await setUpSimulated(kind);
    simulated.nextOutcome({ kind: 'noCard' });
    const observer = recordingObserver('book', null, (event) => {
      if (event === 'progress:T78') simulated.pressCancel();
    });
    const outcome = await terminal.pay(pesoRequest(700, 'BBBBB1'), observer);
    expect(outcome).toMatchObject({ kind: 'declined', reason: 'T07' });
  });

  test('nothing of the card or the account in results and log', async () => {
    const { simulated, terminal, log } = await setUpSimulated(kind);
    simulated.nextCard('redcompra');
    const outcome = await terminal.pay(pesoRequest(700, 'BBBBB2'), recordingObserver());
    const totals = await terminal.totals();
    expect(outcome.kind).toBe('approved');
    const kept = JSON.stringify([outcome, totals, log.lines]);
    expect(kept).not.toContain('30000000');
  });

  const approved: readonly Outcome[] = [APPROVE];
  const faults: readonly [
    string,
    readonly [FaultPoint, FaultAction, number][],
    readonly Outcome[],
  ][] = [
    ['its ACK lost', [['ack', { kind: 'silence' }, 1]], approved],
    ['progress lost', [['progress', { kind: 'silence' }, 9]], approved],
    ['progress with a wrong check byte', [['progress', { kind: 'badLrc' }, 1]], approved],
    ['the answer lost once', [['response', { kind: 'silence' }, 1]], approved],
    ['the answer lost for good', [['response', { kind: 'silence' }, 3]], approved],
    ['the answer corrupt', [['response', { kind: 'corrupt' }, 1]], approved],
    ['the answer with a wrong check byte', [['response', { kind: 'badLrc' }, 2]], approved],
    ['the answer twice', [['response', { kind: 'twice' }, 1]], approved],
    ['the answer split', [['response', { kind: 'split', delayMs: 50 }, 1]], approved],
    ['the answer late', [['response', { kind: 'late', delayMs: 500 }, 1]], approved],
    ['the answer too late', [['response', { kind: 'late', delayMs: 1300 }, 1]], approved],
    ['its acknowledgement not noticed', [['response', { kind: 'answerLost' }, 3]], approved],
    [
      'power lost before it booked',
      [['authorised', { kind: 'powerLost', forMs: 100 }, 1]],
      approved,
    ],
    ['power lost after it booked', [['stored', { kind: 'powerLost', forMs: 100 }, 1]], approved],
    ['the cable out for a moment', [['response', { kind: 'pulled', forMs: 200 }, 1]], approved],
    ['the cable out for longer', [['stored', { kind: 'pulled', forMs: 1000 }, 1]], approved],
    [
      'the cable out while the card is read',
      [['progress', { kind: 'pulled', forMs: 300 }, 1]],
      approved,
    ],
    ['the bank silent', [], [{ kind: 'hostDown', code: 2 }]],
    ['booked, and told otherwise', [], [{ kind: 'storedWithError', code: 65 }]],
    ['booked, and told it still works', [], [{ kind: 'storedWithError', code: 94 }]],
    [
      'declined, and the answer lost',
      [['response', { kind: 'silence' }, 3]],
      [{ kind: 'decline' }],
    ],
  ];

  // Faults of single bytes are the same on any line; those of the line itself are not.
  const striking = kind === 'serial' ? faults : faults.filter(([name]) => LINE_FAULTS.test(name));

  test.each(striking)(
    '%s: the register believes what the book says',
    async (_, armed, outcomes) => {
      const { simulated, terminal } = await setUpSimulated(kind);
      const before = await terminal.pay(pesoRequest(900, 'CCCCC1'), recordingObserver());
      if (before.kind !== 'approved') throw new Error(`not approved: ${before.kind}`);
      simulated.nextOutcome(...outcomes);
      const observer = recordingObserver('book', null, (event) => {
        // Not before: the poll ahead of the sale would meet them.
        if (event !== 'sending') return;
        for (const [point, action, times] of armed) simulated.faults.at(point, action, times);
      });
      const asked = { amount: 15_000, reference: 'CCCCC2' };
      const outcome = await terminal.pay(pesoRequest(asked.amount, asked.reference), observer);
      const verdict = await verdictOf(outcome, terminal, asked, before.result);
      await simulated.idle();
      expect(simulated.faults.pending === 0 || armed[0]?.[2] === 9).toBe(true);
      const times = charged(simulated, asked.reference);
      expect(times).toBeLessThanOrEqual(1);
      expect({ verdict, times }).toEqual({ verdict: times === 1 ? 'paid' : 'notPaid', times });
      expect(observer.results.length).toBeLessThanOrEqual(1);
    },
  );

  test.each([1, 2, 3])('%i NAKs', async (count) => {
    const { simulated, terminal } = await setUpSimulated(kind);
    expect((await terminal.lastTransaction()).kind).toBe('none');
    const observer = recordingObserver('book', null, (event) => {
      if (event === 'sending') simulated.faults.nakNext(count);
    });
    const outcome = await terminal.pay(pesoRequest(900, 'DDDDD1'), observer);
    expect(outcome.kind).toBe(count < 3 ? 'approved' : 'notStarted');
    expect(charged(simulated, 'DDDDD1')).toBe(count < 3 ? 1 : 0);
  });

  test('a request that is not heard is not sent again; the terminal says that it has none', async () => {
    const { simulated, terminal } = await setUpSimulated(kind);
    const observer = recordingObserver('book', null, (event) => {
      if (event === 'sending') simulated.faults.deafFor(1);
    });
    const outcome = await terminal.pay(pesoRequest(900, 'DDDDD2'), observer);
    expect(outcome).toEqual({ kind: 'unknown', reason: 'noAck' });
    const asked = { amount: 900, reference: 'DDDDD2' };
    expect(await verdictOf(outcome, terminal, asked, null)).toBe('notPaid');
    expect(charged(simulated, 'DDDDD2')).toBe(0);
  });

  test.each(['progress:T78', 'progress:T82', 'result:T00'])(
    'the register dies at %s: the next one finds out',
    async (moment) => {
      const { simulated, terminal, newDriver } = await setUpSimulated(kind, {
        timing: { stepMs: 60 },
      });
      const before = await terminal.pay(pesoRequest(900, 'EEEEE1'), recordingObserver());
      if (before.kind !== 'approved') throw new Error(`not approved: ${before.kind}`);
      let dead: Promise<void> = Promise.resolve();
      const observer = recordingObserver('book', null, (event) => {
        if (event !== moment) return;
        dead = terminal.close();
      });
      const asked = { amount: 15_000, reference: 'EEEEE2' };
      await terminal.pay(pesoRequest(asked.amount, asked.reference), observer);
      await dead;
      const lost: TerminalOutcome = { kind: 'unknown', reason: 'restart' };
      const verdict = await verdictOf(lost, newDriver(), asked, before.result);
      await simulated.idle();
      expect({ verdict, times: charged(simulated, 'EEEEE2') }).toEqual({
        verdict: 'paid',
        times: 1,
      });
    },
  );

  test('a void in doubt is asked for again and done once', async () => {
    const { simulated, terminal } = await setUpSimulated(kind);
    const paid = await terminal.pay(pesoRequest(900, 'FFFFF1'), recordingObserver());
    if (paid.kind !== 'approved') throw new Error(`not approved: ${paid.kind}`);
    simulated.faults.at('response', { kind: 'silence' }, 3);
    const refund = { ...pesoRequest(900, 'FFFFF2'), original: paid.result };
    expect((await terminal.reverse(refund, recordingObserver())).kind).toBe('unknown');
    await simulated.idle();
    expect(await terminal.reverse(refund, recordingObserver())).toMatchObject({
      kind: 'approved',
      result: { extra: { alreadyReversed: '1' } },
    });
    expect(simulated.book().filter((entry) => entry.kind === 'void')).toHaveLength(1);
  });
});

test('as set up in the settings of the register', async () => {
  const { simulated, terminal: other, line, log } = await setUpSimulated('serial');
  await other.close();
  const { near } = line;
  const settings: DeviceSettings['terminal'] = {
    protocol: 'transbank',
    line: near.kind === 'serial' ? { ...near, baud: 115_200, stopBits: 1 } : near,
    terminalId: 'T1',
    customerLimitS: 0,
  };
  const clock = { nowMs: () => Date.now() };
  const terminal = buildTerminal(settings, { currency: CURRENCIES.CLP, clock, log });
  const outcome = await terminal.pay(pesoRequest(900, 'GGGGG1'), recordingObserver());
  await terminal.close();
  expect(outcome).toMatchObject({ kind: 'approved', result: { amountMinor: 900 } });
  expect(charged(simulated, 'GGGGG1')).toBe(1);
});

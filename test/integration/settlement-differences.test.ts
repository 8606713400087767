import { events } from '../../core/journal/events/all.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isEntry } from '../../core/journal/typed-entry.ts';
import { minor } from '../../core/money/minor.ts';
import type { SettlementReport } from '../../core/settlement/batch-report.ts';
import english from '../../renderer/i18n/en.json' with { type: 'json' };
import chinese from '../../renderer/i18n/zh.json' with { type: 'json' };
import { CLOSE_FAULTS } from '../../till/closing/settlement-fault.ts';
import type {
  CloseBatchOutcome,
  TerminalBatchTotals,
  TotalsOutcome,
} from '../../till/ports/card-terminal.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  ScriptedTerminal,
  type TestTill,
  until,
} from './till-kit.ts';

/** A terminal that can be asked for its totals. */
function tellingTerminal(): ScriptedTerminal {
  const terminal = new ScriptedTerminal();
  terminal.capabilities = { ...terminal.capabilities, totals: true };
  return terminal;
}

let till: TestTill;
beforeEach(async () => {
  till = openTestTill({ terminal: tellingTerminal() });
  await openForSelling(till);
});
afterEach(() => till.close());

const snapshot = () => till.register.tillSnapshot();
const entries = () => till.store.read((tx) => tx.entries(1, 9_999));
const types = () => entries().map(({ type }) => type);
const terminalStep = () =>
  snapshot().closing?.steps.find(({ step }) => step === 'settlement') ?? null;
const closedBatches = () =>
  entries().flatMap((entry) => (isEntry(entry, 'settlement.closed') ? [entry.payload] : []));
const comparisons = () =>
  entries().flatMap((entry) => (isEntry(entry, 'settlement.compared') ? [entry.payload] : []));

function totals(count: number, amountMinor: number, lines: string[] = []): TerminalBatchTotals {
  return { totalMinor: minor(amountMinor), count, lines, groups: null, items: null };
}

let receipts = 0;

async function payByCard(): Promise<void> {
  receipts += 1;
  till.terminal.approve(String(receipts).padStart(4, '0'));
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.card', { amountMinor: BREAD.priceMinor });
  await until(till, () => snapshot().basket === null && snapshot().payment === null);
}

/** Leaves one of 1000 whose end nobody knows. */
async function parkUnknown(): Promise<string> {
  till.terminal.goesSilent();
  till.terminal.last = { kind: 'unreachable', reason: 'line' };
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.card', { amountMinor: BREAD.priceMinor });
  await until(till, () => snapshot().payment?.state === 'unknown');
  const attemptId = snapshot().payment?.attemptId ?? '';
  await must(till, 'sale.park', { label: 'pending' });
  return attemptId;
}

async function signOn(operatorId: '1' | '9'): Promise<void> {
  await must(till, 'session.signOff', {});
  await must(till, 'session.signOn', { operatorId, pin: operatorId.repeat(4) });
}

/** How the terminal ends the next close, and what it says its open batch holds. */
function script(close: CloseBatchOutcome, open: TotalsOutcome | null = null): void {
  till.terminal.closeBatch = () => Promise.resolve(close);
  if (open !== null) till.terminal.totals = () => Promise.resolve(open);
}

const away: TotalsOutcome = { kind: 'unreachable', reason: 'noAnswer' };
const holds = (told: TerminalBatchTotals): TotalsOutcome => ({ kind: 'totals', totals: told });
const lost: CloseBatchOutcome = { kind: 'unknown', reason: 'timeout' };
const closed = (told: TerminalBatchTotals): CloseBatchOutcome => ({ kind: 'closed', totals: told });

const alone = (
  cause: string,
  attemptId: string | undefined,
  receiptNo: string | undefined,
  amountMinor: number,
) => ({ cause, attemptId, receiptNo, amountMinor });

describe('a closed batch', () => {
  it('is booked with its comparison in one commit, and agrees', async () => {
    await payByCard();
    await signOn('9');
    script(closed(totals(1, 1000, ['REPORT'])));
    expect(await must(till, 'settlement.close', {})).toEqual({
      closed: true,
      terminalTotalMinor: 1000,
      registerTotalMinor: 1000,
      differenceMinor: 0,
      reason: '',
    });
    expect(types().slice(-2)).toEqual(['settlement.closed', 'settlement.compared']);
    expect(terminalStep()).toMatchObject({ state: 'done', code: 'batchClosed' });
    const { reportJson } = await must(till, 'settlement.last', {});
    expect(JSON.parse(reportJson ?? 'null')).toMatchObject({
      terminalId: 'T1',
      agrees: true,
      totalsKnown: true,
      totals: { terminalCount: 1, terminalMinor: 1000, registerMinor: 1000, differenceMinor: 0 },
      groups: [{ group: 'all', terminalCount: 1, registerCount: 1 }],
      differences: [],
      reportLines: ['REPORT'],
    } satisfies Partial<Record<keyof SettlementReport, unknown>>);
  });

  it('lists what is unknown here and does not wait for it', async () => {
    const attemptId = await parkUnknown();
    await signOn('9');
    script(closed(totals(1, 1000)));
    expect(await must(till, 'settlement.close', {})).toMatchObject({ differenceMinor: 1000 });
    const explained = [{ cause: 'unknown', attemptId, receiptNo: '', amountMinor: 1000 }];
    expect(comparisons()[0]?.differences).toMatchObject([{ group: 'all', explained }]);
    expect(terminalStep()).toMatchObject({ state: 'failed', params: { differences: 1 } });
    // Settled later, it belongs to the batch that is closed, not to the next one.
    await must(till, 'pay.resolve', {
      attemptId,
      paid: true,
      evidence: 'slip of the terminal',
      approval: { operatorId: '5', pin: '5555' },
    });
    expect(till.store.read((tx) => tx.batchAttempts('T1'))).toEqual([]);
    expect(till.store.read((tx) => tx.cardTotalsSinceBatchClose('T1').count)).toBe(0);
  });

  it('of a terminal that prints its totals and tells none is compared by a person', async () => {
    await payByCard();
    await signOn('9');
    script(closed({ ...totals(0, 0, ['VISA 1 10.00']), groups: [] }));
    const answer = await must(till, 'settlement.close', {});
    expect(answer).toMatchObject({ closed: true, reason: 'totalsNotSeen' });
    expect(closedBatches()).toMatchObject([
      { totalsKnown: false, differenceMinor: 0, reportLines: ['VISA 1 10.00'] },
    ]);
  });

  it('travels to head office as it is', async () => {
    await payByCard();
    await signOn('9');
    script(lost, away);
    await must(till, 'settlement.close', {});
    script(closed(totals(3, 4000)), holds(totals(1, 1000)));
    await must(till, 'settlement.close', {});
    await must(till, 'shift.close', { counted: [] });
    await must(till, 'day.close', { skipSettlement: false });
    const told = entries().filter(
      ({ type }) => type.startsWith('settlement.') || type === 'day.closed',
    );
    expect(told.map(({ type }) => type)).toEqual([
      'settlement.failed',
      'settlement.closed',
      'settlement.compared',
      'day.closed',
    ]);
    for (const { type, payload } of told) {
      const schema = Object.entries(events).find(([name]) => name === type)?.[1];
      expect(schema?.payload.safeParse(payload)).toMatchObject({ success: true });
    }
  });

  it('names what one side has alone, when the terminal lists its transactions', async () => {
    await payByCard();
    const reference = till.terminal.request?.reference ?? '';
    await payByCard();
    await signOn('9');
    const [paid, missing] = till.store.read((tx) => tx.batchAttempts('T1'));
    const items = [
      { receiptNo: '17', reference, group: 'other', amountMinor: minor(1000) },
      { receiptNo: '18', reference: 'OTHER1', group: 'visa', amountMinor: minor(700) },
    ] as const;
    script(closed({ ...totals(2, 1700), items }));
    expect(await must(till, 'settlement.close', {})).toMatchObject({ differenceMinor: -300 });
    expect(paid?.reference).toBe(reference);
    expect(comparisons()[0]?.differences.map(({ group, explained }) => [group, explained])).toEqual(
      [
        ['visa', [alone('onlyAtTerminal', '', '18', 700)]],
        ['other', [alone('onlyAtRegister', missing?.attemptId, missing?.receiptNo, -1000)]],
      ],
    );
  });

  it('that differs prints with the Z, and again when asked', async () => {
    const printedSettlements = () =>
      till.printer.printed.filter(({ blocks }) =>
        blocks.some((block) => block.kind === 'text' && block.text.includes('CARD BATCH')),
      ).length;
    await payByCard();
    script(closed(totals(2, 1500)));
    await must(till, 'shift.close', { counted: [] });
    await signOn('9');
    expect(await call(till, 'settlement.printLast', {})).toMatchObject({
      error: { code: 'nothingToPrint' },
    });
    await must(till, 'settlement.close', {});
    await must(till, 'day.close', { skipSettlement: false });
    // The Z has a section of that name, the batch a paper of its own.
    await until(till, () => printedSettlements() === 2);
    expect(terminalStep()).toMatchObject({ state: 'failed', code: 'batchClosed' });
    await must(till, 'settlement.printLast', {});
    expect(printedSettlements()).toBe(3);
  });
});

describe('a close that fails', () => {
  it('leaves both sides as they were and is tried again', async () => {
    await payByCard();
    await signOn('9');
    script({ kind: 'failed', resultCode: '77', reason: '77' });
    expect(await must(till, 'settlement.close', {})).toMatchObject({
      closed: false,
      registerTotalMinor: 1000,
      reason: 'bankRefused:77',
    });
    expect(terminalStep()).toMatchObject({
      state: 'failed',
      code: 'batchCloseFailed',
      params: { count: 1, amountMinor: 1000, fault: 'bankRefused', detail: '77' },
    });
    script(closed(totals(1, 1000)));
    expect(await must(till, 'settlement.close', {})).toMatchObject({ closed: true });
    expect(terminalStep()).toMatchObject({ state: 'done' });
  });

  it('has words for every reason in both languages', () => {
    for (const { closing } of [english, chinese]) {
      expect(Object.keys(closing.terminal).sort()).toEqual([...CLOSE_FAULTS].sort());
    }
  });

  it('is refused before anything is sent while a payment is on its way', async () => {
    let asked = 0;
    till.terminal.closeBatch = () => {
      asked += 1;
      return Promise.resolve(lost);
    };
    let end: () => void = () => undefined;
    till.terminal.pays = (observer) => {
      observer.sending();
      return new Promise((resolve) => {
        end = () => resolve({ kind: 'declined', result: null, reason: '6C' });
      });
    };
    await signOn('9');
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.card', { amountMinor: 1000 });
    expect(await call(till, 'settlement.close', {})).toMatchObject({
      error: { code: 'paymentOpen' },
    });
    expect(asked).toBe(0);
    end();
    await until(till, () => snapshot().payment === null);
  });
});

describe('a close whose answer is lost', () => {
  beforeEach(async () => {
    await payByCard();
    await signOn('9');
  });

  it('counts as closed when the terminal holds nothing any more', async () => {
    script(lost, holds(totals(0, 0)));
    expect(await must(till, 'settlement.close', {})).toMatchObject({
      closed: true,
      registerTotalMinor: 1000,
      differenceMinor: 0,
      reason: 'totalsNotSeen',
    });
    expect(closedBatches()).toMatchObject([{ totalsKnown: false, registerCount: 1 }]);
    expect(comparisons()).toMatchObject([{ agrees: false, differences: [] }]);
    expect(terminalStep()).toMatchObject({ state: 'failed', code: 'batchUnseen' });
    await must(till, 'shift.close', { counted: [] });
    await must(till, 'day.close', { skipSettlement: false });
  });

  it('is open when the terminal still holds the batch', async () => {
    script(lost, holds(totals(1, 1000)));
    const answer = await must(till, 'settlement.close', {});
    expect(answer).toMatchObject({ closed: false, reason: 'stillOpen' });
    expect(closedBatches()).toEqual([]);
    script(closed(totals(1, 1000)));
    expect(await must(till, 'settlement.close', {})).toMatchObject({ differenceMinor: 0 });
  });

  it('stays in doubt when the terminal tells no sum at all, at once and at the next try', async () => {
    const nothing = holds({ ...totals(0, 0, ['VISA 1 10.00']), groups: [] });
    for (const tries of [1, 2]) {
      script(lost, nothing);
      const answer = await must(till, 'settlement.close', {});
      expect([tries, answer]).toMatchObject([tries, { closed: false, reason: 'inDoubt' }]);
    }
    expect(closedBatches()).toEqual([]);
  });

  it('stays in doubt while the terminal is away; the day can close around it', async () => {
    script(lost, away);
    const answer = await must(till, 'settlement.close', {});
    expect(answer).toMatchObject({ closed: false, reason: 'inDoubt' });
    expect(terminalStep()).toMatchObject({ state: 'failed', code: 'batchInDoubt' });
    // A second try that does not get through proves nothing either.
    script({ kind: 'failed', resultCode: '', reason: 'noAnswer' });
    expect(await must(till, 'settlement.close', {})).toMatchObject({ reason: 'inDoubt' });
    expect(closedBatches()).toEqual([]);
    await must(till, 'shift.close', { counted: [] });
    await must(till, 'day.close', { skipSettlement: true });

    await must(till, 'day.open', {});
    script(lost, holds(totals(0, 0)));
    till.terminal.closeBatch = () => Promise.reject(new Error('closed a second time'));
    expect(await must(till, 'settlement.close', {})).toMatchObject({ closed: true });
    expect(closedBatches()).toMatchObject([{ registerTotalMinor: 1000, totalsKnown: false }]);
  });

  it('is told from what was paid after it', async () => {
    script(lost, away);
    await must(till, 'settlement.close', {});
    await signOn('1');
    await payByCard();
    await payByCard();
    await signOn('9');
    script(closed(totals(2, 2000)), holds(totals(2, 2000)));
    expect(await must(till, 'settlement.close', {})).toMatchObject({ differenceMinor: 0 });
    expect(closedBatches()).toMatchObject([
      { registerCount: 1, registerTotalMinor: 1000, totalsKnown: false },
      { registerCount: 2, registerTotalMinor: 2000, terminalTotalMinor: 2000 },
    ]);
    expect(comparisons().map(({ agrees }) => agrees)).toEqual([false, true]);
    expect(terminalStep()).toMatchObject({ state: 'done' });
  });

  it('was no close when the terminal holds the batch and what was paid after it', async () => {
    script(lost, away);
    await must(till, 'settlement.close', {});
    await signOn('1');
    await payByCard();
    await signOn('9');
    script({ kind: 'failed', resultCode: '9B', reason: '9B' }, holds(totals(2, 2000)));
    expect(await must(till, 'settlement.close', {})).toMatchObject({ reason: 'noHost:9B' });
    script(closed(totals(2, 2000)));
    await must(till, 'settlement.close', {});
    expect(closedBatches()).toMatchObject([{ registerCount: 2, terminalCount: 2 }]);
  });

  it('by a power cut is found again by the next one', async () => {
    let hang: () => void = () => undefined;
    till.terminal.closeBatch = () => {
      hang();
      return new Promise(() => undefined);
    };
    const asked = new Promise<void>((resolve) => {
      hang = resolve;
    });
    void call(till, 'settlement.close', {});
    await asked;
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir, terminal: tellingTerminal() });
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    expect(terminalStep()).toMatchObject({ state: 'waiting', code: 'batchOpen' });
    script(closed(totals(0, 0)), holds(totals(0, 0)));
    expect(await must(till, 'settlement.close', {})).toMatchObject({
      closed: true,
      reason: 'totalsNotSeen',
    });
    expect(closedBatches()).toMatchObject([{ registerTotalMinor: 1000, totalsKnown: false }]);
  });

  it('of a terminal that tells no totals is closed once more', async () => {
    till.terminal.capabilities = { ...till.terminal.capabilities, totals: false };
    script(lost, holds(totals(0, 0)));
    expect(await must(till, 'settlement.close', {})).toMatchObject({ reason: 'inDoubt' });
    script(closed(totals(0, 0)));
    expect(await must(till, 'settlement.close', {})).toMatchObject({ closed: true });
    expect(closedBatches()).toMatchObject([
      { registerTotalMinor: 1000, totalsKnown: false },
      { registerTotalMinor: 0, registerCount: 0 },
    ]);
  });
});

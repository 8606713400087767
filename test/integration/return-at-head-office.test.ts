import { afterEach, beforeEach, expect, it } from 'vitest';
import { events, isJournalType } from '../../core/journal/events/all.ts';
import { minor } from '../../core/money/minor.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { handOver } from './hand-over.ts';
import { SUPERVISOR, returnKit } from './return-kit.ts';
import {
  BREAD,
  must,
  openForSelling,
  openTestTill,
  terminalResult,
  type TestTill,
} from './till-kit.ts';

let till: TestTill;
let terminal: RefundingTerminal;
const kit = returnKit(() => ({ till, terminal }));
beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal, settings: { cashForCardRefund: true } });
  await openForSelling(till);
});
afterEach(() => till.close());
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
}

it('every entry of a refund fits what head office takes', async () => {
  // weighed goods, split
  await must(till, 'sale.addPlu', { plu: '201', quantityThousandths: null, weightGrams: 334 });
  terminal.approve('0007');
  await must(till, 'pay.card', { amountMinor: 100 });
  await kit.isQuiet();
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
  terminal.refuses('B5');
  await kit.begin(kit.sales()[0]?.saleId ?? '');
  await kit.stands('failed');
  await kit.isQuiet();
  expect((await kit.retry('cash')).ok).toBe(true);
  await kit.isDone();
  // partial approval decided
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  terminal.capabilities = { ...terminal.capabilities, refusesResult: false };
  terminal.pays = (observer) => {
    observer.sending();
    const result = terminalResult(700, '0009');
    observer.result(result);
    return Promise.resolve({ kind: 'approved', result });
  };
  terminal.last = { kind: 'found', result: terminalResult(700, '0009') };
  await must(till, 'pay.card', { amountMinor: 1000 });
  await settle();
  const attemptId = kit.snapshot().pendingPayments[0]?.attemptId ?? '';
  await must(till, 'pay.resolve', { attemptId, paid: true, evidence: 'slip', ...SUPERVISOR });
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 300 });
  const booked = kit.sales()[0];
  expect(booked?.tenders.map(({ amountMinor }) => amountMinor)).toEqual([700, 300]);
  terminal.isSilent();
  terminal.gaveBackBefore();
  terminal.last = { kind: 'found', result: terminalResult(700, '0010') };
  await kit.begin(booked?.saleId ?? '');
  await kit.isDone();
  expect(terminal.asks.at(-1)?.request.amountMinor).toBe(700);
  expect(kit.sales()[0]?.tenders.map(({ amountMinor }) => amountMinor)).toEqual([-700, -300]);
  // in doubt close, then close
  await handOver(till, 'manager');
  terminal.closeBatch = () => Promise.resolve({ kind: 'unknown', reason: 'timeout' });
  await must(till, 'settlement.close', {});
  terminal.closeBatch = () =>
    Promise.resolve({
      kind: 'closed',
      totals: { totalMinor: minor(0), count: 0, lines: [], groups: [], items: null },
    });
  await must(till, 'settlement.close', {});
  await must(till, 'shift.close', { counted: [] });
  await must(till, 'day.close', { skipSettlement: false });
  const bad = till.store
    .read((tx) => tx.entries(1, tx.journalHead().seq))
    .flatMap(({ type, payload, seq }) => {
      if (!isJournalType(type)) return [`${seq} ${type} unknown`];
      const parsed = events[type].payload.safeParse(payload);
      return parsed.success ? [] : [`${seq} ${type} ${JSON.stringify(parsed.error.issues)}`];
    });
  expect(bad).toEqual([]);
  const report = till.store.read((tx) => tx.lastClosedDay())?.report;
  expect(report).toMatchObject({
    tenders: [
      { key: 'card', count: 3, amountMinor: 100 },
      { key: 'cash', count: 4, amountMinor: -100 },
    ],
    roundingMinor: 0,
    expectedCashMinor: 19_900,
    cardBatches: [{ agrees: false, registerMinor: 100, terminalMinor: 0 }],
  });
});

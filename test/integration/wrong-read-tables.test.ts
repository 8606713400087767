import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DayReport } from '../../core/journal/events/day-report.ts';
import { hashEntry } from '../../core/journal/chain.ts';
import { GENESIS_HASH, type JournalEntry } from '../../core/journal/entry.ts';
import type { ShiftClosed } from '../../core/journal/events/day.ts';
import { minor } from '../../core/money/minor.ts';
import { sha256 } from '../../db/sha256.ts';
import { runJournalCli } from '../../db/journal-cli.ts';
import { lineOf } from '../../db/entry-line.ts';
import { handOver } from './hand-over.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  type TestTill,
  until,
} from './till-kit.ts';

let till: TestTill;
beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
  await sell();
  await sell();
});
afterEach(() => till.close());

async function sell(): Promise<void> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
}

/** Changes the file behind the register's back, as a failing disk or a curious hand does. */
function damage(sql: string): void {
  const raw = new Database(join(till.dir, 'register.db'));
  raw.exec(sql);
  raw.close();
}

const EDIT_TRIGGER = 'DROP TRIGGER journal_never_updated';

async function closeShift() {
  const count = await must(till, 'shift.close', { counted: [] });
  await handOver(till, 'manager');
  return count;
}

const closeDay = () => call(till, 'day.close', { skipSettlement: true });

async function lastZ(): Promise<DayReport> {
  const { reportJson } = await must(till, 'report.lastZ', {});
  return JSON.parse(reportJson ?? 'null') as DayReport;
}

/** What the journal tool says of this register, and how it ends. */
function tool(...args: readonly string[]): { code: number; said: string } {
  const said: string[] = [];
  const code = runJournalCli(args, (line) => said.push(line));
  return { code, said: said.join('\n') };
}

/** Everything comes back from the journal alone, and the read tables are what it makes. */
async function expectWayBack(): Promise<void> {
  const db = join(till.dir, 'laid-aside.db');
  const copy = join(till.dir, 'copy.ndjson');
  const restored = join(till.dir, 'restored.db');
  const entries = till.store.read((tx) => tx.entries(1, tx.journalHead().seq));
  writeFileSync(copy, entries.map(lineOf).join(''));
  await till.store.backup(db);
  expect(tool('restore', '--from', copy, '--to', restored)).toMatchObject({ code: 0 });
  expect(tool('rebuild', '--db', db)).toMatchObject({ code: 0 });
  expect(tool('rebuild', '--db', db, '--check')).toMatchObject({ code: 0 });
  rmSync(restored);
}

describe('a wrong figure in a read table is never journaled', () => {
  it.each([
    ['cash of the shift', 'UPDATE shift SET cash_net_minor = cash_net_minor + 777'],
    ['float of the shift', 'UPDATE shift SET float_minor = 1'],
  ])('%s: the count expects what the entries make', async (_, sql) => {
    damage(sql);
    const { expectedMinor } = await closeShift();
    expect(expectedMinor).toBe(20_000 + 2 * 1000);
    expect(await closeDay()).toMatchObject({ ok: true });
    expect((await lastZ()).expectedCashMinor).toBe(22_000);
    await expectWayBack();
  });

  it('receipt number: the next one follows the last sale', async () => {
    damage("UPDATE sale SET receipt_seq = 9, receipt_no = 'S001-03-000009' WHERE receipt_seq = 2");
    await sell();
    const [last] = till.store.read((tx) => tx.recentSales(1));
    expect(last?.sale.receiptSeq).toBe(3);
    await closeShift();
    expect(await closeDay()).toMatchObject({ ok: true });
    await expectWayBack();
  });

  it('receipt number: one that a read table holds already is mended, not a dead till', async () => {
    damage("UPDATE sale SET receipt_seq = 3, receipt_no = 'S001-03-000003' WHERE receipt_seq = 2");
    await sell();
    const numbers = till.store.read((tx) => tx.recentSales(9)).map(({ sale }) => sale.receiptSeq);
    expect(numbers).toEqual([3, 2, 1]);
    await closeShift();
    await expectWayBack();
  });

  it('the day: its Z has every sale, its number and its date', async () => {
    await closeShift();
    expect(await closeDay()).toMatchObject({ ok: true });
    await must(till, 'day.open', {});
    await handOver(till, 'cashier');
    await must(till, 'shift.open', { floatMinor: 0 });
    await sell();
    damage(`UPDATE business_day SET z_number = 40 WHERE state = 'closed';
      UPDATE business_day SET opened_seq = opened_seq + 2, opened_at_ms = 1 WHERE state = 'open';
      UPDATE grand_total SET sales_minor = 5`);
    await closeShift();
    await closeDay();
    const z = await lastZ();
    expect(z).toMatchObject({ zNumber: 2, sales: { count: 1, amountMinor: 1000 } });
    expect(z.grandSalesMinor).toBe(3000);
    await expectWayBack();
  });

  it('a card payment: what is refunded is what it took', async () => {
    till.terminal.approve();
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.card', { amountMinor: 1000 });
    damage('UPDATE payment_attempt SET amount_minor = 99999');
    const [attempt] = till.store.read((tx) => tx.batchAttempts(till.terminal.terminalId));
    expect(attempt?.amountMinor).toBe(1000);
    expect(till.store.read((tx) => tx.attempt(attempt?.attemptId ?? ''))?.amountMinor).toBe(1000);
    await closeShift();
    expect(await closeDay()).toMatchObject({ ok: true });
    await expectWayBack();
  });

  it('a card in doubt: the next day’s Z still names it, with its amount', async () => {
    till.terminal.goesSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'disconnected' };
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => till.register.tillSnapshot().payment?.state === 'unknown');
    await must(till, 'sale.park', { label: 'doubt' });
    await closeShift();
    expect(await closeDay()).toMatchObject({ ok: true });
    const { unresolvedPayments } = await lastZ();
    expect(unresolvedPayments).toMatchObject([{ amountMinor: 1000 }]);
    await must(till, 'day.open', {});
    damage("UPDATE payment_attempt SET state = 'sending'");
    expect(await closeDay()).toMatchObject({ ok: true });
    expect(await lastZ()).toMatchObject({ zNumber: 2, unresolvedPayments });
  });
});

describe('a figure that was journaled wrongly before', () => {
  it('restore and rebuild say so and go on', async () => {
    await closeShift();
    expect(await closeDay()).toMatchObject({ ok: true });
    const entries = till.store.read((tx) => tx.entries(1, tx.journalHead().seq));
    const copy = join(till.dir, 'copy.ndjson');
    const restored = join(till.dir, 'restored.db');
    writeFileSync(copy, rewritten(entries));
    const restore = tool('restore', '--from', copy, '--to', restored);
    expect(restore).toMatchObject({ code: 0 });
    expect(restore.said).toContain('expected cash 22777, its entries make 22000');
    expect(tool('rebuild', '--db', restored)).toMatchObject({ code: 0 });
    expect(tool('rebuild', '--db', restored, '--check')).toMatchObject({ code: 0 });
  });
});

describe('an entry of the open day that was changed in the file', () => {
  /** Far behind the last hundred, which are all that a start proves. */
  const edit = `${EDIT_TRIGGER};
    UPDATE journal SET payload = replace(payload, '"changeMinor":0', '"changeMinor":5')
    WHERE type = 'sale.completed' AND seq < 12`;

  it('the day is not closed and nothing is signed; it says which entry', async () => {
    const seq = till.store.read((tx) =>
      tx.entries(1, 99).find(({ type }) => type === 'sale.completed'),
    )?.seq;
    await closeShift();
    damage(edit);
    const before = till.store.read((tx) => tx.journalHead().seq);
    expect(await closeDay()).toEqual({
      ok: false,
      error: { code: 'journalBroken', params: { seq }, outcome: 'none' },
    });
    till.store.read((tx) => {
      expect(tx.journalHead().seq).toBe(before);
      expect(tx.openDay()).not.toBeNull();
      expect(tx.batches()).toEqual([]);
    });
  });

  it('an entry whose stored text alone was changed is found too', async () => {
    await closeShift();
    damage(`${EDIT_TRIGGER}; UPDATE journal SET payload = payload || ' ' WHERE seq = 3`);
    expect(await closeDay()).toMatchObject({
      error: { code: 'journalBroken', params: { seq: 3 } },
    });
  });

  it('the chain goes on from what the last batch was signed with', async () => {
    await closeShift();
    expect(await closeDay()).toMatchObject({ ok: true });
    await must(till, 'day.open', {});
    const [batch] = till.store.read((tx) => tx.batches());
    const to = batch?.header.manifest.to ?? 0;
    damage(`${EDIT_TRIGGER}; UPDATE journal SET hash = '${'a'.repeat(64)}' WHERE seq = ${to};
      UPDATE journal SET prev_hash = '${'a'.repeat(64)}' WHERE seq = ${to + 1}`);
    expect(await closeDay()).toMatchObject({
      error: { code: 'journalBroken', params: { seq: to + 1 } },
    });
  });
});

/** The same journal with 7.77 more expected in the drawer, hashed anew: as an old program wrote it. */
function rewritten(entries: readonly JournalEntry[]): string {
  let prevHash = GENESIS_HASH;
  return entries
    .map((entry) => {
      const payload =
        entry.type === 'shift.closed'
          ? withMoreExpected(entry.payload as ShiftClosed)
          : entry.payload;
      const unhashed = { ...entry, payload, prevHash };
      prevHash = hashEntry(unhashed, sha256);
      return lineOf({ ...unhashed, hash: prevHash });
    })
    .join('');
}

function withMoreExpected(shift: ShiftClosed): ShiftClosed {
  const expectedMinor = minor(shift.expectedMinor + 777);
  return { ...shift, expectedMinor, overShortMinor: minor(shift.countedMinor - expectedMinor) };
}

import type { FaultPoint } from '../../electron/service/fault-points.ts';
import { checkBooks, checkSecondCopy, payloads, readJournal } from './fixtures/books.ts';
import {
  allPrinted,
  approvable,
  callIntoTheDark,
  type Lane,
  mustTill,
  openForSelling,
  openLane,
  programIsGone,
  scanLines,
  serviceIsBack,
  serviceStarts,
  signOn,
  snapshotOf,
  until,
} from './fixtures/lane.ts';
import { expect, type RunningRegister, test } from './fixtures/register.ts';

/** How the sale stands when the power is back. */
type Found =
  /** The basket is open with all its lines; nothing was charged. */
  | 'open'
  /** The sale is complete. */
  | 'sold'
  /** The terminal's book says which: the charge was approved but perhaps not acknowledged. */
  | 'asTheTerminalSays';

interface Row {
  readonly point: FaultPoint;
  /** Split: some cash first, the rest by card. */
  readonly pay: 'cash' | 'card' | 'split';
  readonly found: Found;
}

const rows: readonly Row[] = [
  { point: 'beforeIntent', pay: 'split', found: 'open' },
  { point: 'afterIntent', pay: 'split', found: 'open' },
  { point: 'afterSending', pay: 'split', found: 'open' },
  { point: 'afterApproval', pay: 'split', found: 'asTheTerminalSays' },
  { point: 'beforeCommit', pay: 'cash', found: 'open' },
  { point: 'beforeCommit', pay: 'split', found: 'sold' },
  { point: 'afterCommit', pay: 'cash', found: 'sold' },
  { point: 'beforeReceipt', pay: 'card', found: 'sold' },
  // A slip may print while its payment is still under way.
  { point: 'beforeSlip', pay: 'card', found: 'asTheTerminalSays' },
  { point: 'afterReceipt', pay: 'cash', found: 'sold' },
];

const CASH_PART_MINOR = 200;

let lane: Lane;
test.beforeAll(async () => {
  lane = await openLane();
});
test.afterAll(() => lane.close());

for (const scope of ['service', 'program'] as const) {
  for (const { point, pay, found } of rows) {
    test(`kill -9 of the ${scope} ${point}, paid by ${pay}`, async ({ launchRegister }) => {
      const env = { TILLWRIGHT_FAULT: point, TILLWRIGHT_FAULT_SCOPE: scope };
      const register = await openForSelling(launchRegister, lane, env);
      const soldBefore = payloads(readJournal(lane.dataDir), 'sale.completed').length;
      const starts = serviceStarts(register);
      const servicePid = await register.servicePid();
      await scanLines(register.till, lane, 2);
      const before = await snapshotOf(register.till);
      await tender(register, pay);

      let back = register;
      if (scope === 'service') {
        await serviceIsBack(register, starts);
      } else {
        await programIsGone(register, servicePid);
        back = await launchRegister({ dataDir: lane.dataDir });
      }
      await signOn(back.till);
      await until(back.till, 'recovered', ({ payment }) => payment === null);
      const after = await snapshotOf(back.till);
      const isSold = payloads(readJournal(lane.dataDir), 'sale.completed').length > soldBefore;
      if (found !== 'asTheTerminalSays') expect(isSold).toBe(found === 'sold');
      if (!isSold) {
        expect(after?.basket?.basketId).toBe(before?.basket?.basketId);
        expect(after?.basket?.lines).toEqual(before?.basket?.lines);
        await finish(back, found === 'open' && point !== 'afterSending' ? 'cash' : pay);
      }
      await allPrinted(back.till);
      expect(checkBooks(lane)).toHaveLength(soldBefore + 1);
      expect((await snapshotOf(back.till))?.basket).toBeNull();
      await back.close();
      checkSecondCopy(lane.dataDir);
    });
  }
}

/** Pays until the kill: which command it strikes depends on the point. */
async function tender({ till }: RunningRegister, pay: Row['pay']): Promise<void> {
  const total = (await snapshotOf(till))?.basket?.totalMinor ?? 0;
  if (pay === 'cash') {
    await callIntoTheDark(till, 'pay.tender', { kind: 'cash', amountMinor: total });
    return;
  }
  let owed = total;
  if (pay === 'split') {
    const cashMinor =
      CASH_PART_MINOR + total - CASH_PART_MINOR - approvable(total - CASH_PART_MINOR);
    await mustTill(till, 'pay.tender', { kind: 'cash', amountMinor: cashMinor });
    owed -= cashMinor;
  }
  await callIntoTheDark(till, 'pay.card', { amountMinor: owed });
}

/** Pays what is still owed, by card where the row pays by card. */
async function finish({ till }: RunningRegister, pay: Row['pay']): Promise<void> {
  const owed = (await snapshotOf(till))?.basket?.remainingMinor ?? 0;
  if (pay === 'cash') await mustTill(till, 'pay.tender', { kind: 'cash', amountMinor: owed });
  else await mustTill(till, 'pay.card', { amountMinor: owed });
  await until(till, 'paid', ({ basket, payment }) => basket === null && payment === null);
}

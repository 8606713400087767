import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minor } from '../../core/money/minor.ts';
import type { JournalType } from '../../core/journal/events/all.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import {
  BREAD,
  CATALOGUE,
  MILK,
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
});
afterEach(() => till.close());

const snapshot = () => till.register.tillSnapshot();
const payloads = (type: JournalType) =>
  till.store
    .read((tx) => tx.entries(1, tx.journalHead().seq))
    .flatMap((entry) => (entry.type === type ? [entry.payload] : []));
const sold = () => payloads('sale.completed') as SaleCompleted[];
const scan = ({ code }: { code: string }) =>
  must(till, 'sale.scan', { text: code, source: 'wedge' });

async function payCard(amountMinor: number, receiptNo = '0007'): Promise<void> {
  till.terminal.approve(receiptNo);
  await must(till, 'pay.card', { amountMinor });
  await until(till, () => snapshot().payment === null);
}

/** Stops the register and starts another one on the same data, with the same terminal. */
function startAgain(): void {
  till.register.stop();
  till.store.close();
  till = openTestTill({ dir: till.dir, terminal: till.terminal });
}

describe('the record of a sale', () => {
  it('has its goods, all that was given for them, and what of the cash was booked before', async () => {
    await scan(BREAD);
    await scan(MILK);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 500 });
    await payCard(400);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    const [sale] = sold();
    expect(sale?.lines.map(({ item, amountMinor }) => [item.itemId, amountMinor])).toEqual([
      ['bread', 1000],
      ['milk', 650],
    ]);
    expect(sale?.tenders.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['cash', 500],
      ['card', 400],
      ['cash', 1000],
    ]);
    // 13 % are inside each price, rounded line by line: 1.15 and 0.75.
    expect(sale?.taxes).toMatchObject([{ taxCode: 'A', rateBp: 1300, taxMinor: 190 }]);
    expect(sale).toMatchObject({ totalMinor: 1650, changeMinor: 250, cashTakenBeforeMinor: 500 });
    expect(payloads('drawer.opened')).toEqual([{ reason: 'sale', saleId: sale?.saleId }]);
    expect(till.printer.drawerOpenings).toBe(1);
  });

  it('says nothing of cash booked before where there was none, nor of an age nobody asked', async () => {
    await scan(BREAD);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    const keys = Object.keys(sold()[0] ?? {});
    expect(keys).toContain('changeMinor');
    expect(keys).not.toContain('cashTakenBeforeMinor');
    expect(keys).not.toContain('ageCheck');
  });

  it('has what the terminal told of the card, and no drawer opens for a card alone', async () => {
    await scan(BREAD);
    await payCard(1000);
    const [attempt] = till.store.read((tx) => tx.batchAttempts('T1'));
    expect(sold()[0]?.tenders.map(({ card }) => card)).toEqual([
      {
        attemptId: attempt?.attemptId,
        terminalId: '29990001',
        merchantId: 'M1',
        maskedPan: '476173EEEEEE0119',
        cardName: 'VISA',
        authCode: 'A00001',
        receiptNo: '0007',
        trace: '000007',
      },
    ]);
    expect(payloads('drawer.opened')).toEqual([]);
    expect(till.printer.drawerOpenings).toBe(0);
    expect(snapshot().notice).toMatchObject({
      kind: 'accepted',
      code: 'saleComplete',
      params: { receiptNo: 'S001-03-000001' },
    });
  });

  it('names the register’s own terminal, and nothing it was not told, of a card settled by hand', async () => {
    await scan(BREAD);
    till.terminal.goesSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    const attemptId = snapshot().payment?.attemptId ?? '';
    const approval = { operatorId: '5', pin: '5555' };
    await must(till, 'pay.resolve', { attemptId, paid: true, evidence: 'slip 0007', approval });
    const untold = { merchantId: '', maskedPan: '', cardName: '', authCode: '', trace: '' };
    expect(sold()[0]?.tenders.map(({ card }) => card)).toEqual([
      { attemptId, terminalId: 'T1', receiptNo: '', ...untold },
    ]);
  });
});

/** As a crash leaves it: the events of the open basket are on disk, and nobody came back to it. */
function leftOnDisk(priceMinor: number, last: 'voided' | 'open', cashMinor: number | null): void {
  const basketId = 'B-LEFT';
  const { itemId, name, department, taxCode, taxRateBp } = CATALOGUE[0];
  till.store.write((tx) => {
    tx.addBasketEvents(basketId, [
      { type: 'opened', basketId, operatorId: '1' },
      {
        type: 'lineAdded',
        lineId: 'L1',
        item: {
          itemId,
          name,
          department,
          taxCode,
          taxRateBp,
          unit: 'each',
          priceMinor: minor(priceMinor),
        },
        quantityThousandths: 1000,
        weightGrams: null,
        labelPriceMinor: null,
        source: 'scan',
        code: null,
      },
    ]);
    if (cashMinor !== null) {
      const tender = {
        tenderId: 'T',
        kind: 'cash',
        amountMinor: minor(cashMinor),
        card: null,
      } as const;
      tx.addBasketEvents(basketId, [{ type: 'tenderAdded', tender }]);
    }
    if (last === 'voided') tx.addBasketEvents(basketId, [{ type: 'lineVoided', lineId: 'L1' }]);
  });
}

describe('a crash at the sale’s own commit', () => {
  async function diesAt(point: string): Promise<void> {
    await scan(BREAD);
    Object.assign(till.ctx, {
      faultPoint: (name: string) => {
        if (name === point) throw new Error('the power goes');
      },
    });
    await expect(must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 })).rejects.toThrow();
    startAgain();
  }

  it('leaves nothing of it before, not even the cash', async () => {
    await diesAt('beforeCommit');
    expect(sold()).toEqual([]);
    expect(snapshot().basket).toMatchObject({ tenders: [], remainingMinor: 1000 });
  });

  it('leaves all of it after', async () => {
    await diesAt('afterCommit');
    expect(sold()).toHaveLength(1);
    expect(snapshot().basket).toBeNull();
    expect(payloads('drawer.opened')).toHaveLength(1);
  });
});

describe('a restart', () => {
  it('sells no basket that nobody has given anything for, though nothing is owed', () => {
    leftOnDisk(0, 'open', null);
    startAgain();
    expect(sold()).toEqual([]);
    expect(snapshot().basket?.lines).toHaveLength(1);
  });

  it('makes no sale without goods, whatever was given', () => {
    leftOnDisk(1000, 'voided', 1000);
    startAgain();
    expect(sold()).toEqual([]);
    expect(snapshot().basket?.tenders).toHaveLength(1);
  });

  it('completes what was paid in full', () => {
    leftOnDisk(1000, 'open', 1000);
    startAgain();
    expect(sold()).toMatchObject([{ totalMinor: 1000, operatorId: '1' }]);
    expect(snapshot().basket).toBeNull();
  });
});

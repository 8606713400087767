import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PrintDocument } from '../../core/receipt/types.ts';
import type { TerminalSlip } from '../../till/ports/card-terminal.ts';
import { StoreFault } from '../../till/ports/store.ts';
import { openTestLane, type TestLane } from './lane-kit.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  terminalResult,
  type TestTill,
  until,
} from './till-kit.ts';

const MERCHANT: TerminalSlip = {
  kind: 'merchant',
  lines: ['MERCHANT COPY', 'SIGN ________'],
  mustPrint: true,
  signature: true,
};
const CUSTOMER: TerminalSlip = {
  kind: 'customer',
  lines: ['CUSTOMER COPY'],
  mustPrint: null,
  signature: false,
};

const textOf = (document: PrintDocument) =>
  document.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('\n');

describe('the slips of a terminal', () => {
  let till: TestTill;

  beforeEach(async () => {
    till = openTestTill();
    await openForSelling(till);
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  });
  afterEach(() => {
    till.close();
    rmSync(till.dir, { recursive: true, force: true });
  });

  const snapshot = () => till.register.tillSnapshot();
  const allPrinted = () => until(till, () => snapshot().receiptsWaiting === 0);
  const settled = () => until(till, () => snapshot().payment === null);
  const printed = () => till.printer.printed.map(textOf);
  const types = () => till.store.read((tx) => tx.entries(1, 999)).map(({ type }) => type);

  /** Approves with slips, in the order in which terminals send them: status, then paper. */
  function approveWith(...slips: TerminalSlip[]): void {
    till.terminal.pays = (observer, amountMinor) => {
      observer.sending();
      const result = terminalResult(amountMinor, '0007');
      observer.result(result);
      for (const slip of slips) observer.receipt(slip);
      return Promise.resolve({ kind: 'approved', result });
    };
  }

  it('are stored before the driver goes on', async () => {
    const seen: (string | undefined)[] = [];
    till.terminal.pays = (observer) => {
      observer.sending();
      observer.receipt(MERCHANT);
      seen.push(types().at(-1));
      return Promise.resolve({ kind: 'declined', result: null, reason: '6C' });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await settled();
    expect(seen).toEqual(['terminal.receipt']);
  });

  it('come out as merchant slip, sale receipt, customer slip; the drawer stays shut', async () => {
    approveWith(MERCHANT, CUSTOMER);
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().lastSale !== null);
    await allPrinted();
    const [merchant, receipt, customer] = printed();
    expect(printed()).toHaveLength(3);
    expect(merchant).toContain('MERCHANT COPY');
    expect(receipt).toContain(snapshot().lastSale?.receiptNo);
    expect(customer).toContain('CUSTOMER COPY');
    expect(till.printer.drawerOpenings).toBe(0);
  });

  it('wait with the receipt of a sale that is paid in parts', async () => {
    approveWith(CUSTOMER);
    await must(till, 'pay.card', { amountMinor: 400 });
    await settled();
    expect(snapshot().receiptsWaiting).toBe(0);
    expect(printed()).toEqual([]);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 600 });
    await until(till, () => printed().length === 2);
    expect(printed()[1]).toContain('CUSTOMER COPY');
    expect(till.printer.drawerOpenings).toBe(1);
  });

  it('of a declined card are kept and printed too', async () => {
    till.terminal.pays = (observer) => {
      observer.sending();
      observer.receipt({ ...CUSTOMER, lines: ['NOT PAID'] });
      return Promise.resolve({ kind: 'declined', result: null, reason: '05' });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await settled();
    await until(till, () => printed().length === 1);
    expect(printed()[0]).toContain('NOT PAID');
    expect(snapshot().basket?.remainingMinor).toBe(1000);
  });

  it('that nobody needs on paper are only kept', async () => {
    approveWith({ ...MERCHANT, mustPrint: false, signature: false }, CUSTOMER);
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().lastSale !== null);
    await allPrinted();
    expect(printed().some((text) => text.includes('MERCHANT COPY'))).toBe(false);
    expect(types().filter((type) => type === 'terminal.receipt')).toHaveLength(2);
  });

  it('that the disk does not take do not undo the payment', async () => {
    till.terminal.pays = (observer, amountMinor) => {
      observer.sending();
      const result = terminalResult(amountMinor, '0007');
      observer.result(result);
      const { write } = till.store;
      Object.assign(till.store, {
        write: () => {
          throw new StoreFault('diskFull', 'no room');
        },
      });
      expect(() => observer.receipt(CUSTOMER)).not.toThrow();
      Object.assign(till.store, { write });
      return Promise.resolve({ kind: 'approved', result });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().lastSale !== null);
    expect(snapshot().stopped).toBeNull();
    expect(types()).not.toContain('terminal.receipt');
  });

  it('survive a restart; those that may be out are asked about, and come again as copies', async () => {
    till.printer.answer = { outcome: 'unknown', code: 'noAnswer' };
    approveWith(MERCHANT, CUSTOMER);
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().lastSale !== null);
    expect(snapshot().receiptsWaiting).toBe(3);
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir });
    await until(till, () => snapshot().doubtfulPapers.length === 3);
    expect(printed()).toEqual([]);
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    for (const { paperId } of snapshot().doubtfulPapers) {
      await must(till, 'receipt.settle', { paperId, answer: 'again' });
    }
    await allPrinted();
    expect(printed()).toHaveLength(3);
    expect(printed()[0]).toContain('MERCHANT COPY');
    for (const paper of printed()) expect(paper).toMatch(/\*\*\* COPY( 1)? \*\*\*/);
  });

  describe('and a payment whose result is not known', () => {
    beforeEach(async () => {
      till.terminal.pays = (observer) => {
        observer.sending();
        observer.receipt(CUSTOMER);
        return Promise.resolve({ kind: 'unknown', reason: 'timeout' });
      };
      till.terminal.last = { kind: 'unreachable', reason: 'line' };
      await must(till, 'pay.card', { amountMinor: 1000 });
      await until(till, () => snapshot().payment?.state === 'unknown');
    });

    const pending = () => printed().filter((text) => text.includes('RESULT PENDING'));
    const solve = (paid: boolean) =>
      must(till, 'pay.resolve', {
        attemptId: snapshot().pendingPayments[0]?.attemptId ?? '',
        paid,
        evidence: 'seen on the terminal',
        approval: { operatorId: '5', pin: '5555' },
      });

    it('gives the customer a "result pending" slip when the basket is parked', async () => {
      expect(printed()).toEqual([]);
      await must(till, 'sale.park', { label: 'red bag' });
      await until(till, () => pending().length === 1);
      const reference = till.terminal.request?.reference ?? '?';
      for (const part of ['10.00', 'T1', reference, 'red bag', '2026-01-02 10:00', 'Do not pay']) {
        expect(pending()[0]).toContain(part);
      }
      expect(types()).toContain('payment.pendingSlip');
    });

    it('lets the lane go on with cash, and takes no card until it is solved', async () => {
      await must(till, 'sale.park', { label: 'red bag' });
      await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
      expect(await call(till, 'pay.card', { amountMinor: 1000 })).toMatchObject({
        error: { code: 'paymentUnresolved' },
      });
      await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
      expect(snapshot().lastSale?.totalMinor).toBe(1000);
      expect(snapshot().pendingPayments).toMatchObject([{ label: 'red bag', amountMinor: 1000 }]);
      expect(till.terminal.charges).toEqual([1000]);
      await solve(false);
      await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
      till.terminal.approve();
      await must(till, 'pay.card', { amountMinor: 1000 });
      await settled();
      expect(till.terminal.charges).toEqual([1000, 1000]);
    });

    it('prints it again for whoever asks, as long as it is true', async () => {
      await must(till, 'sale.park', { label: '' });
      await until(till, () => pending().length === 1);
      const attemptId = snapshot().pendingPayments[0]?.attemptId ?? '';
      await must(till, 'pay.printPending', { attemptId });
      await until(till, () => pending().length === 2);
      await solve(false);
      expect(await call(till, 'pay.printPending', { attemptId })).toMatchObject({
        error: { code: 'nothingToPrint' },
      });
    });

    it('prints none that came true too late: there was no paper, and then it was solved', async () => {
      till.printer.answer = { outcome: 'none', code: 'paperOut' };
      await must(till, 'sale.park', { label: 'A' });
      expect(snapshot().receiptsWaiting).toBe(1);
      await solve(true);
      till.printer.paperIn();
      await until(till, () => snapshot().receiptsWaiting === 0);
      expect(pending()).toEqual([]);
      expect(printed().join('')).toContain('CUSTOMER COPY');
    });

    it('keeps the customer slip back, and for good when nothing was paid', async () => {
      await must(till, 'sale.park', { label: 'A' });
      await until(till, () => pending().length === 1);
      await solve(false);
      await allPrinted();
      expect(printed().join('')).not.toContain('CUSTOMER COPY');
    });

    it('leaves the slip to be printed after a restart', async () => {
      till.printer.answer = { outcome: 'none', code: 'paperOut' };
      await must(till, 'sale.park', { label: 'A' });
      till.register.stop();
      till.store.close();
      till = openTestTill({ dir: till.dir });
      till.terminal.last = { kind: 'unreachable', reason: 'line' };
      await allPrinted();
      expect(pending()).toHaveLength(1);
      expect(pending()[0]).not.toContain('*** COPY ***');
    });
  });
});

describe('on real lines, a printer without paper', () => {
  let lane: TestLane;
  beforeAll(async () => {
    lane = await openTestLane();
    await lane.start();
    await lane.openForSelling();
  });
  afterAll(() => lane.close());

  const papers = () =>
    lane.printer.receipts().map(({ lines }) => lines.map(({ text }) => text).join('\n'));

  it('never makes the register tell the terminal that it cannot print', async () => {
    const sent: string[] = [];
    lane.terminal.onLog(({ direction, text }) => {
      if (direction === 'in') sent.push(text);
    });
    lane.printer.faults.paper('out');
    await lane.until(({ devices }) => devices.printer.code === 'paperOut');
    lane.terminal.nextOutcome({ kind: 'approve', card: 'visa', cvm: 'signature' });
    const amountMinor = await lane.scanOne();
    await lane.must('pay.card', { amountMinor });
    await lane.until(({ payment, basket }) => payment === null && basket === null);
    await lane.terminal.idle();

    expect(lane.terminal.book()).toMatchObject([{ state: 'approved', amountMinor }]);
    expect(sent.filter((text) => text.startsWith('84'))).toEqual([]);
    expect(sent.some((text) => text.startsWith('8000'))).toBe(true);
    expect(lane.snapshot().receiptsWaiting).toBe(3);
    expect(papers()).toEqual([]);
  });

  it('prints all of it when paper is in, in its order', async () => {
    lane.printer.faults.paper('ok');
    await lane.until(({ receiptsWaiting }) => receiptsWaiting === 0);
    const [merchant, receipt, customer] = papers();
    expect(papers()).toHaveLength(3);
    expect(merchant).toContain('MERCHANT COPY');
    expect(merchant).toContain('SIGN');
    expect(receipt).toContain(lane.snapshot().lastSale?.receiptNo);
    expect(customer).toContain('CUSTOMER COPY');
    expect(lane.printer.drawerKicks()).toBe(0);
    expect(lane.printer.problems()).toEqual([]);
  });
});

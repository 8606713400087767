import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLane, type TestLane } from './lane-kit.ts';

describe('on real lines, a register that is started anew while the terminal is at it', () => {
  let lane: TestLane;
  beforeAll(async () => {
    lane = await openTestLane();
    await lane.start();
    await lane.openForSelling();
  });
  afterAll(() => lane.close());

  const papers = () =>
    lane.printer.receipts().map(({ lines }) => lines.map(({ text }) => text).join('\n'));
  const copies = (word: string) => papers().filter((text) => text.includes(word)).length;

  it('prints both slips once, those of the terminal for this payment', async () => {
    lane.terminal.nextOutcome({ kind: 'approve', card: 'visa', cvm: 'signature' });
    // Long enough for the register to be back: the result finds nobody who waits for it.
    lane.terminal.faults.at('status', { kind: 'late', delayMs: 2_500 });
    const amountMinor = await lane.scanOne();
    await lane.must('pay.card', { amountMinor });
    const cardIn = (code: string | undefined) => code === '04' || code === '0E';
    await lane.until(({ payment }) => cardIn(payment?.statusCode));
    await lane.stop();
    await lane.start();
    // Nobody is told of a sale who is not signed on.
    await lane.must('session.signOn', { operatorId: '1001', pin: '2580' });
    await lane.until(({ lastSale }) => lastSale !== null);
    await lane.until(() => copies('MERCHANT COPY') > 0 && copies('CUSTOMER COPY') > 0);
    await lane.until(({ receiptsWaiting }) => receiptsWaiting === 0);

    expect(lane.terminal.book()).toMatchObject([{ state: 'approved', amountMinor }]);
    expect([copies('MERCHANT COPY'), copies('CUSTOMER COPY')]).toEqual([1, 1]);
    expect(papers()).toHaveLength(3);
    expect(papers().find((text) => text.includes('MERCHANT COPY'))).toContain('SIGN');
    const number = String(lane.terminal.book()[0]?.receiptNo).padStart(4, '0');
    for (const text of papers().filter((paper) => paper.includes(' COPY **'))) {
      expect(text).toContain(number);
    }

    // Started once more there is nothing left to ask for, and nothing comes twice.
    await lane.stop();
    await lane.start();
    await lane.until(({ devices }) => devices.terminal.state === 'ready');
    await lane.terminal.idle();
    expect(papers()).toHaveLength(3);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handOver } from './hand-over.ts';
import { BREAD, call, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

let till: TestTill;

beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
});
afterEach(() => till.close());

describe('ending the program from the office', () => {
  it('is a manager’s, and leaves a trace before the program goes', async () => {
    expect(await call(till, 'program.end', {})).toMatchObject({ error: { code: 'notAllowed' } });
    expect(till.ends).toEqual([]);
    await handOver(till, 'manager');
    await must(till, 'program.end', {});
    expect(till.ends).toHaveLength(1);
    const last = till.store.read((tx) => tx.entries(1, tx.journalHead().seq)).at(-1);
    expect(last).toMatchObject({ type: 'program.ended', actor: '9', payload: {} });
  });

  it('waits for the card terminal, whose answer would come to nobody', async () => {
    await handOver(till, 'manager');
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    till.terminal.pays = () => new Promise(() => {});
    await must(till, 'pay.card', { amountMinor: BREAD.priceMinor });
    expect(await call(till, 'program.end', {})).toMatchObject({ error: { code: 'paymentOpen' } });
    expect(till.ends).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TillInput } from '../../contracts/till/contract.ts';
import {
  BREAD,
  call,
  MILK,
  must,
  openForSelling,
  openTestTill,
  type TestTill,
} from './till-kit.ts';

let till: TestTill;
beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
});
afterEach(() => till.close());

const now = () => till.register.tillSnapshot();

/** Pays in cash by a key that went down while the screen showed `seen`. */
function payCash(input: TillInput<'pay.tender'>, seen: number) {
  return till.register.handlers['pay.tender'](input, { commandId: till.ctx.ids.next(), seen });
}

describe('a key that went down on one state and reaches another', () => {
  it('counts one note once, though the command comes twice', async () => {
    const seen = now().moneyRevision;
    const both = await Promise.all([
      payCash({ kind: 'cash', amountMinor: 500 }, seen),
      payCash({ kind: 'cash', amountMinor: 500 }, seen),
    ]);
    expect(both.map((answer) => (answer.ok ? 'taken' : answer.error.code))).toEqual([
      'taken',
      'changedMeanwhile',
    ]);
    expect(now().basket).toMatchObject({ remainingMinor: 500, tenders: [{ amountMinor: 500 }] });
    // Said by the window alone, and without the sound of a refusal.
    expect(now().notice?.kind).not.toBe('refused');
  });

  it('takes the second of two that were both meant', async () => {
    await payCash({ kind: 'cash', amountMinor: 500 }, now().moneyRevision);
    expect(await payCash({ kind: 'cash', amountMinor: 500 }, now().moneyRevision)).toMatchObject({
      ok: true,
      value: { complete: true, changeMinor: 0 },
    });
  });

  it('does not pay an amount that goods have changed since', async () => {
    const seen = now().moneyRevision;
    till.scanner.read(MILK.code);
    const answer = await payCash({ kind: 'cash', amountMinor: 1000 }, seen);
    expect(answer).toMatchObject({ ok: false, error: { code: 'changedMeanwhile' } });
    expect(now().basket?.tenders).toEqual([]);
  });

  it('does not void a basket of which a card was just paid', async () => {
    till.terminal.approve();
    const seen = now().moneyRevision;
    await must(till, 'pay.card', { amountMinor: 400 });
    const answer = await till.register.handlers['sale.voidBasket'](
      { reason: 'customer' },
      { commandId: till.ctx.ids.next(), seen },
    );
    expect(answer).toMatchObject({ ok: false, error: { code: 'changedMeanwhile' } });
  });

  it('gives a repeated command its first answer all the same', async () => {
    const command = { commandId: till.ctx.ids.next(), seen: now().moneyRevision };
    const pay = () =>
      till.register.handlers['pay.tender']({ kind: 'cash', amountMinor: 500 }, command);
    expect(await pay()).toEqual(await pay());
    expect(now().basket?.tenders).toHaveLength(1);
  });
});

describe('what does not make a press stale', () => {
  it('is paper that prints, a scanner that is plugged in, a sale that is looked up', async () => {
    const { moneyRevision } = now();
    till.ctx.state.notify('attention', 'printerFault', { code: 'paperOut' });
    till.ctx.state.changed();
    await call(till, 'sales.recent', { limit: 5 });
    expect(now().revision).toBeGreaterThan(moneyRevision);
    expect(now().moneyRevision).toBe(moneyRevision);
  });
});

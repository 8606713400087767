import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from './allocate.ts';
import { type CashRule, roundCard, roundCash } from './cash-rounding.ts';
import { CURRENCIES } from './currency.ts';
import { formatAmount, parseAmount } from './format.ts';
import { add, minor, sum } from './minor.ts';
import { mulDiv, type Rounding } from './mul-div.ts';
import { anyCashRule, mostRounding } from '../testing/any-cash-rule.ts';

const anyMinor = fc.maxSafeInteger().map(minor);
const price = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map(minor);
const decimals = fc.constantFrom(0 as const, 2 as const, 3 as const);

describe('add', () => {
  it('adds, and stops where the sum is no longer exact', () => {
    expect(add(minor(250), minor(-300))).toBe(-50);
    expect(() => add(minor(Number.MAX_SAFE_INTEGER), minor(1))).toThrow();
  });
});

describe('mulDiv', () => {
  it.each([
    [5, 1, 2, 'halfUp', 3],
    [-5, 1, 2, 'halfUp', -3],
    [5, 1, 2, 'halfDown', 2],
    [-5, 1, 2, 'halfDown', -2],
    [6, 1, 4, 'halfDown', 1],
    [7, 1, 4, 'halfDown', 2],
    [5, 1, 2, 'halfEven', 2],
    [7, 1, 2, 'halfEven', 4],
    [5, 1, 2, 'down', 2],
    [-5, 1, 2, 'down', -2],
    [3, 1, 2, 'halfEven', 2],
    [5, 1, 4, 'halfEven', 1],
    [7, 1, 4, 'halfEven', 2],
    [-5, 1, -2, 'up', 3],
    [4, 1, 2, 'up', 2],
    [-1, 1, 1000, 'halfUp', 0],
    [1, 1, 1000, 'up', 1],
    [1, 1, 1000, 'halfUp', 0],
    [990, 1254, 1000, 'halfUp', 1241],
  ] satisfies [number, number, number, Rounding, number][])('%d × %d ÷ %d %s = %d', (...row) => {
    expect(mulDiv(row[0], row[1], row[2], row[3])).toBe(row[4]);
  });

  it('is the nearest integer, wherever the product lands', () => {
    const operand = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
    fc.assert(
      fc.property(operand, fc.integer({ min: 1, max: 10_000 }), (a, b) => {
        const c = 10_000;
        const twiceOff =
          2n * (BigInt(mulDiv(a, b, c, 'halfUp')) * BigInt(c) - BigInt(a) * BigInt(b));
        return twiceOff <= BigInt(c) && twiceOff >= -BigInt(c);
      }),
    );
  });

  it('mirrors: the negative of a sale is its refund', () => {
    const way = fc.constantFrom<Rounding>('halfUp', 'halfDown', 'halfEven', 'down', 'up');
    fc.assert(
      fc.property(price, fc.nat(99_999), fc.integer({ min: 1, max: 99_999 }), way, (a, b, c, r) => {
        expect(mulDiv(-a, b, c, r) + mulDiv(a, b, c, r)).toBe(0);
      }),
    );
  });

  it('stops on fractions, division by zero and overflow', () => {
    expect(() => mulDiv(1.5, 1, 1, 'down')).toThrow();
    expect(() => mulDiv(1, 1, 0, 'down')).toThrow('mulDiv by 0');
    expect(() => mulDiv(Number.MAX_SAFE_INTEGER, 2, 1, 'down')).toThrow();
    const unsafe = Number.MAX_SAFE_INTEGER + 1;
    expect(() => mulDiv(unsafe, 1, 2, 'down')).toThrow();
    expect(() => mulDiv(1, unsafe, 2, 'down')).toThrow();
    expect(() => mulDiv(1, 1, unsafe, 'down')).toThrow();
    expect(mulDiv(Number.MAX_SAFE_INTEGER, 1_000_000, 1_000_000, 'down')).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });
});

describe('allocate', () => {
  it('gives the units left over to the largest remainders, the first on a tie', () => {
    expect(allocate(minor(100), [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(minor(-100), [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(allocate(minor(10), [3, 3, 1])).toEqual([4, 4, 2]);
    expect(allocate(minor(0), [0, 0])).toEqual([0, 0]);
  });

  it('stops on what is no weight, and on an amount that nothing can take', () => {
    expect(() => allocate(minor(1), [0])).toThrow('zero weights');
    expect(() => allocate(minor(1), [2, -1])).toThrow('not a weight');
    expect(() => allocate(minor(0), [0.5])).toThrow('not a weight');
  });

  it('adds up exactly, and no share is a whole unit away from its exact part', () => {
    const weights = fc
      .array(fc.nat(1_000_000), { minLength: 1, maxLength: 40 })
      .filter((list) => list.some((weight) => weight > 0));
    fc.assert(
      fc.property(anyMinor, weights, (total, list) => {
        const shares = allocate(total, list);
        expect(sum(shares)).toBe(total);
        const weightSum = BigInt(list.reduce((a, b) => a + b, 0));
        shares.forEach((share, index) => {
          const off = BigInt(share) * weightSum - BigInt(total) * BigInt(list[index] ?? 0);
          expect(off < weightSum && off > -weightSum).toBe(true);
        });
      }),
    );
  });
});

describe('roundCash', () => {
  it.each([
    [1572, 5, 'halfUp', 1570, -2],
    [1573, 5, 'halfUp', 1575, 2],
    [-1573, 5, 'halfUp', -1575, -2],
    [25, 50, 'halfUp', 50, 25],
    [25, 50, 'halfDown', 0, -25],
    [26, 50, 'halfDown', 50, 24],
    [-25, 50, 'halfDown', 0, 25],
    [2, 5, 'halfUp', 0, -2],
    [1234, 1, 'halfDown', 1234, 0],
  ] satisfies [number, number, CashRule['rounding'], number, number][])(
    '%d to steps of %d, %s, is %d (%d)',
    (amount, stepMinor, rounding, roundedMinor, roundingMinor) => {
      const rounded = roundCash(minor(amount), { stepMinor, rounding });
      expect(rounded).toEqual({ roundedMinor, roundingMinor });
    },
  );

  it('lands on a step, at most half a step away, and mirrors refunds', () => {
    fc.assert(
      fc.property(price, anyCashRule, (amount, rule) => {
        const { stepMinor } = rule;
        const { roundedMinor, roundingMinor } = roundCash(amount, rule);
        expect(Math.abs(roundedMinor % stepMinor)).toBe(0);
        expect(amount + roundingMinor).toBe(roundedMinor);
        expect(Math.abs(roundingMinor)).toBeLessThanOrEqual(mostRounding(rule));
        expect(roundCash(minor(-amount), rule).roundedMinor + roundedMinor).toBe(0);
      }),
    );
  });

  it('stops on a step that no coin has', () => {
    for (const stepMinor of [0, -5, 0.5]) {
      expect(() => roundCash(minor(100), { stepMinor, rounding: 'down' })).toThrow('cash step');
    }
  });

  it('asks a card for the exact amount, unless cards have a step of their own', () => {
    const rule: CashRule = { stepMinor: 50, rounding: 'halfUp' };
    expect(roundCard(minor(1573), rule)).toBe(1573);
    expect(roundCard(minor(1573), { ...rule, cardStepMinor: 5 })).toBe(1575);
  });

  it('knows only currencies whose notes can pay every step', () => {
    for (const currency of Object.values(CURRENCIES)) {
      expect([...currency.denominationsMinor]).toEqual(
        [...currency.denominationsMinor].sort((a, b) => b - a),
      );
      expect(currency.numeric).toMatch(/^\d{3}$/);
    }
  });
});

describe('formatAmount and parseAmount', () => {
  it.each([
    [123450, 2, '1234.50'],
    [5, 2, '0.05'],
    [0, 2, '0.00'],
    [-5, 2, '-0.05'],
    [1234, 0, '1234'],
    [1, 3, '0.001'],
  ] as const)('%d with %d decimals is "%s"', (amount, places, text) => {
    expect(formatAmount(minor(amount), places)).toBe(text);
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(anyMinor, decimals, (amount, places) => {
        expect(parseAmount(formatAmount(amount, places), places)).toEqual({
          ok: true,
          value: amount,
        });
      }),
    );
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['.', 'notANumber'],
    ['-', 'notANumber'],
    ['1,50', 'notANumber'],
    ['1e3', 'notANumber'],
    ['1.2.3', 'notANumber'],
    ['+1', 'notANumber'],
    ['１２', 'notANumber'],
    ['abc', 'notANumber'],
    ['1.234', 'tooPrecise'],
    ['90071992547409.91', 'ok'],
    ['90071992547409.92', 'tooLarge'],
    ['123456789012345678', 'tooLarge'],
  ])('"%s" is %s', (text, outcome) => {
    const result = parseAmount(text, 2);
    expect(result.ok ? 'ok' : result.error).toBe(outcome);
  });

  it('accepts the short forms a cashier types', () => {
    expect(parseAmount('.5', 2)).toEqual({ ok: true, value: 50 });
    expect(parseAmount('5.', 2)).toEqual({ ok: true, value: 500 });
    expect(parseAmount(' 0007.10 ', 2)).toEqual({ ok: true, value: 710 });
    expect(parseAmount('00000000000000000007.10', 2)).toEqual({ ok: true, value: 710 });
    const zero = parseAmount('-0', 2);
    expect(zero.ok && Object.is(zero.value, 0)).toBe(true);
  });
});

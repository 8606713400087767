import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor, sum } from '../money/minor.ts';
import { attempt, bookOf, itemsOf, told } from '../testing/sample-batch.ts';
import { type SettlementAttempt, bookedLines, totalOf } from './batch-book.ts';
import type { CardGroup } from './card-group.ts';
import { ALL_CARDS, compareSettlement } from './compare-batch.ts';
import { isPaid } from '../payment/machine.ts';
import type { PaymentState } from '../payment/types.ts';

const terminalOf = (attempts: readonly SettlementAttempt[], tells: 'sum' | 'groups' | 'items') =>
  bookOf(itemsOf(bookedLines(attempts)), tells);

const states: PaymentState[] = [
  'approved',
  'approved',
  'approved',
  'declined',
  'unknown',
  'neverStarted',
  'resolvedPaid',
  'resolvedNotPaid',
];
const anyAttempt = fc
  .record({
    amountMinor: fc.integer({ min: 1, max: 500 }),
    state: fc.constantFrom(...states),
    group: fc.constantFrom<CardGroup | null>('visa', 'mastercard', 'other', null),
    goesBack: fc.constantFrom<'void' | 'refund' | null>('void', 'refund', null, null, null),
  })
  .map(({ goesBack, amountMinor, state, group }) => {
    const paid = attempt(amountMinor, { state, group });
    if (goesBack === null || !isPaid(state)) return [paid];
    const originalAttemptId = paid.attemptId;
    return [paid, attempt(amountMinor, { way: goesBack, group: null, originalAttemptId })];
  });
const anyBatch = fc.array(anyAttempt, { maxLength: 12 }).map((list) => list.flat());
const anyTelling = fc.constantFrom('sum' as const, 'groups' as const, 'items' as const);
const anyItem = fc.record({
  receiptNo: fc.constantFrom('9001', '9002', ''),
  reference: fc.constant(''),
  group: fc.constantFrom<CardGroup>('visa', 'amex'),
  amountMinor: fc.integer({ min: 1, max: 500 }).map(minor),
});

describe('the rule of what a batch holds', () => {
  it('leaves out a payment and its void, and counts a refund with a negative amount', () => {
    const kept = attempt(500);
    const gone = attempt(300);
    const goneId = { originalAttemptId: gone.attemptId };
    const lines = bookedLines([
      kept,
      gone,
      attempt(300, { way: 'void', group: null, ...goneId }),
      attempt(200, { way: 'refund', group: null, originalAttemptId: kept.attemptId }),
      attempt(100, { way: 'void', state: 'declined', originalAttemptId: kept.attemptId }),
    ]);
    expect(lines.map(({ count, amountMinor, group }) => [count, amountMinor, group])).toEqual([
      [1, 500, 'visa'],
      [1, -200, 'visa'],
    ]);
  });

  it('takes a payment out also when it stands in an earlier batch', () => {
    const lines = bookedLines([attempt(300, { way: 'void', originalAttemptId: 'earlier' })]);
    expect(totalOf(lines)).toEqual({ count: -1, amountMinor: -300 });
  });
});

describe('comparing a batch', () => {
  it('agrees with a terminal that has booked the same', () => {
    fc.assert(
      fc.property(anyBatch, anyTelling, (attempts, tells) => {
        const compared = compareSettlement(terminalOf(attempts, tells), attempts);
        expect(compared).toMatchObject({ agrees: true, differences: [] });
      }),
    );
  });

  it('explains all of each difference, whatever stands in the two books', () => {
    const strays = fc.array(anyItem, { maxLength: 3 });
    fc.assert(
      fc.property(anyBatch, strays, anyTelling, fc.nat(), (attempts, extra, tells, skip) => {
        const own = itemsOf(bookedLines(attempts));
        const items = own.filter((_, index) => index !== skip % 6);
        const terminal = bookOf([...items, ...extra], tells);
        const { agrees, differences, groups } = compareSettlement(terminal, attempts);
        expect(agrees).toBe(differences.length === 0);
        for (const { terminalMinor, registerMinor, explained } of differences) {
          const told = sum(explained.map(({ amountMinor }) => amountMinor));
          expect(told).toBe(terminalMinor - registerMinor);
          const named = explained.filter(({ attemptId }) => attemptId !== '');
          expect(new Set(named.map(({ attemptId }) => attemptId)).size).toBe(named.length);
        }
        expect(sum(groups.map(({ terminalMinor }) => terminalMinor))).toBe(terminal.totalMinor);
        expect(compareSettlement(terminal, attempts)).toEqual({ agrees, differences, groups });
      }),
      { numRuns: 500 },
    );
  });

  it('finds each transaction that one book has alone, when the terminal lists them', () => {
    fc.assert(
      fc.property(anyBatch, fc.nat(), anyItem, (attempts, skip, stray) => {
        const approved = attempts
          .filter(({ state }) => isPaid(state))
          .map((each) => ({ ...each, state: 'approved' as const }));
        const lines = bookedLines(approved);
        fc.pre(lines.length > 0 && stray.receiptNo !== '');
        const index = skip % lines.length;
        const missing = lines[index];
        const items = itemsOf(lines).filter((_, at) => at !== index);
        const compared = compareSettlement(bookOf([...items, stray], 'items'), approved);
        const explained = compared.differences.flatMap((difference) => difference.explained);
        expect(explained).toContainEqual({
          cause: 'onlyAtTerminal',
          attemptId: '',
          receiptNo: stray.receiptNo,
          amountMinor: stray.amountMinor,
        });
        expect(explained).toContainEqual({
          cause: 'onlyAtRegister',
          attemptId: missing?.attemptId,
          receiptNo: missing?.receiptNo,
          amountMinor: 0 - (missing?.amountMinor ?? 0),
        });
        expect(explained).toHaveLength(2);
      }),
    );
  });
});

describe.each(['sum', 'groups', 'items'] as const)('a terminal that tells %s', (tells) => {
  const group = tells === 'sum' ? ALL_CARDS : 'visa';
  const other = tells === 'sum' ? ALL_CARDS : 'other';

  it('has booked what is unknown here', () => {
    const lost = attempt(700, { state: 'unknown', group: null, receiptNo: '' });
    const rest = [attempt(500), attempt(700)];
    const booked = { ...lost, state: 'approved', group: 'visa', receiptNo: '0099' } as const;
    expect(told(terminalOf([...rest, booked], tells), [...rest, lost])).toEqual([
      `${group} unknown ${lost.attemptId} 700`,
    ]);
  });

  it('has not booked what a supervisor took for paid', () => {
    const byHand = attempt(700, { state: 'resolvedPaid', group: null, receiptNo: '' });
    const rest = [attempt(500), attempt(700)];
    expect(told(terminalOf(rest, tells), [...rest, byHand])).toEqual([
      `${other} settledByHand ${byHand.attemptId} -700`,
    ]);
  });

  it('has booked what a supervisor took for not paid', () => {
    const byHand = attempt(700, { state: 'resolvedNotPaid', group: null, receiptNo: '' });
    const booked = { ...byHand, state: 'approved', group: 'visa', receiptNo: '0099' } as const;
    expect(told(terminalOf([booked], tells), [byHand])).toEqual([
      `${group} settledByHand ${byHand.attemptId} 700`,
    ]);
  });
});

describe('with a list of transactions', () => {
  it('names one of another kind of card, also beside another that makes up for it', () => {
    const [a, b] = [attempt(123, { group: 'mastercard' }), attempt(123)] as const;
    const swapped = [
      { ...a, group: 'visa' },
      { ...b, group: 'mastercard' },
    ] as const;
    expect(told(terminalOf(swapped, 'items'), [a, b])).toEqual([
      `mastercard otherGroup ${a.attemptId} -123`,
      `mastercard otherGroup ${b.attemptId} 123`,
      `visa otherGroup ${a.attemptId} 123`,
      `visa otherGroup ${b.attemptId} -123`,
    ]);
  });

  it('goes by the reference where both have one, whatever the receipt numbers', () => {
    const own = attempt(500, { reference: 'R1', receiptNo: '0001' });
    const items = [
      { reference: 'R2', receiptNo: '0001', group: 'visa', amountMinor: minor(500) },
    ] as const;
    expect(told(bookOf(items, 'items'), [own])).toEqual([
      `visa onlyAtRegister ${own.attemptId} -500`,
      'visa onlyAtTerminal  500',
    ]);
    const renumbered = items.map((item) => ({ ...item, reference: 'R1', receiptNo: '0009' }));
    expect(told(bookOf(renumbered, 'items'), [own])).toEqual([]);
  });

  it('says what is left when the list does not come to the totals', () => {
    const own = attempt(500);
    const short = { ...terminalOf([own], 'items'), totalMinor: minor(800), count: 2 };
    expect(told(short, [own])).toEqual([`${ALL_CARDS} unexplained  300`]);
  });
});

describe('without a list of transactions', () => {
  it('names one of another kind of card', () => {
    const moved = attempt(123, { group: 'mastercard' });
    const rest = [attempt(500), attempt(40, { group: 'mastercard' })];
    const seen = terminalOf([...rest, { ...moved, group: 'visa' }], 'groups');
    expect(told(seen, [...rest, moved])).toEqual([
      `mastercard otherGroup ${moved.attemptId} -123`,
      `visa otherGroup ${moved.attemptId} 123`,
    ]);
  });

  it('names what was settled without a card and stands under its card there', () => {
    const byHand = attempt(700, { state: 'resolvedPaid', group: null });
    const seen = terminalOf([{ ...byHand, group: 'visa' }], 'groups');
    expect(told(seen, [byHand])).toEqual([
      `visa settledByHand ${byHand.attemptId} 700`,
      `other settledByHand ${byHand.attemptId} -700`,
    ]);
  });

  it('names what alone has the missing amount, and two or three only when no others do', () => {
    const [a, b, c, d] = [attempt(101), attempt(202), attempt(404), attempt(303)] as const;
    expect(told(terminalOf([a, b], 'sum'), [a, b, c])).toEqual([
      `${ALL_CARDS} sameAmount ${c.attemptId} -404`,
    ]);
    expect(told(terminalOf([a], 'sum'), [a, b, c])).toEqual([
      `${ALL_CARDS} sameAmount ${b.attemptId} -202`,
      `${ALL_CARDS} sameAmount ${c.attemptId} -404`,
    ]);
    // 101 + 404 and 202 + 303 come to the same.
    expect(told(terminalOf([b, d], 'sum'), [a, b, c, d])).toEqual([
      `${ALL_CARDS} unexplained  -505`,
    ]);
  });

  it('names a declined one that the terminal may have booked', () => {
    const declined = attempt(700, { state: 'declined' });
    const seen = terminalOf([{ ...declined, state: 'approved' }], 'groups');
    expect(told(seen, [declined])).toEqual([`visa sameAmount ${declined.attemptId} 700`]);
  });

  it('names the doubt it knows of beside what nothing explains', () => {
    const lost = attempt(700, { state: 'unknown', group: null });
    const booked = { ...lost, state: 'approved', group: 'visa' } as const;
    const seen = terminalOf([booked, attempt(33)], 'groups');
    expect(told(seen, [lost])).toEqual([
      `visa unknown ${lost.attemptId} 700`,
      'visa unexplained  33',
    ]);
  });

  it('compares the total alone with a terminal that tells nothing else', () => {
    const own = [attempt(500), attempt(300, { group: 'mastercard' })];
    const bare = { totalMinor: minor(800), count: 0, groups: [], items: null };
    expect(compareSettlement(bare, own).agrees).toBe(true);
    expect(compareSettlement({ ...bare, totalMinor: minor(500) }, own).differences).toMatchObject([
      { group: ALL_CARDS, explained: [{ amountMinor: -300 }] },
    ]);
  });

  it('takes what the terminal cannot tell for the same', () => {
    const refund = attempt(700, { way: 'refund', originalAttemptId: 'earlier' });
    const silent = { ...terminalOf([refund], 'groups'), totalMinor: minor(0) };
    const unsigned = (silent.groups ?? []).map((each) => ({ ...each, amountMinor: minor(0) }));
    expect(compareSettlement({ ...silent, groups: unsigned }, [refund]).agrees).toBe(true);

    const many = Array.from({ length: 300 }, () => attempt(1));
    const full = terminalOf(many, 'groups');
    const counted = (count: number) => {
      const groups = (full.groups ?? []).map((each) => ({ ...each, count: each.count && count }));
      return compareSettlement({ ...full, groups }, many).agrees;
    };
    expect([44, 255, 300, 45].map(counted)).toEqual([true, true, true, false]);
  });
});

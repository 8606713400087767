import { describe, expect, it } from 'vitest';
import { minor } from '../money/minor.ts';
import { attempt, bookOf, itemsOf, told } from '../testing/sample-batch.ts';
import { type SettlementAttempt, bookedLines, type ListedTransaction } from './batch-book.ts';
import { ALL_CARDS } from './compare-batch.ts';

const listed = (attempts: readonly SettlementAttempt[]) => itemsOf(bookedLines(attempts));
const of = (items: readonly ListedTransaction[]) => bookOf(items, 'items');
const item = (amountMinor: number, change: Partial<ListedTransaction> = {}): ListedTransaction => ({
  receiptNo: '9001',
  reference: '',
  group: 'visa',
  amountMinor: minor(amountMinor),
  ...change,
});

describe('a transaction of a terminal’s list and one of the register', () => {
  const own = attempt(500, { receiptNo: '0001' });
  const apart = [`visa onlyAtRegister ${own.attemptId} -500`, 'visa onlyAtTerminal  500'];

  it.each([
    ['the same receipt number and amount', {}, {}, []],
    ['another receipt number', { receiptNo: '0002' }, {}, apart],
    ['no receipt number at the terminal', { receiptNo: '' }, {}, apart],
    ['no receipt number anywhere', { receiptNo: '' }, { receiptNo: '' }, apart],
    ['a reference here alone', {}, { reference: 'R1' }, []],
    ['a reference at the terminal alone', { reference: 'R1' }, {}, []],
    ['the same reference', { reference: 'R1', receiptNo: '7' }, { reference: 'R1' }, []],
    ['another reference', { reference: 'R2' }, { reference: 'R1' }, apart],
  ])('with %s', (_, atTerminal, here, expected) => {
    const terminal = of([item(500, { receiptNo: '0001', ...atTerminal })]);
    expect(told(terminal, [{ ...own, ...here }])).toEqual(expected);
  });

  it('are two when the amounts differ: the money is what matters', () => {
    expect(told(of([item(510, { receiptNo: '0001' })]), [own])).toEqual([
      `visa onlyAtRegister ${own.attemptId} -500`,
      'visa onlyAtTerminal  510',
    ]);
  });

  it('is one alone at the terminal when the terminal has booked it twice', () => {
    expect(told(of([...listed([own]), ...listed([own])]), [own])).toEqual([
      'visa onlyAtTerminal  500',
    ]);
    const declined = attempt(700, { state: 'declined', receiptNo: '' });
    expect(told(of([...listed([own]), item(700)]), [own, declined])).toEqual([
      'visa onlyAtTerminal  700',
    ]);
  });
});

describe('a transaction that only the terminal has', () => {
  const lost = attempt(700, { state: 'unknown', group: null, receiptNo: '' });
  const doubt = `visa unknown ${lost.attemptId} 700`;
  const stray = 'visa onlyAtTerminal  700';

  it.each([
    ['no number is known', {}, {}, doubt],
    ['a reference is told by the terminal alone', { reference: 'R9' }, {}, doubt],
    ['a reference is known here alone', {}, { reference: 'R1' }, doubt],
    ['both name the same reference', { reference: 'R1' }, { reference: 'R1' }, doubt],
    ['the references differ', { reference: 'R2' }, { reference: 'R1' }, stray],
    ['the receipt number was seen', {}, { receiptNo: '9001' }, doubt],
    ['another receipt number was seen', {}, { receiptNo: '9002' }, stray],
  ])('of the amount in doubt: %s', (_, atTerminal, here, expected) => {
    expect(told(of([item(700, atTerminal)]), [{ ...lost, ...here }])).toEqual([expected]);
  });

  it('of another amount is not the one in doubt', () => {
    expect(told(of([item(710)]), [lost])).toEqual(['visa onlyAtTerminal  710']);
  });

  it('answers one doubt only', () => {
    const again = { ...lost, attemptId: 'again' };
    const two = of([item(700), item(700, { receiptNo: '9002' })]);
    expect(told(two, [lost])).toEqual([doubt, stray]);
    expect(told(two, [lost, again])).toEqual([doubt, 'visa unknown again 700']);
  });
});

describe('a list that does not come to the total', () => {
  const short = (items: readonly ListedTransaction[]) => ({
    ...of(items),
    totalMinor: minor(10_000),
    count: 9,
  });

  it('still shows what stands in one book alone, of all cards together', () => {
    const own = attempt(500);
    expect(told(short([item(700)]), [own])).toEqual([
      `${ALL_CARDS} onlyAtRegister ${own.attemptId} -500`,
      `${ALL_CARDS} onlyAtTerminal  700`,
      `${ALL_CARDS} unexplained  9300`,
    ]);
  });

  it('says nothing of kinds of card, which one sum does not tell', () => {
    const own = attempt(500);
    const moved = listed([{ ...own, group: 'amex' }]);
    expect(told(short(moved), [own])).toEqual([`${ALL_CARDS} unexplained  9500`]);
  });

  it.each([
    ['in its sum alone', { totalMinor: minor(800) }, 300],
    ['in its count alone', { count: 2 }, 0],
  ])('%s', (_, total, left) => {
    const own = attempt(500);
    const terminal = { ...of(listed([own])), ...total };
    expect(told(terminal, [own])).toEqual([`${ALL_CARDS} unexplained  ${left}`]);
  });
});

it('names one that was settled by hand without a card, under its card and under "other"', () => {
  const byHand = attempt(700, { state: 'resolvedPaid', group: null });
  expect(told(of(listed([{ ...byHand, group: 'visa' }])), [byHand])).toEqual([
    `visa settledByHand ${byHand.attemptId} 700`,
    `other settledByHand ${byHand.attemptId} -700`,
  ]);
});

it('shows two that make up for each other here, and of which the terminal has none', () => {
  const paid = attempt(300);
  const undone = attempt(300, { way: 'void', originalAttemptId: 'earlier' });
  expect(told(of([]), [paid, undone])).toEqual([
    `visa onlyAtRegister ${paid.attemptId} -300`,
    `visa onlyAtRegister ${undone.attemptId} 300`,
  ]);
});

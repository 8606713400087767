import { describe, expect, it } from 'vitest';
import { minor } from '../money/minor.ts';
import { attempt, bookOf, itemsOf, told } from '../testing/sample-batch.ts';
import { type SettlementAttempt, bookedLines, type TerminalBook } from './batch-book.ts';
import type { CardGroup } from './card-group.ts';
import { compareSettlement } from './compare-batch.ts';

/** Books of a terminal that tells a count and a sum per kind of card. */

const terminalOf = (attempts: readonly SettlementAttempt[]) =>
  bookOf(itemsOf(bookedLines(attempts)), 'groups');

const visaOf = (count: number, amountMinor: number): TerminalBook => ({
  totalMinor: minor(amountMinor),
  count,
  groups: [{ group: 'visa', count, amountMinor: minor(amountMinor) }],
  items: null,
});
const refund = (amountMinor: number, changes: Partial<SettlementAttempt> = {}) =>
  attempt(amountMinor, { way: 'refund', originalAttemptId: 'earlier', ...changes });
const many = (count: number) => Array.from({ length: count }, () => attempt(1));

describe('the two sums of a kind of card', () => {
  const agrees = (terminal: TerminalBook, own: readonly SettlementAttempt[]) =>
    compareSettlement(terminal, own).agrees;

  it.each([
    ['the same', visaOf(1, 500), [attempt(500)], true],
    ['another sum', visaOf(1, 501), [attempt(500)], false],
    ['another count', visaOf(2, 500), [attempt(500)], false],
    ['a sum without a count', visaOf(0, 500), [attempt(500)], true],
    [
      'neither count nor sum, of what comes to nothing here',
      visaOf(0, 0),
      [attempt(500), refund(500)],
      false,
    ],
    ['nothing, of a payment', visaOf(1, 0), [attempt(500)], false],
    ['nothing, of a refund: amounts without a sign', visaOf(1, 0), [refund(500)], true],
    ['something, of a refund', visaOf(1, 100), [refund(500)], false],
    ['a full byte, of few', visaOf(255, 500), [attempt(500)], false],
    ['a full byte, of more than it holds', visaOf(255, 256), many(256), true],
    ['a byte gone round, of more than it holds', visaOf(1, 257), many(257), true],
    ['another count, of more than it holds', visaOf(2, 257), many(257), false],
  ])('agree or not: the terminal tells %s', (_, terminal, own, expected) => {
    expect(agrees(terminal, own)).toBe(expected);
  });

  it('differ by a count alone too, which comes to no money', () => {
    const { differences } = compareSettlement(visaOf(3, 500), [attempt(500)]);
    expect(differences).toMatchObject([
      { group: 'visa', explained: [{ cause: 'unexplained', amountMinor: 0 }] },
    ]);
  });

  it('are told for the kinds of card that either side has counted, and no others', () => {
    const own = [attempt(500), attempt(300, { group: null })];
    const groups = compareSettlement(terminalOf(own), own).groups.map(({ group }) => group);
    expect(groups).toEqual(['visa', 'other']);
    expect(compareSettlement(visaOf(1, 500), []).groups).toHaveLength(1);
    const undone = attempt(300, { way: 'void', originalAttemptId: 'earlier' });
    const silent = { totalMinor: minor(0), count: 0, groups: [], items: null };
    expect(compareSettlement(silent, [attempt(200), undone])).toMatchObject({
      agrees: true,
      groups: [{ group: 'visa', terminalMinor: 0, registerMinor: -100 }],
    });
    expect(compareSettlement({ ...silent, groups: null }, []).groups).toHaveLength(1);
    expect(
      compareSettlement({ totalMinor: minor(0), count: 0, groups: [], items: null }, []),
    ).toEqual({
      agrees: true,
      groups: [],
      differences: [],
    });
  });

  it('need no cause where they agree as far as the terminal can tell', () => {
    const byHand = { state: 'resolvedPaid' } as const;
    const three = [attempt(700, byHand), refund(300, byHand), refund(400, byHand)];
    // The count of 258 is told as 255; the three come to that difference by chance.
    expect(told(visaOf(255, 255), [...many(255), ...three])).toEqual([]);
  });
});

describe('a line of the book', () => {
  it('has the card of the very payment that it refunds', () => {
    const visa = attempt(500);
    const amex = attempt(500, { group: 'amex' });
    const back = refund(500, { group: null, originalAttemptId: amex.attemptId });
    expect(bookedLines([visa, amex, back]).map(({ group }) => group)).toEqual([
      'visa',
      'amex',
      'amex',
    ]);
    expect(bookedLines([visa, refund(500, { group: null })])[1]?.group).toBeNull();
  });

  it('is by hand when a supervisor decided it', () => {
    const lines = bookedLines([attempt(1), attempt(1, { state: 'resolvedPaid' })]);
    expect(lines.map(({ byHand }) => byHand)).toEqual([false, true]);
  });

  it('stays when a void of it did not come through, or was of another one', () => {
    const paid = attempt(500);
    const voidOf = (changes: Partial<SettlementAttempt>) =>
      attempt(500, { way: 'void', originalAttemptId: paid.attemptId, ...changes });
    const ids = (attempts: SettlementAttempt[]) =>
      bookedLines(attempts).map((each) => each.attemptId);
    expect(ids([paid, voidOf({ state: 'declined' })])).toEqual([paid.attemptId]);
    expect(ids([paid, voidOf({ state: 'unknown' })])).toEqual([paid.attemptId]);
    expect(ids([paid, voidOf({})])).toEqual([]);
    const other = voidOf({ originalAttemptId: null });
    expect(ids([paid, other])).toEqual([paid.attemptId, other.attemptId]);
    const refunded = voidOf({ way: 'refund' });
    expect(ids([paid, refunded])).toEqual([paid.attemptId, refunded.attemptId]);
  });
});

describe('what explains a difference of sums', () => {
  const moved = (one: SettlementAttempt, group: CardGroup): SettlementAttempt => ({
    ...one,
    group,
  });
  const lost = (amountMinor: number, changes: Partial<SettlementAttempt> = {}) =>
    attempt(amountMinor, { state: 'unknown', group: null, receiptNo: '', ...changes });
  const booked = (one: SettlementAttempt, group: CardGroup = 'visa'): SettlementAttempt => ({
    ...one,
    state: 'approved',
    group,
  });

  it('is a doubt before a card that may be counted as another kind', () => {
    const mastercard = attempt(700, { group: 'mastercard' });
    const byHand = attempt(700, { group: 'mastercard', state: 'resolvedPaid' });
    const doubt = lost(700, { group: 'visa' });
    const seen = terminalOf([mastercard, booked(doubt)]);
    expect(told(seen, [mastercard, byHand, doubt])).toEqual([
      `mastercard settledByHand ${byHand.attemptId} -700`,
      `visa unknown ${doubt.attemptId} 700`,
    ]);
  });

  it('is a payment without a card before a doubt: its card is known to the terminal alone', () => {
    const cardless = attempt(700, { group: null });
    const doubt = lost(700, { group: 'visa' });
    expect(told(terminalOf([moved(cardless, 'visa')]), [cardless, doubt])).toEqual([
      `visa otherGroup ${cardless.attemptId} 700`,
      `other otherGroup ${cardless.attemptId} -700`,
    ]);
  });

  it('may be one without a card and one of another kind together', () => {
    const cardless = attempt(300, { group: null });
    const other = attempt(400, { group: 'other' });
    const seen = terminalOf([moved(cardless, 'visa'), moved(other, 'visa')]);
    expect(told(seen, [cardless, other])).toEqual([
      `visa otherGroup ${cardless.attemptId} 300`,
      `visa otherGroup ${other.attemptId} 400`,
      `other otherGroup ${cardless.attemptId} -300`,
      `other otherGroup ${other.attemptId} -400`,
    ]);
  });

  it('is of the kind of card that lacks it, not of one that agrees', () => {
    const amex = attempt(700, { group: 'amex' });
    const mastercard = attempt(700, { group: 'mastercard' });
    expect(told(terminalOf([amex, moved(mastercard, 'visa')]), [amex, mastercard])).toEqual([
      `mastercard otherGroup ${mastercard.attemptId} -700`,
      `visa otherGroup ${mastercard.attemptId} 700`,
    ]);
  });

  it('is found among any number that are too large to be part of it', () => {
    const [a, b] = [attempt(300, { group: 'amex' }), attempt(400, { group: 'amex' })] as const;
    const rest = Array.from({ length: 250 }, () => attempt(1000, { group: 'amex' }));
    const seen = terminalOf([...rest, moved(a, 'visa'), moved(b, 'visa')]);
    expect(told(seen, [...rest, a, b])).toEqual([
      `amex otherGroup ${a.attemptId} -300`,
      `amex otherGroup ${b.attemptId} -400`,
      `visa otherGroup ${a.attemptId} 300`,
      `visa otherGroup ${b.attemptId} 400`,
    ]);
  });

  it('is the first choice in the journal’s order, of kinds of card and of doubts', () => {
    const [a, b, c, d] = [100, 400, 200, 300].map((amount) => attempt(amount, { group: 'amex' }));
    if (!a || !b || !c || !d) throw new Error('four');
    const seen = terminalOf([moved(a, 'visa'), moved(b, 'visa'), c, d]);
    expect(told(seen, [a, b, c, d])).toEqual([
      `amex otherGroup ${a.attemptId} -100`,
      `amex otherGroup ${b.attemptId} -400`,
      `visa otherGroup ${a.attemptId} 100`,
      `visa otherGroup ${b.attemptId} 400`,
    ]);
    const doubts = [lost(450), lost(100), lost(400), lost(200), lost(300)] as const;
    const two = terminalOf([booked(doubts[3]), booked(doubts[4])]);
    expect(told(two, doubts)).toEqual([
      `visa unknown ${doubts[1].attemptId} 100`,
      `visa unknown ${doubts[2].attemptId} 400`,
    ]);
  });

  it('is named once, however many differences it would explain', () => {
    const doubt = lost(700);
    const strays = [attempt(700, { group: 'mastercard' }), attempt(700)];
    expect(told(terminalOf(strays), [doubt])).toEqual([
      `mastercard unknown ${doubt.attemptId} 700`,
      'visa unexplained  700',
    ]);
  });

  it('is no doubt of another card', () => {
    const doubt = lost(700, { group: 'visa' });
    expect(told(terminalOf([attempt(700, { group: 'mastercard' })]), [doubt])).toEqual([
      'mastercard unexplained  700',
    ]);
  });

  it('is nothing without a card where that card is not counted here', () => {
    const visa = attempt(700);
    const byHand = attempt(700, { group: null, state: 'resolvedPaid' });
    const seen = terminalOf([moved(byHand, 'other')]);
    expect(told(seen, [visa, byHand])).toEqual([`visa sameAmount ${visa.attemptId} -700`]);
  });
});

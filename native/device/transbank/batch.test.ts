import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CURRENCIES } from '../../../core/money/currency.ts';
import type { TransbankRequest } from '../../protocol/transbank/commands.ts';
import type { ExchangeEnd } from '../../protocol/transbank/exchange-session.ts';
import { decodeMessage } from '../../protocol/transbank/messages.ts';
import { askTotals, closeWithTotals } from './batch.ts';

const CLP = CURRENCIES.CLP;

const listed = (operation: number, amount: number, brand = 'VI') =>
  `0261|00|597029414300|ABCD1234|ABC${operation}|XZ1234|${amount}|6677|${operation}|CR|||${brand}|`;
const LIST_END = '0261|00|597029414300|ABCD1234|||';

type Answer = readonly string[] | ExchangeEnd;

const LOST: ExchangeEnd = { kind: 'lost', reason: 'timeout' };
const REFUSED: ExchangeEnd = { kind: 'refused' };

/** A terminal that ends requests as told, and a note of what it was asked. */
function terminal(answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = [];
  const run = ({ text }: TransbankRequest): Promise<ExchangeEnd> => {
    asked.push(text);
    const answer = answers[text.slice(0, 4)] ?? LOST;
    if ('kind' in answer) return Promise.resolve(answer);
    const messages = answer.map((each) => decodeMessage(each));
    const message = messages.at(-1) ?? decodeMessage('');
    return Promise.resolve({ kind: 'answered', message, details: messages.slice(0, -1) });
  };
  return { run, asked };
}

describe('totals', () => {
  test('count, sum, list and groups', async () => {
    const { run } = terminal({
      '0700': ['0710|00|3|4500'],
      '0260': [listed(1, 1000), listed(2, 1500, 'MC'), listed(3, 2000), LIST_END],
    });
    expect(await askTotals(run, CLP)).toEqual({
      kind: 'totals',
      totals: {
        totalMinor: 4500,
        count: 3,
        lines: [],
        groups: [
          { group: 'mastercard', count: 1, amountMinor: 1500 },
          { group: 'visa', count: 2, amountMinor: 3000 },
        ],
        items: [
          { receiptNo: '1', reference: 'ABC1', group: 'visa', amountMinor: 1000 },
          { receiptNo: '2', reference: 'ABC2', group: 'mastercard', amountMinor: 1500 },
          { receiptNo: '3', reference: 'ABC3', group: 'visa', amountMinor: 2000 },
        ],
      },
    });
  });

  test('a list that disagrees with the sum gives no groups', async () => {
    const lists = [
      [listed(1, 1000), LIST_END],
      [listed(1, 1000), listed(2, 1001), LIST_END],
    ];
    for (const list of lists) {
      const { run } = terminal({ '0700': ['0710|00|2|2000'], '0260': list });
      const told = await askTotals(run, CLP);
      expect(told).toMatchObject({ totals: { groups: null, totalMinor: 2000 } });
      expect(told.kind === 'totals' && told.totals.items?.length).toBe(list.length - 1);
    }
  });

  test('a terminal that does not list: one sum only', async () => {
    for (const answer of [REFUSED, ['0261|12|597029414300|ABCD1234|||']]) {
      const { run } = terminal({ '0700': ['0710|00|2|2000'], '0260': answer });
      expect(await askTotals(run, CLP)).toMatchObject({ totals: { groups: null, items: null } });
    }
  });

  test('an empty batch is not asked for its list', async () => {
    for (const answer of ['0710|00|0|0', '0710|11']) {
      const { run, asked } = terminal({ '0700': [answer] });
      expect(await askTotals(run, CLP)).toEqual({
        kind: 'totals',
        totals: { totalMinor: 0, count: 0, lines: [], groups: [], items: [] },
      });
      expect(asked).toEqual(['0700||']);
    }
  });

  test('what cannot be read or does not come is no total', async () => {
    for (const [answers, reason] of [
      [{ '0700': LOST }, 'timeout'],
      [{ '0700': ['0710|00|x|2'] }, 'answerNotUnderstood'],
      [{ '0700': ['0710|94'] }, 'T94'],
      [{ '0700': ['0710|00|1|2000'], '0260': LOST }, 'timeout'],
    ] as const) {
      expect(await askTotals(terminal(answers).run, CLP)).toEqual({ kind: 'unreachable', reason });
    }
  });

  test('groups add up to the total, or there are none', async () => {
    const brand = fc.constantFrom('VI', 'MC', 'AX', 'DC', 'DB', 'XX', '');
    const sale = fc.record({ amount: fc.integer({ min: 1, max: 999_999 }), brand });
    await fc.assert(
      fc.asyncProperty(
        fc.array(sale, { minLength: 1, maxLength: 20 }),
        fc.nat(1),
        async (all, off) => {
          const whole = all.reduce((total, { amount }) => total + amount, 0) + off;
          const { run } = terminal({
            '0700': [`0710|00|${all.length}|${whole}`],
            '0260': [...all.map(({ amount, brand: of }, at) => listed(at, amount, of)), LIST_END],
          });
          const told = await askTotals(run, CLP);
          if (told.kind !== 'totals') throw new Error(told.reason);
          const { groups } = told.totals;
          expect(groups === null).toBe(off !== 0);
          if (groups === null) return;
          expect(groups.reduce((total, each) => total + each.amountMinor, 0)).toBe(whole);
          expect(groups.reduce((total, each) => total + each.count, 0)).toBe(all.length);
        },
      ),
    );
  });
});

describe('close', () => {
  const TOTALS = { '0700': ['0710|00|1|2000'], '0260': [listed(1, 2000), LIST_END] } as const;

  test('totals and list first, since the close clears them', async () => {
    const { run, asked } = terminal({ ...TOTALS, '0500': ['0510|00|597029414300|ABCD1234'] });
    expect(await closeWithTotals(run, CLP)).toMatchObject({
      kind: 'closed',
      totals: { totalMinor: 2000, count: 1, items: [{ reference: 'ABC1' }] },
    });
    expect(asked).toEqual(['0700||', '0260|1|', '0500||']);
  });

  test('without totals the batch stays open', async () => {
    const { run, asked } = terminal({ '0700': LOST });
    expect(await closeWithTotals(run, CLP)).toEqual({
      kind: 'failed',
      resultCode: '',
      reason: 'timeout',
    });
    expect(asked).toEqual(['0700||']);
  });

  test('a refusal is told by its code', async () => {
    const { run } = terminal({ ...TOTALS, '0500': ['0510|14|597029414300|ABCD1234'] });
    expect(await closeWithTotals(run, CLP)).toEqual({
      kind: 'failed',
      resultCode: 'T14',
      reason: 'T14',
    });
  });

  test('a close that may have happened is unknown, never failed', async () => {
    for (const [answer, reason] of [
      [LOST, 'timeout'],
      [['0510|02|597029414300|ABCD1234'], 'T02'],
      [['0510|x'], 'answerNotUnderstood'],
    ] as const) {
      const { run } = terminal({ ...TOTALS, '0500': answer });
      expect(await closeWithTotals(run, CLP)).toEqual({ kind: 'unknown', reason });
    }
    const { run } = terminal({ ...TOTALS, '0500': REFUSED });
    expect(await closeWithTotals(run, CLP)).toMatchObject({ kind: 'failed' });
  });
});

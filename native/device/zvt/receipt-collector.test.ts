import { describe, expect, test } from 'vitest';
import type { TerminalSlip } from '../../../till/ports/card-terminal.ts';
import { fromHex } from '../../protocol/zvt/hex.ts';
import { decodePrintBlock, decodePrintLine } from '../../protocol/zvt/print-text.ts';
import { ReceiptCollector } from './receipt-collector.ts';

const line = (text: string) => decodePrintLine(new TextEncoder().encode(`\0${text}`), 'utf8');
const end = decodePrintLine(fromHex('81'), 'cp437');
const block = (hex: string) => decodePrintBlock(fromHex(hex), 'cp437');

function collect() {
  const slips: TerminalSlip[] = [];
  const collector = new ReceiptCollector(['merchant', 'customer'], (slip) => void slips.push(slip));
  return { slips, collector };
}

describe('what the terminal says with the lines (TLV 1F37)', () => {
  test.each([
    ['80', true, false],
    ['83', true, true],
    ['02', false, true],
    ['04', false, false],
  ])('flags %s', (flags, mustPrint, signature) => {
    const { slips, collector } = collect();
    collector.add(block(`06 0d 1f 07 01 01 1f 37 01 ${flags} 25 03 07 01 41`));
    collector.flush();
    expect(slips).toEqual([{ kind: 'merchant', lines: ['A'], mustPrint, signature }]);
  });

  test('flags hold for a receipt of several blocks and not for the next', () => {
    const { slips, collector } = collect();
    collector.add(block('06 0d 1f 07 01 01 1f 37 01 82 25 03 07 01 41'));
    collector.add(block('06 08 1f 07 01 01 25 03 07 01 42'));
    collector.add(block('06 08 1f 07 01 02 25 03 07 01 43'));
    collector.flush();
    expect(slips).toEqual([
      { kind: 'merchant', lines: ['A', 'B'], mustPrint: true, signature: true },
      { kind: 'customer', lines: ['C'], mustPrint: null, signature: false },
    ]);
  });
});

describe('what the result said (TLV 45, TLV 1F10)', () => {
  test.each<[string, boolean, boolean | null, boolean | null]>([
    ['22', false, true, true],
    ['11', true, true, true],
    ['12', true, true, true],
    ['', true, null, null],
  ])('rule %s, approved %s', (rule, approved, merchant, customer) => {
    const { slips, collector } = collect();
    collector.hint({ approved, rule, signs: true });
    for (const print of [line('A'), end, line('B'), end]) collector.add(print);
    expect(slips).toEqual([
      { kind: 'merchant', lines: ['A', ' '], mustPrint: merchant, signature: true },
      { kind: 'customer', lines: ['B', ' '], mustPrint: customer, signature: false },
    ]);
  });

  test('declined, merchant only if approved: the one copy that comes is the customer’s', () => {
    const { slips, collector } = collect();
    collector.hint({ approved: false, rule: '12', signs: false });
    collector.add(line('DECLINED'));
    collector.flush();
    expect(slips).toEqual([
      { kind: 'customer', lines: ['DECLINED'], mustPrint: true, signature: false },
    ]);
  });
});

test('a receipt without end does not fill the memory; an empty one is none', () => {
  const { slips, collector } = collect();
  collector.add(line(''));
  collector.flush();
  expect(slips).toEqual([]);
  for (let at = 0; at < 1500; at += 1) collector.add(line('x'));
  collector.flush();
  expect(slips[0]?.lines).toHaveLength(1000);
});

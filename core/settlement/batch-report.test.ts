import { describe, expect, it } from 'vitest';
import type { SettlementClosed, SettlementCompared } from '../journal/events/settlement.ts';
import { minor } from '../money/minor.ts';
import { settlementReport } from './batch-report.ts';

const closed: SettlementClosed = {
  terminalId: '52500038',
  terminalTotalMinor: minor(4700),
  terminalCount: 3,
  registerTotalMinor: minor(5000),
  registerCount: 4,
  differenceMinor: minor(-300),
  reportLines: ['KASSENSCHNITT', 'OK'],
};
const visa = {
  group: 'visa',
  terminalCount: 3,
  terminalMinor: minor(4700),
  registerCount: 4,
  registerMinor: minor(5000),
};
const compared: SettlementCompared = {
  terminalId: '52500038',
  agrees: false,
  groups: [visa],
  differences: [{ ...visa, explained: [] }],
};

describe('the report of a closed card batch', () => {
  it('sets the two books side by side, with what explains the difference', () => {
    expect(settlementReport(1_772_330_400_000, closed, compared)).toEqual({
      terminalId: '52500038',
      closedAtMs: 1_772_330_400_000,
      totalsKnown: true,
      agrees: false,
      totals: {
        terminalCount: 3,
        terminalMinor: 4700,
        registerCount: 4,
        registerMinor: 5000,
        differenceMinor: -300,
      },
      groups: compared.groups,
      differences: compared.differences,
      reportLines: ['KASSENSCHNITT', 'OK'],
    });
  });

  it('of an old journal, which compared sums only, agrees when the sums do', () => {
    const report = settlementReport(0, closed, null);
    expect(report).toMatchObject({ agrees: false, groups: [], differences: [] });
    expect(settlementReport(0, { ...closed, differenceMinor: minor(0) }, null).agrees).toBe(true);
  });

  it('says what the comparison said, also where the sums are the same', () => {
    const same = { ...closed, differenceMinor: minor(0) };
    expect(settlementReport(0, same, compared).agrees).toBe(false);
    expect(settlementReport(0, closed, { ...compared, agrees: true }).agrees).toBe(true);
  });

  it('says that totals are not known when the answer was lost', () => {
    expect(settlementReport(0, { ...closed, totalsKnown: false }, null).totalsKnown).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { printEmbedded } from '../../core/gs1/embedded.ts';
import { printKey } from '../../core/gs1/gtin.ts';
import { parseScan } from '../../core/gs1/parse-scan.ts';
import { REGION_LAYOUTS } from '../../core/gs1/region-layouts.ts';
import { parseCatalogue } from '../../core/catalogue/parse.ts';
import { printCatalogue } from '../../core/catalogue/print.ts';
import { displayWidth } from '../../core/receipt/columns.ts';
import { buildCatalogue } from './build-catalogue.ts';
import { readDemoData } from './demo-data.ts';

const data = readDemoData();
const items = buildCatalogue({ data });
const rules = {
  taxCodes: data.store.taxCodes.map((tax) => tax.code),
  departments: data.departments.map((department) => department.id),
  decimals: 2,
} as const;

describe('demo catalogue', () => {
  it('is a catalogue file the register accepts whole', () => {
    expect(parseCatalogue(printCatalogue(items, 2), rules)).toEqual({ ok: true, value: items });
  });

  it('is a supermarket: a thousand items and more, every department, tax and kind', () => {
    expect(items.length).toBeGreaterThanOrEqual(1000);
    for (const department of data.departments) {
      expect(items.some((item) => item.department === department.id)).toBe(true);
    }
    for (const tax of rules.taxCodes) {
      expect(items.some((item) => item.taxCode === tax)).toBe(true);
    }
    expect(items.filter((item) => item.unit === 'kg').length).toBeGreaterThan(90);
    expect(items.some((item) => item.minAge === 18)).toBe(true);
    const lengths = items.flatMap((item) => item.codes.map((code) => printKey(code)));
    expect(lengths.some((code) => code.length === 8)).toBe(true);
    expect(lengths.some((code) => code.startsWith('69') && code.length === 13)).toBe(true);
    expect(lengths.some((code) => code.startsWith('0') && code.length === 13)).toBe(true);
  });

  it('gives every item a name of its own that fits a receipt, and a way to sell it', () => {
    expect(new Set(items.map((item) => item.name.zh)).size).toBe(items.length);
    expect(new Set(items.map((item) => item.name.en)).size).toBe(items.length);
    const cannotBeSold = items.filter((item) => item.codes.length === 0 && item.plu === null);
    expect(cannotBeSold).toEqual([]);
    for (const item of items) {
      expect(displayWidth(item.name.zh ?? '', 'chinese')).toBeLessThanOrEqual(48);
    }
  });

  it('has labels that scan back to their item', () => {
    const region = REGION_LAYOUTS.CN;
    const labelled = items.filter((item) => item.plu !== null && item.codes.length > 0);
    expect(labelled.length).toBeGreaterThan(90);
    for (const item of labelled) {
      const code = printKey(item.codes[0] ?? expect.fail('no code'));
      const letter = code.startsWith('22') ? 'W' : 'P';
      const scan = parseScan(printEmbedded(code, letter, 1234, region) ?? '', { region });
      expect(scan).toMatchObject({ kind: 'embedded', key: item.codes[0] });
    }
  });

  it('has packed goods whose codes scan as they are', () => {
    for (const item of items.filter((candidate) => candidate.plu === null)) {
      for (const key of item.codes) {
        const scan = parseScan(printKey(key), { region: REGION_LAYOUTS.CN });
        expect(scan).toEqual({ kind: 'gtin', key });
      }
    }
  });

  it('is the same every time, and longer or shorter where asked', () => {
    expect(buildCatalogue({ data })).toEqual(items);
    expect(buildCatalogue({ data, items: 10 })).toEqual(items.slice(0, 10));
    const many = buildCatalogue({ data, items: 5000 });
    expect(many).toHaveLength(5000);
    expect(many.slice(0, items.length)).toEqual(items);
    expect(parseCatalogue(printCatalogue(many, 2), rules).ok).toBe(true);
  });
});

describe('demo store', () => {
  it('has two cashiers, a supervisor and a manager, each with a PIN of their own', () => {
    const { operators } = data.store;
    expect(operators.filter((each) => each.role === 'cashier').length).toBeGreaterThanOrEqual(2);
    expect(operators.some((each) => each.role === 'supervisor')).toBe(true);
    expect(operators.some((each) => each.role === 'manager')).toBe(true);
    expect(new Set(operators.map((each) => each.pin)).size).toBe(operators.length);
    expect(new Set(operators.map((each) => each.operatorId)).size).toBe(operators.length);
  });

  it('names a department and a tax for everything', () => {
    const taxes = new Set(rules.taxCodes);
    for (const department of data.departments) expect(taxes.has(department.taxCode)).toBe(true);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figure, printFigure, roundedText } from './figures.ts';
import { MEASUREMENTS, readOptions } from './options.ts';
import { parseSmaps } from './process-memory.ts';
import { median, percentile, spread } from './statistics.ts';

describe('the arguments', () => {
  it('measure everything unless told otherwise', () => {
    expect(readOptions([])).toEqual({
      ok: true,
      value: { json: null, only: [...MEASUREMENTS], quick: false, receipts: 1000, help: false },
    });
  });

  it('take a file, names in any order, a day and a quick run', () => {
    const args = ['--json', 'a.json', '--only', 'scan,tender', '--receipts', '10000', '--quick'];
    expect(readOptions(args)).toMatchObject({
      ok: true,
      value: { json: 'a.json', only: ['tender', 'scan'], quick: true, receipts: 10_000 },
    });
  });

  it.each([
    { args: ['--only', 'scan,speed'], says: 'speed' },
    { args: ['--only', ''], says: '""' },
    { args: ['--receipts', '0'], says: '0' },
    { args: ['--receipts', '1e3'], says: '1e3' },
    { args: ['--receipts', '100001'], says: '100001' },
    { args: ['--fast'], says: '--fast' },
    { args: ['file.json'], says: 'file.json' },
  ])('refuse $args', ({ args, says }) => {
    const options = readOptions(args);
    expect(options.ok).toBe(false);
    expect(!options.ok && options.error).toContain(says);
  });
});

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it('is the nearest rank', () => {
    expect(percentile(hundred, 50)).toBe(50);
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile(hundred, 100)).toBe(100);
    expect(
      percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20], 95),
    ).toBe(19);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2);
    expect(percentile([7], 1)).toBe(7);
  });

  it('needs samples and a percentage', () => {
    expect(() => percentile([], 50)).toThrow('samples');
    expect(() => percentile([1], 0)).toThrow('percentile');
    expect(() => percentile([1], 101)).toThrow('percentile');
  });

  it('is a sample that no more than the rest exceed, whatever their order', () => {
    const samples = fc.array(fc.integer(), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const found = percentile(values, percent);
        expect(values).toContain(found);
        const notAbove = values.filter((value) => value <= found).length;
        const below = values.filter((value) => value < found).length;
        expect(notAbove * 100).toBeGreaterThanOrEqual(percent * values.length);
        expect(below * 100).toBeLessThan(percent * values.length);
      }),
    );
  });

  it('leaves the samples as they were', () => {
    const samples = [3, 1, 2];
    expect(spread(samples)).toEqual({ count: 3, p50: 2, p95: 3, p99: 3, max: 3 });
    expect(samples).toEqual([3, 1, 2]);
  });
});

describe('a figure', () => {
  it('says whether its target is met', () => {
    expect(printFigure(figure('memory', 350, 'MB', 350))).toContain('met');
    expect(printFigure(figure('memory', 350.4, 'MB', 350))).toContain('missed');
    expect(printFigure(figure('memory', 350, 'MB'))).not.toContain('target');
  });

  it('has three digits that count', () => {
    expect([0, 0.01234, 1.2345, 12.345, 123.45, 1234.5].map(roundedText)).toEqual([
      '0',
      '0.0123',
      '1.23',
      '12.3',
      '123',
      '1235',
    ]);
  });
});

describe('the memory map of a process', () => {
  const text = [
    '5581c0a00000-5581c0b00000 r--p 00001000 fe:00 1234   /opt/electron [deleted]',
    'Rss:                 120 kB',
    'Pss:                  70 kB',
    'Shared_Clean:        100 kB',
    'Shared_Dirty:          0 kB',
    'Private_Clean:        16 kB',
    'Private_Dirty:         4 kB',
    'VmFlags: rd mr mw me sd',
    '7f0000000000-7f0000100000 rw-p 00000000 00:00 0',
    'Shared_Dirty:          8 kB',
    'Private_Dirty:        32 kB',
    '',
  ].join('\n');

  it('tells private from shared, and the same file from a fork', () => {
    expect(parseSmaps(text)).toEqual([
      { key: 'file fe:00 1234 00001000', privateKb: 20, sharedKb: 100 },
      { key: 'fork 7f0000000000', privateKb: 32, sharedKb: 8 },
    ]);
    expect(parseSmaps('')).toEqual([]);
  });
});

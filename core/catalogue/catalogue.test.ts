import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gtinKey, withCheckDigit } from '../gs1/gtin.ts';
import { minor } from '../money/minor.ts';
import { printCsvRecord, readCsv } from './csv.ts';
import { type CatalogueColumn, catalogueColumns } from './columns.ts';
import { END_MARK, parseCatalogue } from './parse.ts';
import { printCatalogue } from './print.ts';
import { isSharpFall } from './sharp-fall.ts';
import type { CatalogueItem } from './types.ts';

const rules = { taxCodes: ['A', 'B', 'Z'], departments: ['dairy', 'fruit'], decimals: 2 } as const;
const good: Record<CatalogueColumn, string> = {
  item_id: '100001',
  name_zh: '纯牛奶',
  name_en: 'Milk',
  pinyin: 'cnn',
  department: 'dairy',
  tax_code: 'A',
  unit: 'each',
  price: '6.50',
  plu: '',
  codes: '6901234567892 73513537',
  min_age: '',
};
const file = (...rows: Partial<Record<CatalogueColumn, string>>[]) =>
  [
    printCsvRecord(catalogueColumns()),
    ...rows.map((row, index) => {
      const cells = { ...good, item_id: `i${index}`, codes: '', ...row };
      return printCsvRecord(catalogueColumns().map((column) => cells[column]));
    }),
    printCsvRecord([END_MARK, String(rows.length)]),
  ].join('');

describe('readCsv', () => {
  it('reads what it writes, whatever is in the fields', () => {
    const field = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\n', '\r', '牛', ' ', '\ufeff'),
    });
    const record = fc
      .array(field, { minLength: 2, maxLength: 5 })
      .filter((fields) => !(fields[0] ?? '').startsWith('\ufeff'));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), (records) => {
        const read = readCsv(records.map(printCsvRecord).join(''));
        expect(read.ok && read.value.map((each) => each.fields)).toEqual(records);
      }),
    );
  });

  it('knows byte order marks, both line ends, empty lines and the line a record begins on', () => {
    expect(readCsv('\ufeffa,b\r\n"1\n2",x\n\n3,')).toEqual({
      ok: true,
      value: [
        { line: 1, fields: ['a', 'b'] },
        { line: 2, fields: ['1\n2', 'x'] },
        { line: 5, fields: ['3', ''] },
      ],
    });
    expect(readCsv('')).toEqual({ ok: true, value: [] });
  });

  it.each([
    ['a,"b', { line: 1, reason: 'quoteNotClosed' }],
    ['a,b\nc,"d"e', { line: 2, reason: 'strayQuote' }],
    ['a,b"c', { line: 1, reason: 'strayQuote' }],
  ])('%j is a fault', (text, error) => {
    expect(readCsv(text)).toEqual({ ok: false, error });
  });
});

describe('parseCatalogue', () => {
  it('reads a good file, without columns that may be left out, in any order', () => {
    const text =
      'price,codes,plu,unit,tax_code,department,pinyin,name_en,name_zh,item_id\n' +
      '6.50,6901234567892 73513537,4011,kg,B,fruit,hfs,"Apples, Fuji",红富士,x1\n#end,1,,\n';
    expect(parseCatalogue(text, rules)).toEqual({
      ok: true,
      value: [
        {
          itemId: 'x1',
          name: { zh: '红富士', en: 'Apples, Fuji' },
          pinyin: 'hfs',
          department: 'fruit',
          taxCode: 'B',
          unit: 'kg',
          priceMinor: 650,
          plu: '4011',
          codes: ['06901234567892', '00000073513537'],
          minAge: null,
        },
      ],
    });
    expect(parseCatalogue(file({ min_age: '18' }), rules)).toMatchObject({
      value: [{ minAge: 18 }],
    });
  });

  it.each([
    ['price', 'abc', 'badPrice'],
    ['price', '-1.00', 'badPrice'],
    ['price', '0.00', 'badPrice'],
    ['price', '1.234', 'badPrice'],
    ['price', '99999999.00', 'badPrice'],
    ['price', '', 'badPrice'],
    ['codes', '6901234567893', 'badGtin'],
    ['codes', '690123', 'badGtin'],
    ['tax_code', 'X', 'unknownTaxCode'],
    ['unit', 'piece', 'unknownUnit'],
    ['department', 'toys', 'unknownDepartment'],
    ['name_zh', '', 'empty'],
    ['name_en', '  ', 'empty'],
    ['name_en', 'x'.repeat(61), 'tooLong'],
    ['name_zh', 'a\u001bb', 'badCharacter'],
    ['item_id', 'a b', 'badCharacter'],
    ['item_id', '', 'empty'],
    ['pinyin', 'CNN', 'badCharacter'],
    ['pinyin', 'kl  ky', 'badCharacter'],
    ['plu', '12', 'badPlu'],
    ['min_age', 'x', 'badAge'],
    ['min_age', '0', 'badAge'],
  ] as const)('refuses the whole file for %s %j: %s', (column, value, reason) => {
    const result = parseCatalogue(file({}, { [column]: value }), rules);
    expect(result).toEqual({
      ok: false,
      error: [{ row: 3, column, reason, value: value.trim().slice(0, 60) }],
    });
  });

  it.each([
    ['semicolon', ';'],
    ['tab', '\t'],
    ['bar', '|'],
  ])(
    'says in one word that a %s parts the columns, not row by row what is missing',
    (name, sign) => {
      const marked = file({}).replaceAll(',', sign);
      const quoted = marked.replace(/^.*/, (header) => `"${header.replaceAll(sign, `"${sign}"`)}"`);
      for (const text of [marked, `\ufeff${marked}`, quoted, `sep=${sign}\r\n${marked}`]) {
        expect(parseCatalogue(text, rules)).toEqual({
          ok: false,
          error: [{ row: 1, column: '', reason: 'notCommas', value: name }],
        });
      }
    },
  );

  it('takes what a spreadsheet adds to a header: blanks around a name, and "sep=,"', () => {
    const text = file({}).replace(/^.*/, (header) => header.replaceAll(',', ' , '));
    expect(parseCatalogue(text, rules)).toEqual(parseCatalogue(file({}), rules));
    expect(parseCatalogue(`\ufeffsep=,\r\n${text}`, rules)).toMatchObject({ ok: true });
    expect(parseCatalogue(`sep=,\n${file({}, { price: 'x' })}`, rules)).toMatchObject({
      error: [{ row: 4, column: 'price' }],
    });
  });

  it('names the first place of what is there twice, also when written in another length', () => {
    const twice = file(
      { plu: '4011', codes: '036000291452' },
      { plu: '4011', codes: '0036000291452', item_id: 'i0' },
    );
    expect(parseCatalogue(twice, rules)).toMatchObject({
      error: [
        { row: 3, column: 'item_id', reason: 'duplicateItem', value: 'i0', firstRow: 2 },
        { row: 3, column: 'plu', reason: 'duplicatePlu', value: '4011', firstRow: 2 },
        { row: 3, column: 'codes', reason: 'duplicateCode', value: '00036000291452', firstRow: 2 },
      ],
    });
  });

  it('lists every fault up to fifty', () => {
    const many = Array.from({ length: 40 }, () => ({ price: 'x', unit: 'y' }));
    const result = parseCatalogue(file(...many), rules);
    expect(result.ok ? [] : result.error).toHaveLength(50);
    expect(result.ok ? undefined : result.error.at(-1)).toMatchObject({ row: 26 });
  });

  it.each([
    ['', 'noItems'],
    [file(), 'noItems'],
    ['item_id,name_zh\n', 'missingColumn'],
    [file().replace('item_id', 'id'), 'unknownColumn'],
    [file().replace('min_age', 'min_age,plu'), 'duplicateColumn'],
    [file().replace('#end,0', 'a,b\r\n#end,1'), 'wrongFieldCount'],
    [file({}).replace('#end,1', '#end,2'), 'wrongCount'],
    [file({}).replace('#end,1', '#end'), 'wrongCount'],
    [file({}).replace('#end,1', '#end,1,x'), 'noEnd'],
    [file({}).replace('#end,1\r\n', ''), 'noEnd'],
    [file({}) + file({}), 'wrongCount'],
    [`${file({})}#end,1\r\n`, 'wrongCount'],
    [`${file()}"a`, 'quoteNotClosed'],
  ])('refuses %j: %s', (text, reason) => {
    const result = parseCatalogue(text, rules);
    expect(result.ok ? [] : result.error.map((error) => error.reason)).toContain(reason);
  });

  it.each([
    ['filled up', '#end,1,,,,,,,,,'],
    ['quoted', '"#end","1"'],
    ['in one cell', '"#end,1",,,,,,,,,'],
    ['with blanks', ' #end , 1 '],
    ['before blank lines', '#end,1\r\n\r\n'],
    ['before lines of empty cells', '#end,1,,,,,,,,,\r\n,,,,,,,,,,\r\n , ,,,,,,,,,'],
    ['with bare line feeds', '#end,1\n\n'],
  ])('takes an end line as spreadsheets write it: %s', (_, line) => {
    const text = file({}).replace('#end,1', line);
    expect(parseCatalogue(text, rules)).toMatchObject({ ok: true, value: [{ itemId: 'i0' }] });
  });

  it('says how many items stand there when the end is wrong', () => {
    const fault = (text: string) => parseCatalogue(text, rules);
    const two = file({}, { plu: '4012', codes: '' });
    expect(fault(two.replace('#end,2\r\n', ''))).toMatchObject({
      error: [{ row: 3, reason: 'noEnd', items: 2 }],
    });
    expect(fault(two.replace('#end,2', '#end,7'))).toMatchObject({
      error: [{ row: 4, reason: 'wrongCount', value: '7', items: 2 }],
    });
  });

  it('refuses a file that was cut at any character, or reads it all', () => {
    const whole = file(
      ...Array.from({ length: 12 }, (_, index) => ({ codes: '', plu: `${4011 + index}` })),
    );
    const all = parseCatalogue(whole, rules);
    expect(all.ok && all.value).toHaveLength(12);
    for (let at = 0; at < whole.length; at++) {
      const cut = parseCatalogue(whole.slice(0, at), rules);
      if (cut.ok) expect(cut).toEqual(all);
    }
    expect(parseCatalogue(whole.slice(0, -1), rules)).toEqual(all);
  });

  it('reads back what it prints', () => {
    const digits = fc
      .array(fc.nat(9), { minLength: 12, maxLength: 12 })
      .map((list) => gtinKey(withCheckDigit(list.join(''))))
      .map((key) => (key.ok ? key.value : null))
      .filter((key) => key !== null);
    const name = fc.stringMatching(/^[^\p{Cc}\s](?:[^\p{Cc}]{0,8}[^\p{Cc}\s])?$/u);
    const item: fc.Arbitrary<CatalogueItem> = fc.record({
      itemId: fc.stringMatching(/^[\w.-]{1,20}$/),
      name: fc.record({ zh: name, en: name }),
      pinyin: fc.stringMatching(/^(?:[a-z0-9]{1,9}(?: [a-z0-9]{1,9}){0,2})?$/),
      department: fc.constantFrom('dairy', 'fruit'),
      taxCode: fc.constantFrom('A', 'B', 'Z'),
      unit: fc.constantFrom('each' as const, 'kg' as const),
      priceMinor: fc.integer({ min: 1, max: 99_999_999 }).map(minor),
      plu: fc.option(fc.stringMatching(/^\d{4,5}$/)),
      codes: fc.uniqueArray(digits, { maxLength: 3 }),
      minAge: fc.option(fc.integer({ min: 1, max: 99 })),
    });
    const items = fc.uniqueArray(item, {
      minLength: 1,
      maxLength: 5,
      comparator: (a, b) =>
        a.itemId === b.itemId ||
        (a.plu !== null && a.plu === b.plu) ||
        a.codes.some((code) => b.codes.includes(code)),
    });
    fc.assert(
      fc.property(items, (list) => {
        expect(parseCatalogue(printCatalogue(list, 2), rules)).toEqual({ ok: true, value: list });
      }),
    );
  });
});

describe('isSharpFall', () => {
  it.each([
    [1345, 9, true],
    [1345, 1210, true],
    [1345, 1211, false],
    [1345, 1400, false],
    [20, 16, false],
    [20, 15, true],
    [3, 1, false],
    [0, 9, false],
  ])('%d items now, %d in the file: %s', (now, inFile, sharp) => {
    expect(isSharpFall(now, inFile)).toBe(sharp);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receiptCode } from '../receipt/receipt-no.ts';
import { elementDate } from './element-date.ts';
import {
  GROUP_SEPARATOR as GS,
  type Gs1Element,
  parseElementString,
  printElementString,
} from './element-string.ts';
import { printEmbedded } from './embedded.ts';
import { withCheckDigit } from './gtin.ts';
import { isExpired, parseScan } from './parse-scan.ts';
import { REGION_LAYOUTS, type RegionLayout } from './region-layouts.ts';

const CN = REGION_LAYOUTS.CN;
const scan = (text: string, region: RegionLayout | null = CN) => parseScan(text, { region });
const digits = (length: number) =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((list) => list.join(''));

describe('parseScan: plain codes', () => {
  it.each([
    ['6901234567892', '06901234567892'],
    [' 6901234567892\r\n', '06901234567892'],
    [']E06901234567892', '06901234567892'],
    ['036000291452', '00036000291452'],
    ['73513537', '00000073513537'],
    [']E473513537', '00000073513537'],
    ['10614141543219', '10614141543219'],
  ])('%j is item %s', (text, key) => {
    expect(scan(text)).toEqual({ kind: 'gtin', key });
  });

  it.each([
    ['', 'empty'],
    [' \r', 'empty'],
    [']E0', 'empty'],
    ['1234', 'tooShort'],
    ['690123', 'tooShort'],
    ['690123456', 'wrongLength'],
    ['69012345678', 'wrongLength'],
    ['690123456789', 'checkDigit'],
    ['6901234567893', 'checkDigit'],
    ['69012345678926901234567892', 'tooLong'],
    ['9'.repeat(200), 'tooLong'],
    ['690123456789A', 'unknownForm'],
    ['６９０１２３４５６７８９２', 'unknownForm'],
    ['https://example.com', 'unknownForm'],
    ['0106901234567892', 'tooLong'],
  ])('%j is refused: %s', (text, reason) => {
    expect(scan(text)).toEqual({ kind: 'refused', reason });
  });

  it('reads eight digits as the region does, unless the scanner names the symbology', () => {
    expect(scan('04252614', REGION_LAYOUTS.US4)).toEqual({ kind: 'gtin', key: '00042100005264' });
    expect(scan('04252614', CN)).toEqual({ kind: 'refused', reason: 'checkDigit' });
    expect(scan(']E404252614', REGION_LAYOUTS.US4)).toMatchObject({ reason: 'checkDigit' });
    expect(scan('73513537', REGION_LAYOUTS.US4)).toMatchObject({ kind: 'gtin' });
  });

  it('never sells a code of which one digit was misread, or a part is missing', () => {
    const ean = digits(12).map(withCheckDigit);
    fc.assert(
      fc.property(ean, fc.nat(12), fc.integer({ min: 1, max: 9 }), (code, at, off) => {
        const wrong = (Number(code[at]) + off) % 10;
        const misread = code.slice(0, at) + wrong + code.slice(at + 1);
        expect(scan(misread, null).kind).toBe('refused');
        for (const cut of [1, 2, 3, 4, 6, 7, 10]) {
          const half = code.slice(0, cut);
          if (![8, 12].includes(half.length)) expect(scan(half, null).kind).toBe('refused');
        }
      }),
    );
  });

  it('never throws, whatever arrives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 160 }), (text) => {
        expect(scan(text).kind).toMatch(/^(gtin|embedded|gs1|receipt|refused)$/);
      }),
    );
  });
});

describe('parseScan: in-store labels', () => {
  it.each([
    ['CN price', CN, '2112345012349', { priceMinor: 1234 }, '02112345000001'],
    ['CN weight', CN, '2212345012546', { weightGrams: 1254 }, '02212345000008'],
    ['GB price', REGION_LAYOUTS.GB, '2012345928750', { priceMinor: 2875 }, '02012345000002'],
    ['DE weight', REGION_LAYOUTS.DE, '2812346146850', { weightGrams: 14685 }, '02812340000005'],
    ['DE count', REGION_LAYOUTS.DE, '2512349000126', { count: 12 }, '02512340000008'],
    ['SE price, 1 decimal', REGION_LAYOUTS.SE, '2112345612347', { priceMinor: 12340 }, null],
    ['SE weight, 2 decimals', REGION_LAYOUTS.SE, '2412345612348', { weightGrams: 12340 }, null],
    ['DK price', REGION_LAYOUTS.DK, withCheckDigit('211234502875'), { priceMinor: 2875 }, null],
    ['DK weight', REGION_LAYOUTS.DK, withCheckDigit('281234501254'), { weightGrams: 1254 }, null],
    [
      'a GTIN-14 with a 0',
      REGION_LAYOUTS.GB,
      '02012345928750',
      { priceMinor: 2875 },
      '02012345000002',
    ],
    ['a UPC-A as GTIN-14', REGION_LAYOUTS.US4, '00212345928757', { priceMinor: 2875 }, null],
    ['US with verifier', REGION_LAYOUTS.US4, '212345928757', { priceMinor: 2875 }, null],
    ['US without', REGION_LAYOUTS.US5, '212345028750', { priceMinor: 2875 }, null],
  ] as const)('%s', (_, region, typed, value, key) => {
    const code = withCheckDigit(typed.slice(0, -1));
    const none = { priceMinor: null, weightGrams: null, count: null };
    const result = scan(code, region);
    expect(result).toMatchObject({ kind: 'embedded', ...none, ...value });
    if (key !== null && result.kind === 'embedded') {
      expect(result.key.slice(0, 9)).toBe(key.slice(0, 9));
      expect(scan(result.key.slice(1), null)).toEqual({ kind: 'gtin', key: result.key });
    }
  });

  it('gives all labels of one item one key', () => {
    const keys = [100, 2345, 99999].map((grams) => {
      const label = printEmbedded(withCheckDigit('221234500000'), 'W', grams, CN);
      const result = scan(label ?? '');
      return result.kind === 'embedded' ? result.key : result.kind;
    });
    expect(new Set(keys).size).toBe(1);
  });

  it('refuses a wrong verifier and a label without a value', () => {
    expect(scan(withCheckDigit('201234582875'), REGION_LAYOUTS.GB)).toMatchObject({
      reason: 'verifier',
    });
    expect(scan(withCheckDigit('221234500000'))).toMatchObject({ reason: 'noValue' });
  });

  it('extracts nothing without a region, nor from a GTIN-14', () => {
    const label = withCheckDigit('211234501234');
    expect(scan(label, null)).toEqual({ kind: 'gtin', key: `0${label}` });
    const boxed = withCheckDigit(`1${label.slice(0, 12)}`);
    expect(scan(boxed)).toEqual({ kind: 'gtin', key: boxed });
  });

  it('reads back what any layout prints', () => {
    const rules = Object.values(REGION_LAYOUTS).flatMap((layout: RegionLayout) =>
      layout.rules.map((rule) => ({ layout, rule })),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...rules),
        digits(12),
        fc.integer({ min: 1, max: 9999 }),
        (picked, filler, steps) => {
          const { layout, rule } = picked;
          const prefix = /^\d+/.exec(rule.pattern)?.[0] ?? '';
          const item = [...rule.pattern.slice(0, 12)]
            .map((letter, at) => (letter === 'I' ? (filler[at] ?? '0') : '0'))
            .join('');
          const itemCode = withCheckDigit(prefix + item.slice(prefix.length));
          const letter = /[PWN]/.exec(rule.pattern)?.[0] as 'P' | 'W' | 'N';
          const value = steps * rule.times;
          const label = printEmbedded(itemCode, letter, value, layout);
          expect(parseScan(label ?? '', { region: layout })).toEqual({
            kind: 'embedded',
            key: `0${itemCode}`,
            priceMinor: letter === 'P' ? value : null,
            weightGrams: letter === 'W' ? value : null,
            count: letter === 'N' ? value : null,
          });
        },
      ),
    );
  });
});

describe('parseScan: element strings', () => {
  const item = '0106901234567892';

  it.each([
    [`]C1${item}3103001750`, { weightGrams: 1750 }],
    [`]e0${item}3101000012`, { weightGrams: 1200 }],
    [`]d2${item}3105000050`, { weightGrams: 1 }],
    [`${GS}${item}3922${'1234'}${GS}17260131`, { priceMinor: 1234, expires: '2026-01-31' }],
    [`]C1${item}39201234`, { priceMinor: 123400 }],
    [`]C1${item}39231230`, { priceMinor: 123 }],
    [`]Q3${item}15260200`, { bestBefore: '2026-02-28' }],
    [
      `]d2${item}17280200${GS}10AB-1${GS}21x/9`,
      { expires: '2028-02-29', batch: 'AB-1', serial: 'x/9' },
    ],
    [`]C1${item}3103001750422156`, { weightGrams: 1750 }],
    [`]C1${item}422156${GS}3103001750`, { weightGrams: 1750 }],
    [
      `]e0${item}70032601311430${GS}3103001750`,
      { weightGrams: 1750, expiresAt: '2026-01-31T14:30' },
    ],
    [`]e0${item}31030017503922${'1234'}`, { weightGrams: 1750, priceMinor: 1234 }],
    [`]e0${item}3922${'1234'}${GS}3103001750`, { weightGrams: 1750, priceMinor: 1234 }],
    [`]C1${item}3201000100`, { weightGrams: 4536 }],
    [`]C1${item}31030017503200000004`, { weightGrams: 1750 }],
    [`]C1${item}3006`, { count: 6 }],
    [`]d2${item}16260131`, { sellBy: '2026-01-31' }],
    [`]d2${item}8005001234${GS}22A1${GS}710123${GS}8200https://x.example/a${GS}91in-house`, {}],
    [`]d2${item}235TPX.1`, {}],
    [`]d2${item}70301561234${GS}7031040AB`, {}],
    [`]d2${item}10A${GS}10A`, { batch: 'A' }],
    [`${item}`.replace(/^/, GS), {}],
  ])('%j', (text, fields) => {
    expect(scan(text)).toEqual({
      kind: 'gs1',
      key: '06901234567892',
      weightGrams: null,
      count: null,
      priceMinor: null,
      bestBefore: null,
      sellBy: null,
      expires: null,
      expiresAt: null,
      batch: null,
      serial: null,
      ...fields,
    });
  });

  it.each([
    [`]C10106901234567893`, 'checkDigit', '01'],
    [`]C1${item}310300175`, 'badField', '3103'],
    [`]C1${item}3103000000`, 'noValue', '3103'],
    [`]C1${item}3000`, 'noValue', '30'],
    [`]C1${item}39220`, 'noValue', '3922'],
    [`]C1${item}39231234`, 'badField', '3923'],
    [`]C1${item}17261301`, 'badDate', '17'],
    [`]C1${item}17260230`, 'badDate', '17'],
    [`]C1${item}70032601002400`, 'badDate', '7003'],
    [`]C1${item}70032601012400`, 'badField', '7003'],
    [`]C1${item}4221567`, 'badField', '422'],
    [`]C1${item}80050012343103001750`, 'badField', '8005'],
    [`]C1${item}10`, 'badField', '10'],
    [`]C1${item}10牛奶`, 'badField', '10'],
    [`]C1${item}5012`, 'unknownAi', '5012'],
    [`]C1${item}4149999999999999`, 'checkDigit', '414'],
    [`]C1${item}${item}`, 'contradiction', '01'],
    [`]C1${item}31030017503102001750`, 'contradiction', '3103'],
    [`]C1${item}0206901234567892`, 'contradiction', '02'],
    [`]C1${item}10A${GS}10B`, 'contradiction', '10'],
    [`]C117260131`, 'noItem', '17'],
    [`]C100106141412345678908`, 'noItem', undefined],
    [`]C102069012345678923712`, 'noItem', '37'],
    [`]C18110106141416543213`, 'coupon', undefined],
    [`]C1`, 'badField', undefined],
  ])('%j is refused: %s, for AI %s', (text, reason, ai) => {
    const named = ai === undefined ? {} : { ai };
    expect(scan(text)).toEqual({ kind: 'refused', reason, ...named });
  });

  it('reads no price without a region', () => {
    expect(scan(`]C1${item}39221234`, null)).toMatchObject({ kind: 'gs1', priceMinor: null });
  });

  it('stops goods after any of their dates, not on it, and at their minute', () => {
    const none = { bestBefore: null, sellBy: null, expires: null, expiresAt: null };
    const at = (date: string, time = '14:30:00') => ({ date, time });
    for (const name of ['bestBefore', 'sellBy', 'expires'] as const) {
      const dated = { ...none, [name]: '2026-01-31' };
      expect(isExpired(dated, at('2026-01-31', '23:59:59'))).toBe(false);
      expect(isExpired(dated, at('2026-02-01', '00:00:00'))).toBe(true);
    }
    const timed = { ...none, expiresAt: '2026-01-31T14:30' };
    expect(isExpired(timed, at('2026-01-31', '14:29:59'))).toBe(false);
    expect(isExpired(timed, at('2026-01-31'))).toBe(true);
    expect(isExpired(none, at('2026-01-31'))).toBe(false);
  });

  it('reads back any elements it prints', () => {
    const text = fc.stringMatching(/^[!"%-?A-Z_a-z]{1,20}$/);
    const date = fc
      .tuple(fc.nat(99), fc.integer({ min: 1, max: 12 }), fc.nat(28))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(''));
    const element = (ai: string, data: fc.Arbitrary<string>): fc.Arbitrary<Gs1Element> =>
      data.map((value) => ({ ai, data: value }));
    const any = fc.oneof(
      element('01', digits(13).map(withCheckDigit)),
      element('10', text),
      element('21', text),
      element('15', date),
      element('17', date),
      element('3103', digits(6)),
      element('3922', fc.integer({ min: 1, max: 15 }).chain(digits)),
      element('422', digits(3)),
      element('8005', digits(6)),
      element(
        '7030',
        fc.tuple(digits(3), text).map((parts) => parts.join('')),
      ),
      element('91', text),
      element('8110', text),
    );
    fc.assert(
      fc.property(fc.uniqueArray(any, { minLength: 1, selector: ({ ai }) => ai }), (elements) => {
        expect(parseElementString(printElementString(elements))).toEqual({
          ok: true,
          value: elements,
        });
      }),
    );
  });

  it('reads the item and its weight whatever valid identifiers stand beside them', () => {
    const others = fc.constantFrom(
      '422156',
      '22A1',
      '710ABC',
      '8005001234',
      '8200x',
      '235T',
      '91y',
    );
    const many = fc.uniqueArray(others, { minLength: 1 });
    fc.assert(
      fc.property(many, fc.nat(9), (beside, at) => {
        const parts: string[] = [...beside];
        parts.splice(Math.min(at, parts.length), 0, '3103001750');
        const label = `]C1${item}${parts.join(GS)}`;
        expect(scan(label)).toMatchObject({ kind: 'gs1', weightGrams: 1750 });
      }),
    );
  });

  it('knows the days of each month', () => {
    expect(elementDate('240229')).toBe('2024-02-29');
    expect(elementDate('230229')).toBeNull();
    expect(elementDate('000229')).toBe('2000-02-29');
    expect(elementDate('250400')).toBe('2025-04-30');
    expect(elementDate('251231')).toBe('2025-12-31');
  });
});

describe('parseScan: receipts', () => {
  it('reads back a receipt, also with capitals turned over, and refuses a misread one', () => {
    const receiptNo = fc
      .tuple(
        fc.stringMatching(/^[0-9A-Z]{1,8}$/),
        fc.stringMatching(/^[0-9A-Z]{1,4}$/),
        fc.nat(999_999_999),
      )
      .map(([store, register, seq]) => `${store}-${register}-${String(seq).padStart(6, '0')}`);
    fc.assert(
      fc.property(receiptNo, fc.nat(30), (number, at) => {
        const code = receiptCode(number);
        expect(scan(code)).toEqual({ kind: 'receipt', receiptNo: number });
        expect(scan(code.toLowerCase())).toEqual({ kind: 'receipt', receiptNo: number });
        const index = 1 + (at % (code.length - 1));
        const other = code[index] === '7' ? '8' : '7';
        if (code[index] === '-') return;
        const misread = code.slice(0, index) + other + code.slice(index + 1);
        expect(scan(misread).kind).toBe('refused');
        expect(scan(code.slice(0, -1)).kind).toBe('refused');
      }),
    );
  });
});

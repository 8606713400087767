import { invariant } from '../../core/assert.ts';
import type { LocalText } from '../../core/local-text.ts';
import type { CatalogueItem } from '../../core/catalogue/types.ts';
import { type CodeKey, gtinKey, withCheckDigit } from '../../core/gs1/gtin.ts';
import { parseAmount } from '../../core/money/format.ts';
import { type Minor, minor } from '../../core/money/minor.ts';
import { mulDiv } from '../../core/money/mul-div.ts';
import { type DataRow, type DemoData, readDemoData } from './demo-data.ts';

export interface CatalogueOptions {
  /**
   * How many items to make. Fewer than the data files hold cuts the list; more repeats packed
   * goods as numbered editions with codes of their own (two or three each), for measuring.
   */
  readonly items?: number;
  readonly data?: DemoData;
}

/**
 * The demo store's catalogue: the same data always gives the same items, ids and codes. Loose
 * goods come first, then packed goods in the order of the data files.
 */
export function buildCatalogue(options: CatalogueOptions = {}): CatalogueItem[] {
  const data = options.data ?? readDemoData();
  const fresh = data.fresh.map((row) => freshItem(row, data));
  const packed = packedItems(data);
  const base = [...fresh, ...packed].map((item, index) => ({ ...item, itemId: itemId(index) }));
  const wanted = options.items ?? base.length;
  if (wanted <= base.length) return base.slice(0, wanted);
  const sources = base.slice(fresh.length);
  const more = Array.from({ length: wanted - base.length }, (_, index) =>
    editionOf(sources[index % sources.length], index, itemId(base.length + index), sources.length),
  );
  return [...base, ...more];
}

type Draft = Omit<CatalogueItem, 'itemId'>;

function itemId(index: number): string {
  return String(100_001 + index);
}

function freshItem(row: DataRow, data: DemoData): Draft {
  const name = { zh: field(row, 'zh'), en: field(row, 'en') };
  const plu = field(row, 'plu');
  return {
    name,
    pinyin: '',
    department: field(row, 'department'),
    taxCode: taxCodeOf(row, data),
    unit: field(row, 'unit') === 'kg' ? 'kg' : 'each',
    priceMinor: amount(field(row, 'price')),
    plu,
    codes: labelCode(field(row, 'label'), plu),
    minAge: null,
  };
}

/** The zeroed code of the labels the shop's scale prints, China's layout in region-layouts.ts. */
function labelCode(label: string, plu: string): CodeKey[] {
  if (label === '') return [];
  const prefix = label === 'weight' ? '22' : '21';
  return [key(withCheckDigit(`${prefix}${plu.padStart(5, '0')}00000`))];
}

/** Every brand × variant × size of every product row. */
function packedItems(data: DemoData): Draft[] {
  const next = new Map<string, number>();
  return data.products.flatMap((row) =>
    field(row, 'brands')
      .split(' ')
      .flatMap((brandId) => {
        const brand = data.brands.find((candidate) => candidate['id'] === brandId);
        invariant(brand !== undefined, `no brand ${brandId} in brands.csv`);
        return split(field(row, 'variants')).flatMap((variant) =>
          split(field(row, 'sizes')).map((size) =>
            packedItem(row, brand, variant, size, data, next),
          ),
        );
      }),
  );
}

function packedItem(
  row: DataRow,
  brand: DataRow,
  variant: string,
  size: string,
  data: DemoData,
  next: Map<string, number>,
): Draft {
  const [sizeText = '', price = ''] = size.split(':');
  const kind = both(variant);
  const pack = both(sizeText);
  const plain = field(brand, 'zh') + kind.zh + field(row, 'zh');
  const english = [field(brand, 'en'), kind.en, field(row, 'en'), pack.en];
  const minAge = field(row, 'min_age');
  return {
    name: {
      zh: `${plain} ${pack.zh}`,
      en: english.filter((part) => part !== '').join(' '),
    },
    pinyin: '',
    department: field(row, 'department'),
    taxCode: taxCodeOf(row, data),
    unit: 'each',
    priceMinor: shelfPrice(amount(price), Number(field(brand, 'level'))),
    plu: null,
    codes: [packCode(field(row, 'code'), field(brand, 'prefix'), next)],
    minAge: minAge === '' ? null : Number(minAge),
  };
}

/** A brand's price level, to the ten fen that shelf labels show. */
function shelfPrice(price: Minor, levelPercent: number): Minor {
  return minor(Math.max(mulDiv(price, levelPercent, 1000, 'halfUp'), 1) * 10);
}

/** The next code of a company: EAN-13 or UPC-A by its prefix, EAN-8 for small packs. */
function packCode(form: string, prefix: string, next: Map<string, number>): CodeKey {
  // EAN-8 numbers are given one by one by the national organisation, here from one small range.
  const [counter, width] = form === 'ean8' ? ['6901', 7] : [prefix, prefix.length === 6 ? 11 : 12];
  const number = (next.get(counter) ?? 100) + 1;
  next.set(counter, number);
  const digits = counter + String(number).padStart(width - counter.length, '0');
  invariant(digits.length === width, `company prefix ${counter} is used up`);
  return key(withCheckDigit(digits));
}

/** A numbered edition of a packed item, from a company prefix no brand has. */
function editionOf(
  source: CatalogueItem | undefined,
  index: number,
  id: string,
  cycle: number,
): CatalogueItem {
  invariant(source !== undefined, 'editions need packed goods');
  const edition = 2 + mulDiv(index, 1, cycle, 'down');
  const codes = Array.from({ length: 2 + (index % 2) }, (_, code) =>
    key(withCheckDigit(`6999${String(index * 3 + code).padStart(8, '0')}`)),
  );
  return {
    ...source,
    itemId: id,
    name: { zh: `${source.name.zh} ${edition}款`, en: `${source.name.en} no. ${edition}` },
    priceMinor: minor(source.priceMinor + (index % 50) * 10),
    codes,
  };
}

function taxCodeOf(row: DataRow, data: DemoData): string {
  const own = field(row, 'tax');
  const department = data.departments.find((each) => each.id === field(row, 'department'));
  invariant(department !== undefined, `no department ${field(row, 'department')}`);
  return own === '' ? department.taxCode : own;
}

/** "zh=en", or one text for both. */
function both(text: string): LocalText {
  const [zh = '', en = zh] = text.split('=');
  return { zh, en };
}

/** A list of at least one, empty text being one empty choice. */
function split(text: string): string[] {
  return text.split('|');
}

function field(row: DataRow, column: string): string {
  const value = row[column];
  invariant(value !== undefined, `no column ${column}`);
  return value;
}

function amount(text: string): Minor {
  const parsed = parseAmount(text, 2);
  invariant(parsed.ok, `not a price: ${text}`);
  return parsed.value;
}

function key(code: string): CodeKey {
  const parsed = gtinKey(code);
  invariant(parsed.ok, `not a GTIN: ${code}`);
  return parsed.value;
}

import { printKey } from '../gs1/gtin.ts';
import { languages } from '../language.ts';
import { type Decimals, formatAmount } from '../money/format.ts';
import { printCsvRecord } from './csv.ts';
import { type CatalogueColumn, catalogueColumns, nameColumn } from './columns.ts';
import { END_MARK } from './parse.ts';
import type { CatalogueItem } from './types.ts';

/** Writes items as a catalogue file that `parseCatalogue` reads back. */
export function printCatalogue(items: Iterable<CatalogueItem>, decimals: Decimals): string {
  const columns = catalogueColumns();
  const rows = [printCsvRecord(columns)];
  for (const item of items) {
    const names = languages().map((each) => [nameColumn(each), item.name[each] ?? '']);
    const cells: Partial<Record<CatalogueColumn, string>> = {
      ...Object.fromEntries(names),
      item_id: item.itemId,
      pinyin: item.pinyin,
      department: item.department,
      tax_code: item.taxCode,
      unit: item.unit,
      price: formatAmount(item.priceMinor, decimals),
      plu: item.plu ?? '',
      codes: item.codes.map(printKey).join(' '),
      min_age: item.minAge === null ? '' : String(item.minAge),
    };
    rows.push(printCsvRecord(columns.map((column) => cells[column] ?? '')));
  }
  rows.push(printCsvRecord([END_MARK, String(rows.length - 1)]));
  return rows.join('');
}

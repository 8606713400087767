import { printKey } from '../gs1/gtin.ts';
import { type Decimals, formatAmount } from '../money/format.ts';
import { printCsvRecord } from './csv.ts';
import { CATALOGUE_COLUMNS, type CatalogueColumn, END_MARK } from './parse.ts';
import type { CatalogueItem } from './types.ts';

/** Writes items as a catalogue file that `parseCatalogue` reads back. */
export function printCatalogue(items: Iterable<CatalogueItem>, decimals: Decimals): string {
  const rows = [printCsvRecord(CATALOGUE_COLUMNS)];
  for (const item of items) {
    const cells: Record<CatalogueColumn, string> = {
      item_id: item.itemId,
      name_zh: item.name.zh,
      name_en: item.name.en,
      pinyin: item.pinyin,
      department: item.department,
      tax_code: item.taxCode,
      unit: item.unit,
      price: formatAmount(item.priceMinor, decimals),
      plu: item.plu ?? '',
      codes: item.codes.map(printKey).join(' '),
      min_age: item.minAge === null ? '' : String(item.minAge),
    };
    rows.push(printCsvRecord(CATALOGUE_COLUMNS.map((column) => cells[column])));
  }
  rows.push(printCsvRecord([END_MARK, String(rows.length - 1)]));
  return rows.join('');
}

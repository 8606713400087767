import { type Language, LANGUAGES, languages } from '../language.ts';

const BESIDE_NAMES = [
  'pinyin',
  'department',
  'tax_code',
  'unit',
  'price',
  'plu',
  'codes',
  'min_age',
] as const;

type NameColumn = `name_${Language}`;
export type CatalogueColumn = 'item_id' | NameColumn | (typeof BESIDE_NAMES)[number];

/** Columns that a file may leave out beside names: they are empty for most goods. */
const OPTIONAL: readonly CatalogueColumn[] = ['pinyin', 'min_age'];

/** Columns of a catalogue file, which has them in any order. */
export function catalogueColumns(): CatalogueColumn[] {
  return ['item_id', ...languages().map(nameColumn), ...BESIDE_NAMES];
}

/** Columns that a file must have. */
export function neededColumns(): CatalogueColumn[] {
  const mayLack = languages().filter((language) => !LANGUAGES[language].isRequired);
  const optional = [...OPTIONAL, ...mayLack.map(nameColumn)];
  return catalogueColumns().filter((column) => !optional.includes(column));
}

/** Where an item's name in a language stands. */
export function nameColumn(language: Language): NameColumn {
  return `name_${language}`;
}

import { CATALOGUE_FAULTS } from '../core/catalogue/parse.ts';

/** Why a file of the folder `incoming` may be refused; each has a sentence in both languages. */
export const FILE_FAULTS = [
  ...CATALOGUE_FAULTS,
  'unreadable',
  'notUtf8',
  'gone',
  'farFewer',
  'pricesHeld',
  'pricesForAnother',
  'notJson',
  'badField',
  'foreignPin',
] as const;

/** A key below `fileFault` in the dictionary, and the values that its sentence names. */
export interface FileFault {
  readonly code: (typeof FILE_FAULTS)[number];
  readonly params: Readonly<Record<string, string | number>>;
}

import { TENDERS, type TenderKind } from '../tender/tender.ts';
import type { TenderTraits } from '../tender/traits.ts';

/** Registers a kind of tender for the rest of a test file, as its line in `tender.ts` would. */
export function withTender(name: string, traits: TenderTraits): TenderKind {
  Object.assign(TENDERS, { [name]: traits });
  return name as TenderKind;
}

import { afterAll } from 'vitest';
import { TENDERS, type TenderKind } from '../tender/tender.ts';
import type { TenderTraits } from '../tender/traits.ts';

/** Registers a kind of tender for a test file, as its line in `tender.ts` would. */
export function withTender(name: string, traits: TenderTraits): TenderKind {
  Object.assign(TENDERS, { [name]: traits });
  afterAll(() => void Reflect.deleteProperty(TENDERS, name));
  return name as TenderKind;
}

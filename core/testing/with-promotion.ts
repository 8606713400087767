import { afterAll } from 'vitest';
import { PROMOTIONS } from '../pricing/promotions/all.ts';
import type { Promotion } from '../pricing/promotions/promotion.ts';

/** Registers a kind of promotion for a test file, as its line in `all.ts` would. */
export function withPromotion(kind: string, promotion: Promotion): void {
  PROMOTIONS[kind] = promotion;
  afterAll(() => void Reflect.deleteProperty(PROMOTIONS, kind));
}

import type { Promotion } from './promotion.ts';

/** The kinds of promotion: a new one is one file in this folder and its line here. */
export const PROMOTIONS: Record<string, Promotion> = {};

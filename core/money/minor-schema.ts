import { z } from 'zod';
import type { Minor } from './minor.ts';

/** An amount of money in minor units: a safe integer that `core` accepts as `Minor`. */
export const minorSchema = z.int().refine((value): value is Minor => Number.isSafeInteger(value));

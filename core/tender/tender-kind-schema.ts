import { z } from 'zod';
import { isTenderKind, type TenderKind } from './tender.ts';

/** A kind of tender that is registered. */
export const tenderKindSchema = z.custom<TenderKind>(
  (word) => typeof word === 'string' && isTenderKind(word),
);

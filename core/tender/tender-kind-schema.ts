import { z } from 'zod';
import { isTenderKind, type TenderKind } from './tender.ts';

/** A kind of tender that is registered. */
export const tenderKindSchema = z.string().refine((word): word is TenderKind => isTenderKind(word));

import { z } from 'zod';
import { OF_NEWER } from '../of-newer.ts';
import { isTenderKind, type TenderKind } from './tender.ts';

/** A kind of tender that is registered; one that is not, a newer register may have. */
export const tenderKindSchema = z
  .custom<TenderKind>((word) => typeof word === 'string')
  .refine((word) => isTenderKind(word), { params: OF_NEWER });

import { z } from 'zod';
import { event } from '../event.ts';
import { count, text } from './shapes.ts';

const fall = z.strictObject({ sha256: text, itemsNow: count, itemsInFile: count });

/** The catalogue that prices come from. */
export const catalogueEvents = {
  'catalogue.applied': event(
    z.strictObject({ version: text, items: count, codes: count, sha256: text }),
  ),
  /** A file with far fewer items than there are waits for a manager's word. */
  'catalogue.held': event(fall),
  /** A manager agreed to it; `catalogue.applied` of the same file follows. */
  'catalogue.fallConfirmed': event(fall),
};

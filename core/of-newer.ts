import type { z } from 'zod';

/** Marks a check that a newer program may fail without anything being broken: a word of a register. */
export const OF_NEWER = { ofNewer: true } as const;

/** Whether nothing is wrong with it but words that are not known here. */
export function isOfNewer(error: z.ZodError): boolean {
  return error.issues.every(
    (issue) => issue.code === 'custom' && issue.params?.['ofNewer'] === OF_NEWER.ofNewer,
  );
}

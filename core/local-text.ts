import { z } from 'zod';
import { type Language, LANGUAGES, languages, isLanguage, withFallbacks } from './language.ts';

/** A name, in those languages that have one. */
export type LocalText = { readonly [L in Language]?: string };

/** The name in a language, or in what stands in for it: empty only where it is in no language. */
export function localName(name: LocalText, language: Language): string {
  const known = withFallbacks(language).map((each) => name[each]);
  // Last what a newer program may have written, in a language that is not on the list here.
  return [...known, ...Object.values(name)].find((text) => text !== undefined && text !== '') ?? '';
}

/**
 * A name as a program wrote it. What it may hold does not follow from the list: an entry of a newer
 * register, or one from before a language was taken off, is whole, and none of its names is dropped.
 */
export const localTextSchema = z.record(
  z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/),
  z.string(),
) as unknown as z.ZodType<LocalText, LocalText>;

/** A name as a person writes it in a file: in each language that is required, and in no unknown one. */
export const givenTextSchema = z
  .record(z.string(), z.string().min(1))
  .superRefine((name, context) => {
    const issue = (language: string, message: string) =>
      context.addIssue({ code: 'custom', message, path: [language] });
    for (const each of Object.keys(name)) {
      if (!isLanguage(each)) issue(each, `no language of this register: ${languages().join(', ')}`);
    }
    for (const each of languages()) {
      if (LANGUAGES[each].isRequired && name[each] === undefined) issue(each, 'is missing');
    }
  }) as unknown as z.ZodType<LocalText, LocalText>;

import type { NoticeCode, RefusalCode } from '../../contracts/refusal-codes.ts';
import type en from './en.json';

/** A press that did nothing; only the window knows. */
export type IgnoredCode = keyof (typeof en)['ignored'];

/**
 * A part of a dictionary with a text for each of the codes and none besides: a code without words
 * does not compile, nor do words that no code asks for.
 */
export type WordsFor<Code extends string, Part> =
  Exclude<keyof Part, Code> extends never
    ? Readonly<Record<Code, string>>
    : { readonly wordsWithoutCode: Exclude<keyof Part, Code> };

/** `cardStopped`: a card payment that was declined because somebody stopped it. */
export interface CodedWords<D extends Record<'error' | 'notice' | 'ignored', object>> {
  readonly error: WordsFor<RefusalCode, D['error']>;
  readonly notice: WordsFor<NoticeCode | 'cardStopped', D['notice']>;
  readonly ignored: WordsFor<IgnoredCode, D['ignored']>;
}

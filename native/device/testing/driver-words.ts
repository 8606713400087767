import { existsSync, readFileSync } from 'node:fs';

/** A driver's dictionary, as its file has it. */
export interface DriverWords {
  readonly form?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly results?: Readonly<Record<string, string>>;
  readonly doubts?: Readonly<Record<string, string>>;
  readonly statuses?: Readonly<Record<string, string>>;
}

/** What a driver says in a language; null for one that brings no words. */
export function wordsIn(language: 'en' | 'zh', driver: string): DriverWords | null {
  const file = new URL(`../${driver}/words.${language}.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DriverWords) : null;
}

import type en from './en.json';

/** What a driver of a card terminal says in one language; all of it is optional. */
interface DriverWords {
  /** Of its fields in the form: `label`, `kept`, `missing`, `off` and `on` by the field's name. */
  readonly form?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What a result code means to the cashier, and what to do next. */
  readonly results?: Readonly<Record<string, string>>;
  /** Why nobody knows whether money moved, by its code. */
  readonly doubts?: Readonly<Record<string, string>>;
  /** What the terminal is at, by its status code. */
  readonly statuses?: Readonly<Record<string, string>>;
}

/**
 * The dictionaries of the drivers, found by their place: a driver brings its words in its own folder,
 * and no list here has to name it. They are texts only; nothing of a driver runs in a window.
 */
const driverWords: Readonly<Record<string, DriverWords>> = import.meta.glob(
  '../../native/device/*/words.*.json',
  { eager: true, import: 'default' },
);

/** What each driver says in a language. */
function wordsOfDrivers(
  language: string,
): readonly { readonly driver: string; readonly words: DriverWords }[] {
  return Object.entries(driverWords).flatMap(([path, words]) => {
    const [file = '', driver = ''] = path.split('/').toReversed();
    return file === `words.${language}.json` ? [{ driver, words }] : [];
  });
}

/** The windows' own words, by language: the files beside this one, which are named after it. */
const ownWords = import.meta.glob<typeof en>('./*.json', { eager: true, import: 'default' });

/** Its own words and, where codes are looked up, those of every driver. */
function withDrivers(language: string, own: typeof en) {
  const drivers = wordsOfDrivers(language);
  const all = (part: 'results' | 'statuses' | 'doubts') =>
    Object.assign({}, ...drivers.map(({ words }) => words[part] ?? {}));
  return {
    ...own,
    terminalResult: { ...own.terminalResult, ...all('results') },
    terminalStatus: { ...own.terminalStatus, ...all('statuses') },
    unknownReason: { ...own.unknownReason, ...all('doubts') },
    terminalDriver: Object.fromEntries(drivers.map(({ driver, words }) => [driver, words.form])),
  };
}

/** Everything that a window says, by language. */
export const DICTIONARIES: Record<string, object> = Object.fromEntries(
  Object.entries(ownWords).map(([file, own]) => {
    const language = file.slice('./'.length, -'.json'.length);
    return [language, withDrivers(language, own)];
  }),
);

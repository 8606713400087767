import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readerNameSchema, type RevocationRequest } from '../contracts/head-office.ts';
import { placeIdSchema } from '../core/journal/events/shapes.ts';
import { err, ok, type Result } from '../core/result.ts';
import { canonicalAddress, isLoopback } from './http/connections.ts';

/** What the command line was asked to do. */
export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'serve';
      readonly port: number;
      readonly host: string;
      /** The address of a proxy that ends TLS before this server, or null. */
      readonly tlsProxy: string | null;
      /** Where the log goes; null where the data lies. */
      readonly logFile: string | null;
    }
  | { readonly name: 'enrol'; readonly storeId: string; readonly registerId: string }
  | { readonly name: 'token'; readonly reader: string }
  | { readonly name: 'revoke'; readonly target: RevocationRequest }
  | { readonly name: 'import'; readonly file: string }
  | { readonly name: 'pull'; readonly after: number; readonly limit: number };

export interface Invocation {
  readonly command: Command;
  readonly dataDir: string | null;
  readonly databaseUrl: string | null;
}

/** `--help`. */
export const HELP = `Tillwright head office

  npm run hq                                     serve (the default)
  npm run hq -- serve [--port 4790] [--host 127.0.0.1] [--tls-proxy ADDRESS] [--log FILE]
  npm run hq -- enrol --store S001 --register 3  print a one-time code for a register
  npm run hq -- token --reader NAME              print a token that may read everything
  npm run hq -- tokens revoke --reader NAME
  npm run hq -- tokens revoke --store S001 --register 3
  npm run hq -- import FILE                      take a batch file (.ndjson or .ndjson.gz)
  npm run hq -- pull [--after N] [--limit N]     print entries after a cursor as NDJSON

Head office speaks plain HTTP: beyond this computer it must be behind a proxy that speaks TLS.
  --tls-proxy ADDRESS   only this proxy (and this computer) is let in, and it says who asks
                        (X-Forwarded-For); needed for a --host that is not this computer's own loop

Where the data lies, for every command:
  --data DIR            a folder, with an embedded PostgreSQL in it (the default)
  --database-url URL    a PostgreSQL server; or set TILLWRIGHT_HQ_DATABASE_URL

Exit codes: 0 done, 1 refused or failed, 2 not understood.
`;

const DEFAULT_PORT = '4790';
const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  port: { type: 'string' },
  host: { type: 'string' },
  'tls-proxy': { type: 'string' },
  log: { type: 'string' },
  data: { type: 'string' },
  'database-url': { type: 'string' },
  store: { type: 'string' },
  register: { type: 'string' },
  reader: { type: 'string' },
  after: { type: 'string' },
  limit: { type: 'string' },
} as const;

type Values = { readonly [K in Exclude<keyof typeof OPTIONS, 'help'>]?: string };
type Parsed<T> = Result<T, string>;

/** Reads the command line. The error is a sentence for whoever typed it. */
export function readArguments(args: readonly string[]): Parsed<Invocation> {
  const parsed = parse(args);
  if (!parsed.ok) return parsed;
  const { values, words, isHelp } = parsed.value;
  const dataDir = values.data ?? null;
  const databaseUrl = values['database-url'] ?? null;
  if (dataDir !== null && databaseUrl !== null) {
    return err('Give --data or --database-url, not both.');
  }
  const command = isHelp ? ok({ name: 'help' } as const) : commandOf(words, values);
  return command.ok ? ok({ command: command.value, dataDir, databaseUrl }) : command;
}

function parse(
  args: readonly string[],
): Parsed<{ values: Values; words: readonly string[]; isHelp: boolean }> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
    });
    const { help, ...rest } = values;
    return ok({ values: rest, words: positionals, isHelp: help === true });
  } catch (error) {
    // parseArgs throws TypeErrors with a code for what it does not know.
    if (error instanceof TypeError) return err(error.message);
    throw error;
  }
}

function commandOf(words: readonly string[], values: Values): Parsed<Command> {
  const [name = 'serve', second, third] = words;
  if (third !== undefined) return err(`Too many words: ${third}`);
  if (name === 'import') {
    return second === undefined
      ? err('import needs a FILE.')
      : ok({ name: 'import', file: second });
  }
  if (name === 'tokens') {
    return second === 'revoke' ? revoke(values) : err('Only "tokens revoke" is known.');
  }
  if (second !== undefined) return err(`Too many words: ${second}`);
  switch (name) {
    case 'help':
      return ok({ name: 'help' });
    case 'serve':
      return serve(values);
    case 'enrol': {
      const place = placeOf(values);
      return place.ok ? ok({ name: 'enrol', ...place.value }) : place;
    }
    case 'token': {
      const reader = readerOf(values);
      return reader.ok ? ok({ name: 'token', reader: reader.value }) : reader;
    }
    case 'pull':
      return pull(values);
    default:
      return err(`Unknown command: ${name}`);
  }
}

function serve(values: Values): Parsed<Command> {
  const port = wholeNumber(values.port ?? DEFAULT_PORT, 0, 65_535);
  if (port === null) return err('--port must be a number from 0 to 65535.');
  const host = values.host ?? '127.0.0.1';
  const tlsProxy = values['tls-proxy'] ?? null;
  if (tlsProxy !== null && isIP(tlsProxy) === 0) return err('--tls-proxy must be an IP address.');
  if (tlsProxy === null && host !== 'localhost' && !isLoopback(host)) {
    return err(
      `--host ${host} would send tokens and sales in the clear: head office itself speaks plain ` +
        'HTTP. Put a proxy that speaks TLS before it and give its address as --tls-proxy.',
    );
  }
  const proxy = tlsProxy === null ? null : canonicalAddress(tlsProxy);
  return ok({ name: 'serve', port, host, tlsProxy: proxy, logFile: values.log ?? null });
}

function pull(values: Values): Parsed<Command> {
  const after = wholeNumber(values.after ?? '0', 0, Number.MAX_SAFE_INTEGER);
  if (after === null) return err('--after must be a cursor, 0 or more.');
  const limit = wholeNumber(values.limit ?? '1000', 1, 10_000);
  if (limit === null) return err('--limit must be a number from 1 to 10000.');
  return ok({ name: 'pull', after, limit });
}

function revoke(values: Values): Parsed<Command> {
  if (values.reader !== undefined) {
    const reader = readerOf(values);
    return reader.ok ? ok({ name: 'revoke', target: { reader: reader.value } }) : reader;
  }
  const place = placeOf(values);
  return place.ok ? ok({ name: 'revoke', target: place.value }) : place;
}

function placeOf(values: Values): Parsed<{ storeId: string; registerId: string }> {
  const place = z
    .object({ store: placeIdSchema, register: placeIdSchema })
    .safeParse({ store: values.store, register: values.register });
  return place.success
    ? ok({ storeId: place.data.store, registerId: place.data.register })
    : err('Give --store and --register, letters and digits, at most 12.');
}

function readerOf(values: Values): Parsed<string> {
  const reader = readerNameSchema.safeParse(values.reader);
  return reader.success ? ok(reader.data) : err('Give --reader NAME, a short plain name.');
}

function wholeNumber(text: string, min: number, max: number): number | null {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) && value >= min && value <= max ? value : null;
}

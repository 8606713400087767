import { faultPointNames } from '../electron/service/fault-points.ts';

/** Node's own default is 9229: left to whoever debugs the command itself. */
const DEFAULT_INSPECTOR_PORT = 9230;

export interface StartOptions {
  /** What the register's program gets on its command line. */
  readonly more: readonly string[];
  /** What it gets in its environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Reads the words behind `npm start` and `npm run dev`. Two are for developers and reach the
 * program as variables: `--inspect-service[=PORT]`, which only a development build knows, and
 * `--fault=NAME[:HIT]`, which ends the service at a fault point. All others are the program's own.
 */
export function readStartOptions(
  words: readonly string[],
):
  | { readonly ok: true; readonly value: StartOptions }
  | { readonly ok: false; readonly error: string } {
  const isDev = words.includes('--dev');
  const env: Record<string, string> = {};
  const more: string[] = [];
  for (const word of words) {
    const [name, value] = word.split('=', 2);
    if (name === '--inspect-service') {
      const port = value ?? String(DEFAULT_INSPECTOR_PORT);
      if (!isDev) return refused('--inspect-service works with `npm run dev` alone');
      if (!isPort(port)) return refused(`--inspect-service wants a port: ${port}`);
      env['TILLWRIGHT_INSPECT_SERVICE'] = port;
    } else if (name === '--fault') {
      if (!isFault(value ?? '')) {
        return refused(`--fault=NAME or --fault=NAME:HIT, one of ${faultPointNames.join(', ')}`);
      }
      env['TILLWRIGHT_FAULT'] = value ?? '';
    } else if (word !== '--dev') {
      more.push(word);
    }
  }
  return { ok: true, value: { more, env } };
}

function refused(error: string): { readonly ok: false; readonly error: string } {
  return { ok: false, error };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

function isFault(text: string): boolean {
  const [name, hit = '1', ...rest] = text.split(':');
  return (
    faultPointNames.some((known) => known === name) && /^[1-9]\d*$/.test(hit) && rest.length === 0
  );
}

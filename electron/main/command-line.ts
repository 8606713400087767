import path from 'node:path';

export interface CommandLine {
  /** Absolute; null means the platform's own folder for this program's data. */
  readonly dataDir: string | null;
  readonly kiosk: boolean;
  readonly selfTest: boolean;
  /** Practise on a folder of its own inside the data folder, with a simulated terminal. */
  readonly training: boolean;
  /** Lets a packaged program obey TILLWRIGHT_FAULT; for crash tests only. */
  readonly allowFaults: boolean;
  /**
   * `--customer-display`: where it goes; `auto`: on a second screen when there is one. Plain
   * `--display` is Chromium's name for the X server.
   */
  readonly customerDisplay: 'auto' | 'window' | 'off';
}

/**
 * Reads the program's own options and leaves all others to Electron (`--lang` among them, which
 * Chromium reads itself). `--name value` and `--name=value` are the same. A wrong value is an
 * error: a register that ignores a misspelt data folder would sell into the wrong one.
 */
export function readCommandLine(
  argv: readonly string[],
):
  | { readonly ok: true; readonly value: CommandLine }
  | { readonly ok: false; readonly error: string } {
  const dataDir = option(argv, 'data-dir');
  if (dataDir === '') return { ok: false, error: '--data-dir needs a folder' };
  const customerDisplay = option(argv, 'customer-display') ?? 'auto';
  if (customerDisplay !== 'auto' && customerDisplay !== 'window' && customerDisplay !== 'off') {
    return { ok: false, error: `--customer-display is auto, window or off: ${customerDisplay}` };
  }
  return {
    ok: true,
    value: {
      dataDir: dataDir === null ? null : path.resolve(dataDir),
      kiosk: argv.includes('--kiosk'),
      selfTest: argv.includes('--self-test'),
      training: argv.includes('--training'),
      allowFaults: argv.includes('--allow-faults'),
      customerDisplay,
    },
  };
}

/** The option's value, '' when it has none, null when the option is not there. */
function option(argv: readonly string[], name: string): string | null {
  const at = argv.findIndex((text) => text === `--${name}` || text.startsWith(`--${name}=`));
  if (at === -1) return null;
  const [, inline] = (argv[at] ?? '').match(/^--[^=]+=(.*)$/s) ?? [];
  if (inline !== undefined) return inline;
  const next = argv[at + 1];
  return next === undefined || next.startsWith('--') ? '' : next;
}

/**
 * Switches that would let somebody at the counter look into the windows of a packaged program or
 * weaken them. `--inspect` is switched off by a fuse.
 */
export const refusedSwitches = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'disable-web-security',
  'load-extension',
] as const;

import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Administration, localAdministration } from './administration.ts';
import { type Command, HELP, type Invocation, readArguments } from './arguments.ts';
import { FolderInUseError } from './data-folder.ts';
import { DEFAULT_LIMITS } from './http/limits.ts';
import type { Log } from './log.ts';
import { openOffice, type Where } from './office.ts';
import { remoteAdministration } from './remote-administration.ts';
import { startHeadOffice } from './serve.ts';

/** What a command line runs in. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Of a command that ends at once. */
  readonly log: Log;
  /** Of a server, in this file. */
  openLog(file: string): Log;
  /** Results: what another program may read. */
  out(text: string): void;
  /** What a person should know. */
  say(text: string): void;
  /** Resolves when the program should end. */
  untilStopped(): Promise<void>;
}

const DONE = 0;
const FAILED = 1;
const NOT_UNDERSTOOD = 2;
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** Runs one command and returns the exit code: 0 done, 1 refused or failed, 2 not understood. */
export async function runCommandLine(args: readonly string[], io: Surroundings): Promise<number> {
  const invocation = readArguments(args);
  if (!invocation.ok) {
    io.say(`${invocation.error}\nTry: npm run hq -- --help\n`);
    return NOT_UNDERSTOOD;
  }
  const { command } = invocation.value;
  if (command.name === 'help') {
    io.out(HELP);
    return DONE;
  }
  const where = whereOf(invocation.value, io);
  try {
    return command.name === 'serve'
      ? await serve(where, command, io)
      : await withAdministration(where, io, (office) => administer(office, command, io));
  } catch (error) {
    // Whatever the system or the database says (port taken, no such file, no server) ends the
    // command with its words instead of a stack.
    if (!(error instanceof Error)) throw error;
    io.say(`${wordsOf(error)}\n`);
    return FAILED;
  }
}

function whereOf(invocation: Invocation, io: Surroundings): Where {
  const { dataDir, databaseUrl } = invocation;
  if (dataDir !== null) return { dataDir: resolve(dataDir) };
  const url = databaseUrl ?? io.env.TILLWRIGHT_HQ_DATABASE_URL;
  return url === undefined || url === '' ? { dataDir: defaultDataDir(io) } : { databaseUrl: url };
}

/** Where programs keep data on this system. */
function defaultDataDir({ platform, env }: Surroundings): string {
  switch (platform) {
    case 'win32':
      return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Tillwright-HQ');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Tillwright-HQ');
    default:
      return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'tillwright-hq');
  }
}

async function serve(
  where: Where,
  command: Extract<Command, { name: 'serve' }>,
  io: Surroundings,
): Promise<number> {
  io.say(`Data: ${placeName(where)}\n`);
  const { port, host, tlsProxy } = command;
  const folder = 'dataDir' in where ? where.dataDir : defaultDataDir(io);
  const logFile = resolve(command.logFile ?? join(folder, 'head-office.log'));
  io.say(`Log: ${logFile}\n`);
  const behind = tlsProxy === null ? {} : { tlsProxy };
  const start = withFirstWarning(io.openLog(logFile));
  const { log } = start;
  const spoolFolder = join(folder, 'spool');
  const office = await startHeadOffice({ ...where, ...behind, port, host, log, spoolFolder });
  const warning = start.first();
  if (warning !== null) io.say(`Look into the log, it says more than this: ${warning}\n`);
  io.say(`Head office listens at ${office.url} (stop with Ctrl-C)\n`);
  await io.untilStopped();
  await office.close();
  io.say('Head office has stopped.\n');
  return DONE;
}

/** The log, and the first warning in it, for whoever starts head office and reads no log. */
function withFirstWarning(log: Log): { log: Log; first(): string | null } {
  let first: string | null = null;
  return {
    log: {
      ...log,
      warn: (message, fields) => {
        first ??= `${message} ${JSON.stringify(fields ?? {})}`;
        log.warn(message, fields);
      },
    },
    first: () => first,
  };
}

/** Never the whole URL: it holds the password. */
function placeName(where: Where): string {
  if ('dataDir' in where) return where.dataDir;
  const url = URL.canParse(where.databaseUrl) ? new URL(where.databaseUrl) : null;
  return url === null ? 'PostgreSQL' : `PostgreSQL at ${url.host}${url.pathname}`;
}

async function withAdministration(
  where: Where,
  io: Surroundings,
  use: (administration: Administration) => Promise<number>,
): Promise<number> {
  const office = await openOffice(where, io.log).catch((error: unknown) => {
    if (error instanceof FolderInUseError) return error;
    throw error;
  });
  if (office instanceof FolderInUseError) {
    if (office.holder === null) throw office;
    const { url, adminToken } = office.holder;
    return use(remoteAdministration(url, adminToken));
  }
  try {
    return await use(localAdministration(office));
  } finally {
    await office.close();
  }
}

async function administer(
  office: Administration,
  command: Exclude<Command, { name: 'serve' | 'help' }>,
  io: Surroundings,
): Promise<number> {
  switch (command.name) {
    case 'enrol': {
      const code = await office.createEnrolmentCode(command.storeId, command.registerId);
      if (!code.ok) return refused(code.error.message, io);
      io.out(`${code.value.code}\n`);
      io.say(`Valid once, until ${new Date(code.value.expiresAtMs).toISOString()}.\n`);
      return DONE;
    }
    case 'token': {
      const token = await office.createReaderToken(command.reader);
      if (!token.ok) return refused(token.error.message, io);
      io.out(`${token.value.token}\n`);
      io.say('Keep it: it is not shown again.\n');
      return DONE;
    }
    case 'revoke': {
      const revoked = await office.revoke(command.target);
      if (!revoked.ok) return refused(revoked.error.message, io);
      io.out(`${revoked.value.revoked}\n`);
      return revoked.value.revoked > 0 ? DONE : refused('There was no such token.', io);
    }
    case 'import':
      return importFile(office, command.file, io);
    case 'pull':
      return pullAll(office, command.after, command.limit, io);
  }
}

async function importFile(office: Administration, file: string, io: Surroundings): Promise<number> {
  const { uploadBytes } = DEFAULT_LIMITS;
  if ((await stat(file)).size > uploadBytes) {
    return refused(`tooLarge: A batch file may have up to ${uploadBytes} bytes.`, io);
  }
  const bytes = await readFile(file);
  const isGzip = GZIP_MAGIC.every((byte, index) => bytes[index] === byte);
  const taken = await office.importUpload(bytes, isGzip ? 'gzip' : 'identity');
  if (!taken.ok) return refused(`${taken.error.code}: ${taken.error.message}`, io);
  io.out(`${JSON.stringify(taken.value)}\n`);
  const { storeId, registerId, to } = taken.value.acknowledgement;
  io.say(`Head office has everything of ${storeId}/${registerId} up to entry ${to}.\n`);
  return DONE;
}

async function pullAll(
  office: Administration,
  after: number,
  limit: number,
  io: Surroundings,
): Promise<number> {
  for (let cursor = after; ; ) {
    const page = await office.pull(cursor, limit);
    if (!page.ok) return refused(page.error.message, io);
    io.out(page.value.text);
    if (page.value.next === cursor) {
      io.say(`Next time: --after ${cursor}\n`);
      return DONE;
    }
    cursor = page.value.next;
  }
}

function refused(message: string, io: Surroundings): number {
  io.say(`${message}\n`);
  return FAILED;
}

/** A connection that fails on every address of a name reports with an empty message. */
function wordsOf(error: Error): string {
  if (error instanceof AggregateError) {
    return error.errors.map((inner: unknown) => String(inner)).join('; ');
  }
  if (error.cause instanceof Error) return `${error.message}: ${wordsOf(error.cause)}`;
  return error.message;
}

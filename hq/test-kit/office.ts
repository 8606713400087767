import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Limits } from '../http/limits.ts';

const saidSchema = z.union([
  z.strictObject({ answer: z.string() }),
  z.looseObject({ log: z.string(), level: z.string() }),
]);
export type Logged = { readonly log: string } & Readonly<Record<string, unknown>>;

/** A head office in a process of its own, on a real data folder. */
export interface OfficeProcess {
  readonly url: string;
  readonly port: number;
  createEnrolmentCode(storeId: string, registerId: string): Promise<string>;
  createReaderToken(name: string): Promise<string>;
  /** The most it had in memory since it was last asked (since its start, but on Linux). */
  peakMb(): Promise<number>;
  /** All it has logged so far. */
  readonly logged: readonly Logged[];
  /** The first line it logs, or has logged, that is so. */
  untilLogged(isIt: (line: Logged) => boolean): Promise<Logged>;
  close(): Promise<void>;
}

/** Starts one with these limits instead of the usual. */
export async function startOffice(
  dataDir: string,
  limits: Partial<Limits> = {},
): Promise<OfficeProcess> {
  const script = join(import.meta.dirname, 'office-process.ts');
  const tsx = import.meta.resolve('tsx');
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [
    '--import',
    tsx,
    script,
    dataDir,
    JSON.stringify(limits),
  ]);
  child.stderr.pipe(process.stderr);
  const logged: Logged[] = [];
  const waiting = new Set<() => void>();
  const answers: ((answer: string) => void)[] = [];
  const next = () => new Promise<string>((resolve) => answers.push(resolve));
  const url = next();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = saidSchema.parse(JSON.parse(line));
    if ('answer' in said) return answers.shift()?.(z.string().parse(said.answer));
    logged.push(said);
    for (const look of waiting) look();
  });
  const order = (line: string) => {
    child.stdin.write(`${line}\n`);
    return next();
  };
  const at = await url;
  return {
    url: at,
    port: Number(new URL(at).port),
    logged,
    createEnrolmentCode: (storeId, registerId) => order(`code ${storeId} ${registerId}`),
    createReaderToken: (name) => order(`reader ${name}`),
    peakMb: async () => Number(await order('memory')) / 1024,
    untilLogged: (isIt) =>
      new Promise((resolve) => {
        const look = () => {
          const found = logged.find(isIt);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    close: async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}

/** A connection on which anything can be sent, and what came back on it. */
export interface RawConnection {
  readonly socket: Socket;
  /** All that came, when the other side has ended the connection. */
  readonly ended: Promise<string>;
}

/** Connects and sends these bytes. */
export async function connectRaw(port: number, bytes: string | Uint8Array): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8');
  socket.on('data', (part: string) => {
    answer += part;
  });
  // A connection that is cut while there is still something to send says so; it has ended then.
  socket.on('error', () => {});
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(answer)));
  await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', resolve));
  socket.write(bytes);
  return { socket, ended };
}

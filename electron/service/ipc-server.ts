import { z } from 'zod';
import type { ServiceWindowKind } from '../../contracts/channels.ts';
import {
  type CommandContract,
  type IpcError,
  type IpcReply,
  requestSchema,
  type ServiceMessage,
} from '../../contracts/ipc.ts';
import { MAX_REQUEST_CHARS } from '../../contracts/ipc-limits.ts';
import { isSmallPlainData } from '../../contracts/request-size.ts';
import type { Log } from '../../till/ports/system.ts';

export type Contract = Readonly<Record<string, CommandContract>>;
export type EventContract = Readonly<Record<string, z.ZodType>>;

export interface CallContext {
  /** UUIDv7 of a command; null for a query. */
  readonly commandId: string | null;
  /** The `moneyRevision` on the screen when the key went down, with a command that moves money. */
  readonly seen?: number;
}

/** Exactly one handler for each name of a contract: a missing or extra one does not compile. */
export type Handlers<C extends Contract> = {
  readonly [N in keyof C]: (
    input: z.output<C[N]['input']>,
    context: CallContext,
  ) => Promise<IpcReply<z.input<C[N]['output']>>>;
};

/** A window's end as the server sees it. */
export interface ServerPort {
  postMessage(message: ServiceMessage): void;
  onMessage(listener: (data: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** What was refused or went wrong since the start, by cause. */
export interface IpcCounts {
  readonly malformed: number;
  readonly tooLarge: number;
  readonly unknownCall: number;
  readonly badInput: number;
  readonly busy: number;
  readonly badOutput: number;
  readonly bug: number;
}

/** One window's calls, the handlers that answer them, and the events it may hear. */
export interface Surface<C extends Contract, E extends EventContract> {
  readonly contract: C;
  readonly handlers: Handlers<C>;
  readonly events: E;
}

export interface IpcServer<TE extends EventContract, DE extends EventContract> {
  /** Serves a window. An earlier port of the same window is closed: a window has one. */
  attach(port: ServerPort, kind: ServiceWindowKind): void;
  /** Sends an event to the till window. A payload that breaks its schema is logged, not sent. */
  publishTill<N extends keyof TE & string>(event: N, payload: z.input<TE[N]>): void;
  /** Sends an event to the customer display, under the same rule. */
  publishDisplay<N extends keyof DE & string>(event: N, payload: z.input<DE[N]>): void;
  counts(): IpcCounts;
}

/** A window may wait for this many answers at once; more is a page that has lost its way. */
export const MAX_OPEN_CALLS = 64;

interface Call {
  readonly contract: CommandContract;
  readonly handle: (input: unknown, context: CallContext) => Promise<IpcReply<unknown>>;
}

interface ServedWindow {
  readonly calls: ReadonlyMap<string, Call>;
  readonly events: ReadonlyMap<string, z.ZodType>;
  port: ServerPort | null;
  openCalls: number;
}

const replyId = z.object({ id: z.number().int().positive() });

/**
 * Answers the windows' calls. Nothing a window sends reaches a handler before it has been found
 * small, well-formed, in that window's own contract and valid; nothing leaves that the contract
 * does not know. Every request with a readable id gets exactly one reply.
 */
export function createIpcServer<
  TC extends Contract,
  TE extends EventContract,
  DC extends Contract,
  DE extends EventContract,
>(options: {
  readonly till: Surface<TC, TE>;
  readonly display: Surface<DC, DE>;
  readonly log: Log;
}): IpcServer<TE, DE> {
  const { log } = options;
  const windows: Record<ServiceWindowKind, ServedWindow> = {
    till: servedWindow(options.till),
    display: servedWindow(options.display),
  };
  const counts = noCounts();

  async function answer(data: unknown, kind: ServiceWindowKind): Promise<IpcReply<unknown>> {
    const served = windows[kind];
    const checked = checkRequest(data, served);
    if (!checked.ok) {
      const { cause, params, fields } = checked;
      counts[cause] += 1;
      log.warn('request refused', { cause, window: kind, ...fields });
      return failed(checked.code, params);
    }
    served.openCalls += 1;
    try {
      return await run(checked, counts, log);
    } finally {
      served.openCalls -= 1;
    }
  }

  function publish(kind: ServiceWindowKind, event: string, payload: unknown): void {
    const { port, events } = windows[kind];
    if (port === null) return;
    const parsed = events.get(event)?.safeParse(payload);
    if (parsed?.success === true) {
      port.postMessage({ kind: 'event', name: event, payload: parsed.data });
      return;
    }
    counts.badOutput += 1;
    const path = parsed === undefined ? 'unknown event' : firstPath(parsed.error);
    log.error('event broke its contract', { event, window: kind, path });
  }

  return {
    attach(port, kind) {
      const served = windows[kind];
      served.port?.close();
      served.port = port;
      port.onClose(() => {
        if (served.port === port) served.port = null;
      });
      port.onMessage((data) => {
        const head = replyId.safeParse(data);
        void answer(data, kind).then((reply) => {
          // Without an id nobody could tell which call the answer belongs to.
          if (!head.success) return;
          port.postMessage({ kind: 'reply', id: head.data.id, reply });
        });
      });
    },
    publishTill: (event, payload) => publish('till', event, payload),
    publishDisplay: (event, payload) => publish('display', event, payload),
    counts: () => ({ ...counts }),
  };
}

function noCounts() {
  return {
    malformed: 0,
    tooLarge: 0,
    unknownCall: 0,
    badInput: 0,
    busy: 0,
    badOutput: 0,
    bug: 0,
  };
}

/** Lets a handler answer, and nothing out that its contract does not know. */
async function run(
  { name, call, input, context }: Accepted,
  counts: { bug: number; badOutput: number },
  log: Log,
): Promise<IpcReply<unknown>> {
  let reply: IpcReply<unknown>;
  try {
    reply = await call.handle(input, context);
  } catch (bug) {
    // Only bugs throw; the window learns that something failed, the log learns what.
    counts.bug += 1;
    log.error('handler threw', { name, error: bug });
    return internal();
  }
  if (!reply.ok) return reply;
  const value = call.contract.output.safeParse(reply.value);
  if (value.success) return { ok: true, value: value.data };
  counts.badOutput += 1;
  log.error('handler broke its contract', { name, path: firstPath(value.error) });
  return internal();
}

interface Refused {
  readonly ok: false;
  readonly code: IpcError['code'];
  readonly cause: keyof IpcCounts;
  readonly params?: IpcError['params'];
  /** For the log. */
  readonly fields?: object;
}

interface Accepted {
  readonly ok: true;
  readonly name: string;
  readonly call: Call;
  readonly input: unknown;
  readonly context: CallContext;
}

/** Small, well-formed, in the window's contract, valid, and not one call too many: or why not. */
function checkRequest(data: unknown, { calls, openCalls }: ServedWindow): Accepted | Refused {
  const refused = (
    code: IpcError['code'],
    cause: keyof IpcCounts,
    more: Partial<Refused> = {},
  ): Refused => ({
    ok: false,
    code,
    cause,
    ...more,
  });
  if (!isSmallPlainData(data, MAX_REQUEST_CHARS)) return refused('tooLarge', 'tooLarge');
  const request = requestSchema.safeParse(data);
  if (!request.success) {
    return refused('badInput', 'malformed', { fields: { path: firstPath(request.error) } });
  }
  const { name, commandId, seen, input } = request.data;
  const call = calls.get(name);
  if (call === undefined) return refused('unknownCall', 'unknownCall', { fields: { name } });
  if ((call.contract.kind === 'command') !== (commandId !== null)) {
    const path = 'commandId';
    return refused('badInput', 'malformed', { params: { path }, fields: { name, path } });
  }
  const parsed = call.contract.input.safeParse(input);
  if (!parsed.success) {
    const path = firstPath(parsed.error);
    return refused('badInput', 'badInput', { params: { path }, fields: { name, path } });
  }
  if (openCalls >= MAX_OPEN_CALLS) return refused('busy', 'busy', { fields: { name } });
  const context = { commandId, ...(seen === undefined ? {} : { seen }) };
  return { ok: true, name, call, input: parsed.data, context };
}

function servedWindow<C extends Contract, E extends EventContract>(
  surface: Surface<C, E>,
): ServedWindow {
  const calls = new Map<string, Call>();
  for (const [name, contract] of Object.entries(surface.contract)) {
    const handle: Call['handle'] = (input, context) => {
      // Looked up at each call: a register that begins late puts its handlers in place of those
      // that say "stopped". Safe: the input was parsed with this very name's schema.
      const handler = surface.handlers[name] as Call['handle'];
      return handler(input, context);
    };
    calls.set(name, { contract, handle });
  }
  return { calls, events: new Map(Object.entries(surface.events)), port: null, openCalls: 0 };
}

function failed(code: IpcError['code'], params: IpcError['params'] = {}): IpcReply<never> {
  return { ok: false, error: { code, params, outcome: 'none' } };
}

function internal(): IpcReply<never> {
  return { ok: false, error: { code: 'internal', params: {}, outcome: 'unknown' } };
}

/** Where the first mistake is; never the value itself, which may be a PIN. */
function firstPath(error: z.ZodError): string {
  return (error.issues[0]?.path ?? []).map(String).join('.').slice(0, 100);
}

import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { networkInterfaces } from 'node:os';
import type { NoWay } from '../../till/ports/head-office.ts';

export interface CallOptions {
  readonly url: string;
  /** A call without an answer after this is given up and made again later. */
  readonly timeoutMs: number;
  /** From the answer's first line to its last byte; half a minute where absent. */
  readonly answerMs?: number;
  /** More of an answer is not read; 64 kB where absent. */
  readonly maxBytes?: number;
  /** Whether this computer has a network at all; asked of the system where absent. */
  readonly hasNetwork?: () => boolean;
}

/** What came back, whatever its status; or why nothing did. */
export type Answer =
  | {
      readonly kind: 'answer';
      readonly isOk: boolean;
      readonly status: number;
      readonly body: unknown;
    }
  | { readonly kind: 'unreachable'; readonly reason: string; readonly cause?: NoWay };

export interface CallRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** The longest answer of head office's, a refusal in many words, has a few hundred bytes. */
const ANSWER_BYTES = 64 * 1024;
/** At most 64 kB in this time: some 2 kB a second at the least. */
const ANSWER_MS = 30_000;

/** An answer that was not read to its end. */
class AnswerFault extends Error {}

/**
 * One request of head office's HTTP API; never throws. The token goes to the host of `url` and
 * nowhere else: a redirect is no answer, whoever it names. No more of an answer is read than any of
 * head office's can have.
 */
export async function call(
  options: CallOptions,
  path: string,
  token: string,
  request: CallRequest,
): Promise<Answer> {
  const answer = await callForText(options, path, token, request);
  if (answer.kind === 'unreachable') return answer;
  const { isOk, status, text } = answer;
  return { kind: 'answer', isOk, status, body: parseJson(text) };
}

type TextAnswer =
  | {
      readonly kind: 'text';
      readonly isOk: boolean;
      readonly status: number;
      readonly text: string;
    }
  | Extract<Answer, { kind: 'unreachable' }>;

/** The same for an answer that is no JSON, and may be as long as `maxBytes` says. */
export async function callForText(
  options: CallOptions,
  path: string,
  token: string,
  request: CallRequest,
): Promise<TextAnswer> {
  try {
    const response = await reach(options, path, token, request);
    const status = response.statusCode ?? 0;
    // Whoever is named there gets neither the token nor the day.
    if (status >= 300 && status < 400) {
      response.destroy();
      throw new AnswerFault('unexpected redirect');
    }
    const text = new TextDecoder().decode(await readUpTo(response, options));
    return { kind: 'text', isOk: status >= 200 && status < 300, status, text };
  } catch (caught) {
    return noAnswer(options, caught);
  }
}

/**
 * Resolves with the head of the answer. Not by `fetch`: it gives a body up after five minutes, however
 * well it is going, and a slow line needs longer for a day (`UND_ERR_HEADERS_TIMEOUT`).
 */
function reach(
  options: CallOptions,
  path: string,
  token: string,
  { method, headers, body }: CallRequest,
): Promise<IncomingMessage> {
  const url = new URL(path, options.url);
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = start(url, {
      method,
      headers: { ...headers, authorization: `Bearer ${token}`, accept: 'application/json' },
      // A line of its own: one that was kept may be closed at the other end by now.
      agent: false,
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    // After the answer's head the answer itself says what went wrong.
    request.on('error', reject);
    request.on('response', resolve);
    request.end(body);
  });
}

/** The body, or an `AnswerFault` when it is longer or slower than an answer can be. */
async function readUpTo(
  response: IncomingMessage,
  { answerMs, maxBytes = ANSWER_BYTES }: CallOptions,
): Promise<Uint8Array> {
  const late = new AnswerFault('the answer came too slowly');
  const timer = setTimeout(() => response.destroy(late), answerMs ?? ANSWER_MS);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new AnswerFault('an answer without end');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    // Whoever stops reading has ended the connection by that: nothing goes on coming.
    clearTimeout(timer);
  }
}

/** What the system says when nothing leads there: router, name server, a mistyped address. */
const NO_ROUTE: ReadonlySet<unknown> = new Set([
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
]);

function noAnswer(options: CallOptions, caught: unknown): Extract<Answer, { kind: 'unreachable' }> {
  // The time-out is the cause of an abort.
  const cause = caught instanceof Error ? (caught.cause ?? caught) : caught;
  const reason = cause instanceof Error ? cause.message : 'no answer';
  const hasNoRoute = cause instanceof Error && 'code' in cause && NO_ROUTE.has(cause.code);
  if (!hasNoRoute) return { kind: 'unreachable', reason };
  const hasNetwork = options.hasNetwork ?? isOnline;
  return { kind: 'unreachable', reason, cause: hasNetwork() ? 'noRoute' : 'offline' };
}

const isOnline = () => leadsOutside(networkInterfaces());

/** Whether any line but the computer's own loop has an address. */
export function leadsOutside(lines: {
  readonly [name: string]: readonly { readonly internal: boolean }[] | undefined;
}): boolean {
  return Object.values(lines).some((each) => each?.some(({ internal }) => !internal));
}

/** The value of a JSON text; null where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (caught) {
    if (caught instanceof SyntaxError) return null;
    throw caught;
  }
}

import { networkInterfaces } from 'node:os';
import type { NoWay } from '../../till/head-office-link.ts';

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
    const text = new TextDecoder().decode(await readUpTo(response, options));
    return { kind: 'text', isOk: response.ok, status: response.status, text };
  } catch (caught) {
    return noAnswer(options, caught);
  }
}

function reach(
  options: CallOptions,
  path: string,
  token: string,
  request: CallRequest,
): Promise<Response> {
  const { headers, ...rest } = request;
  return fetch(new URL(path, options.url), {
    ...rest,
    headers: { ...headers, authorization: `Bearer ${token}`, accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(options.timeoutMs),
  });
}

/** The body, or an `AnswerFault` when it is longer or slower than an answer can be. */
async function readUpTo(
  response: Response,
  { answerMs, maxBytes = ANSWER_BYTES }: CallOptions,
): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void reader.cancel();
  }, answerMs ?? ANSWER_MS);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) throw new AnswerFault('the answer came too slowly');
      if (done) return Buffer.concat(chunks);
      bytes += value.byteLength;
      if (bytes > maxBytes) throw new AnswerFault('an answer without end');
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
    // Also ends the connection, so that nothing goes on coming.
    void reader.cancel().catch(() => undefined);
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
  // fetch throws TypeError for every network fault and a DOMException for the time-out.
  const cause = caught instanceof Error ? (caught.cause ?? caught) : caught;
  const reason = cause instanceof Error ? cause.message : 'no answer';
  const hasNoRoute = cause instanceof Error && 'code' in cause && NO_ROUTE.has(cause.code);
  if (!hasNoRoute) return { kind: 'unreachable', reason };
  const hasNetwork = options.hasNetwork ?? isOnline;
  return { kind: 'unreachable', reason, cause: hasNetwork() ? 'noRoute' : 'offline' };
}

/** Whether any line but the computer's own loop has an address. */
function isOnline(): boolean {
  return Object.values(networkInterfaces()).some((each) => each?.some(({ internal }) => !internal));
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

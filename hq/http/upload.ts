import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { NDJSON } from '../../contracts/head-office.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Refusal, refusal } from '../refusal.ts';
import type { Limits } from './limits.ts';

const unzip = promisify(gunzip);

/** The body of a batch upload as it came over the wire. */
export const ndjsonBodySchema = z
  .custom<Buffer>((value) => Buffer.isBuffer(value), `The body must be ${NDJSON}.`)
  .meta({
    type: 'string',
    description:
      'NDJSON: the batch header on line 1, then one journal entry a line. May be gzipped.',
  });

/** Takes NDJSON bodies whole; a body that is cut off never reaches a route. */
export function acceptNdjson(app: FastifyInstance, limits: Limits): void {
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(
    NDJSON,
    { parseAs: 'buffer', bodyLimit: limits.uploadBytes },
    (_request, body, done) => done(null, body),
  );
}

/** Undoes a body's content encoding (RFC 9110 §8.4): none or gzip, up to `limits.batchBytes`. */
export async function decodeBody(
  body: Buffer,
  encoding: string | undefined,
  limits: Limits,
): Promise<Result<Uint8Array, Refusal>> {
  switch (encoding?.toLowerCase() ?? 'identity') {
    case 'identity':
      return body.byteLength > limits.batchBytes ? err(tooLarge(limits)) : ok(body);
    case 'gzip':
    case 'x-gzip':
      return decompress(body, limits);
    default:
      return err(refusal('unsupportedMediaType', 'Content-Encoding must be gzip or absent.'));
  }
}

/** Unpacks gzip (RFC 1952) but never into more than `limits.batchBytes`. */
export async function decompress(
  body: Uint8Array,
  limits: Limits,
): Promise<Result<Uint8Array, Refusal>> {
  try {
    return ok(await unzip(body, { maxOutputLength: limits.batchBytes }));
  } catch (error) {
    // zlib reports damaged input and its limit as errors with a code; anything else is a bug.
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'ERR_BUFFER_TOO_LARGE') return err(tooLarge(limits));
    return err(refusal('malformed', 'The gzip data is damaged.'));
  }
}

function tooLarge(limits: Limits): Refusal {
  return refusal('tooLarge', `A batch may have up to ${limits.batchBytes} bytes.`);
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { NDJSON } from '../../contracts/head-office.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Encoding } from '../upload/unpack.ts';
import { type Refusal, refusal } from '../refusal.ts';
import { type Body, bodyOf, tooLarge } from './body.ts';
import type { Limits } from './limits.ts';

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && 'pieces' in value && 'drain' in value;
}

/** The body of a batch upload, not read yet. */
export const ndjsonBodySchema = z.custom<Body>(isBody, `The body must be ${NDJSON}.`).meta({
  type: 'string',
  description: 'NDJSON: the batch header on line 1, then one journal entry a line. May be gzipped.',
});

/**
 * Takes bodies of two kinds and no other: NDJSON, which its route reads as it comes, and small JSON.
 * Both come no slower than `limits.pace` allows.
 */
export function acceptBodies(app: FastifyInstance, limits: Limits): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(NDJSON, async (request: FastifyRequest) =>
    announced(request, limits.uploadBytes, limits),
  );
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', async (request: FastifyRequest) => {
    const body = announced(request, limits.jsonBytes, limits);
    const pieces: Uint8Array[] = [];
    for await (const piece of body.pieces()) pieces.push(piece);
    return parsed(parseJson, request, Buffer.concat(pieces).toString('utf8'));
  });
}

type JsonParser = ReturnType<FastifyInstance['getDefaultJsonParser']>;

function parsed(parseJson: JsonParser, request: FastifyRequest, text: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    void parseJson(request, text, (error, value) => {
      if (error === null) resolve(value);
      else reject(error);
    });
  });
}

/** A body that says beforehand that it is too large is not read at all. */
function announced(request: FastifyRequest, maxBytes: number, limits: Limits): Body {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  return bodyOf(request.raw, maxBytes, limits.pace);
}

/** A body's content encoding (RFC 9110 §8.4): none or gzip, once. */
export function encodingOf(header: string | undefined): Result<Encoding, Refusal> {
  switch (header?.toLowerCase() ?? 'identity') {
    case 'identity':
      return ok('identity');
    case 'gzip':
    case 'x-gzip':
      return ok('gzip');
    default:
      return err(refusal('unsupportedMediaType', 'Content-Encoding must be gzip or absent.'));
  }
}

import type { z } from 'zod';
import {
  codeResponseSchema,
  NDJSON,
  readerResponseSchema,
  refusalSchema,
  revocationResponseSchema,
  signedAcknowledgementSchema,
} from '../contracts/head-office.ts';
import { err, ok } from '../core/result.ts';
import type { Administration } from './administration.ts';

const REQUEST_TIMEOUT_MS = 300_000;

/**
 * Administration through a server that holds the data folder: the embedded database can only be
 * open in one process. Throws when the server cannot be reached.
 */
export function remoteAdministration(url: string, adminToken: string): Administration {
  const post = async <S extends z.ZodType>(
    path: string,
    headers: Record<string, string>,
    body: string | Uint8Array<ArrayBuffer>,
    schema: S,
  ) => {
    const response = await send(url + path, adminToken, { method: 'POST', headers, body });
    const answer: unknown = await response.json();
    return response.ok
      ? ok<z.output<S>>(schema.parse(answer))
      : err(refusalSchema.parse(answer).error);
  };
  const postJson = <S extends z.ZodType>(path: string, body: unknown, schema: S) =>
    post(path, { 'content-type': 'application/json' }, JSON.stringify(body), schema);

  return {
    createEnrolmentCode: (storeId, registerId) =>
      postJson('/v1/admin/enrolment-codes', { storeId, registerId }, codeResponseSchema),
    createReaderToken: (name) => postJson('/v1/admin/readers', { name }, readerResponseSchema),
    revoke: (target) => postJson('/v1/admin/revocations', target, revocationResponseSchema),
    importUpload: (bytes, encoding) =>
      post(
        '/v1/batches',
        { 'content-type': NDJSON, 'content-encoding': encoding },
        new Uint8Array(bytes),
        signedAcknowledgementSchema,
      ),
    pull: async (after, limit) => {
      const response = await send(
        `${url}/v1/entries?after=${after}&limit=${limit}`,
        adminToken,
        {},
      );
      if (!response.ok) return err(refusalSchema.parse(await response.json()).error);
      const next = Number(response.headers.get('x-next-cursor'));
      return ok({ text: await response.text(), next });
    },
  };
}

function send(url: string, adminToken: string, init: RequestInit): Promise<Response> {
  return fetch(url, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${adminToken}` },
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
}

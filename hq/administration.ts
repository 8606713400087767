import type {
  RefusalBody,
  RevocationRequest,
  SignedAcknowledgement,
} from '../contracts/head-office.ts';
import { ok, type Result } from '../core/result.ts';
import { bytesSource } from './upload/upload-source.ts';
import type { Encoding } from './upload/unpack.ts';
import { DEFAULT_LIMITS } from './http/limits.ts';
import { pullLines } from './pull.ts';
import { type Reception, receiveUpload } from './receive-upload.ts';
import { createEnrolmentCode, endCodes } from './store/enrolment-codes.ts';
import type { Sql } from './store/sql.ts';
import { createReaderToken, revokeReaderTokens, revokeRegisterTokens } from './store/tokens.ts';

type Answer<T> = Promise<Result<T, RefusalBody['error']>>;

/** What a person at head office does by hand. */
export interface Administration {
  /** A one-time code with which this register can enrol for a day; it ends every one before. */
  createEnrolmentCode(
    storeId: string,
    registerId: string,
  ): Answer<{ code: string; expiresAtMs: number }>;
  /** A token that may read everything, for a system called `name`. */
  createReaderToken(name: string): Answer<{ token: string }>;
  /** Ends all tokens of a reader or of a register. */
  revoke(target: RevocationRequest): Answer<{ revoked: number }>;
  /** Takes a batch that came as a file (NDJSON), with all checks of an upload. */
  importUpload(bytes: Uint8Array, encoding: Encoding): Answer<SignedAcknowledgement>;
  /** Up to `limit` entries after a cursor as NDJSON, and the cursor to go on with. */
  pull(after: number, limit: number): Answer<{ text: string; next: number }>;
}

/** Administration straight on the database. */
export function localAdministration(reception: Reception): Administration {
  const { sql, nowMs } = reception;
  return {
    createEnrolmentCode: async (storeId, registerId) =>
      ok(await sql.transaction((tx) => createEnrolmentCode(tx, { storeId, registerId }, nowMs()))),
    createReaderToken: async (name) => ok({ token: await createReaderToken(sql, name, nowMs()) }),
    revoke: async (target) =>
      ok({
        revoked:
          'reader' in target
            ? await revokeReaderTokens(sql, target.reader, nowMs())
            : await shutOut(sql, target, nowMs()),
      }),
    importUpload: async (bytes, encoding) => {
      const batch = bytesSource(bytes, encoding, DEFAULT_LIMITS.batchBytes);
      const received = await receiveUpload(reception, batch, null);
      return received.ok ? ok(received.value.answer) : received;
    },
    pull: async (after, limit) => {
      const { lines, next } = await pullLines(sql, after, limit);
      let text = '';
      for await (const piece of lines) text += piece;
      return ok({ text, next });
    },
  };
}

/** Its tokens end, and neither the code it came in with nor one that lies about buys another. */
function shutOut(
  sql: Sql,
  register: { readonly storeId: string; readonly registerId: string },
  nowMs: number,
): Promise<number> {
  return sql.transaction(async (tx) => {
    await endCodes(tx, register, nowMs);
    return revokeRegisterTokens(tx, register, nowMs);
  });
}

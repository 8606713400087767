import { type EnrolmentClaim, enrolmentProofText } from '../core/upload/enrolment-proof.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type KeyPairText, readPublicKey, verifyText } from './keys.ts';
import { type Refusal, refusal } from './refusal.ts';
import { type EnrolmentCode, lockEnrolmentCode, markCodeUsed } from './store/enrolment-codes.ts';
import { enrolRegisterKey } from './store/registers.ts';
import type { Sql } from './store/sql.ts';
import { replaceRegisterToken } from './store/tokens.ts';

export interface EnrolmentRequest extends EnrolmentClaim {
  /** Base64 Ed25519 signature of `enrolmentProofText` by that key. */
  readonly proof: string;
}

/**
 * Enrols a register with its one-time code. A register that lost the answer asks again with the
 * same code and the same key and gets a fresh token, the lost one ends; that works until the code
 * expires or the register's first batch has arrived. With another key the code is used up. Each time
 * it shows that it has the private key: the public one and a code that was seen are not enough.
 */
export async function enrolRegister(
  sql: Sql,
  key: KeyPairText,
  code: string,
  request: EnrolmentRequest,
  nowMs: number,
): Promise<Result<{ token: string; headOfficePublicKey: string }, Refusal>> {
  if (readPublicKey(request.publicKey) === null) {
    return err(refusal('invalid', 'publicKey is not an Ed25519 key as base64 SPKI DER.'));
  }
  if (!verifyText(enrolmentProofText(request, code), request.proof, request.publicKey)) {
    return err(refusal('signature', 'The enrolment is not signed by the key it names.'));
  }
  return sql.transaction(async (tx) => {
    const known = await lockEnrolmentCode(tx, code);
    const fault = checkCode(known, request, nowMs);
    if (fault !== null) return err(fault);
    await enrolRegisterKey(tx, request, nowMs);
    await markCodeUsed(tx, request.storeId, code, request.publicKey);
    const token = await replaceRegisterToken(tx, request, nowMs);
    return ok({ token, headOfficePublicKey: key.publicKey });
  });
}

function checkCode(
  code: EnrolmentCode | null,
  request: EnrolmentRequest,
  nowMs: number,
): Refusal | null {
  if (code === null || code.expiresAtMs <= nowMs) {
    return refusal('unauthorized', 'The enrolment code is unknown or has expired.');
  }
  if (code.storeId !== request.storeId || code.registerId !== request.registerId) {
    return refusal('forbidden', 'The enrolment code is for another register.');
  }
  const isItsOwn = code.usedByPublicKey === null || code.usedByPublicKey === request.publicKey;
  return isItsOwn && code.finishedAtMs === null
    ? null
    : refusal(
        'codeUsed',
        'The enrolment code has been used or withdrawn. Ask head office for a new one.',
      );
}

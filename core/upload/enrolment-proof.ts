import { canonicalJson } from '../journal/canonical.ts';

/** What a register asks head office for, with the one-time code that allows it. */
export interface EnrolmentClaim {
  readonly storeId: string;
  readonly registerId: string;
  /** Base64 SPKI DER of the register's Ed25519 key (RFC 8410). */
  readonly publicKey: string;
}

/**
 * The text that a register signs with its private key when it enrols: whoever only knows the code and
 * the public key, which stands in every journal, gets no token. The code is the one that was sent, letter for letter.
 */
export function enrolmentProofText(claim: EnrolmentClaim, code: string): string {
  const { storeId, registerId, publicKey } = claim;
  return canonicalJson({ code, kind: 'tillwright-enrolment', publicKey, registerId, storeId });
}

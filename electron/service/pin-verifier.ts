import { verify } from '@node-rs/argon2';
import type { PinVerifier } from '../../till/context.ts';

/** Compares PINs with Argon2id PHC strings (RFC 9106) in a worker thread of the library. */
export function argon2Verifier(): PinVerifier {
  return { verify: (pinHash, pin) => verify(pinHash, pin) };
}

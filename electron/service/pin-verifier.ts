import { verify } from '@node-rs/argon2';
import type { PinVerifier } from '../../till/runtime/context.ts';
import type { PinSeal } from './pin-seal.ts';

/**
 * Compares PINs with sealed Argon2id PHC strings (RFC 9106) in a worker thread of the library. One
 * that this register did not seal for this person in this role fits no PIN.
 */
export function argon2Verifier(seal: PinSeal): PinVerifier {
  return {
    async verify(person, pin) {
      const phc = seal.open(person, person.pinHash);
      return phc !== null && (await verify(phc, pin));
    },
  };
}

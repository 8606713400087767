import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { canonicalJson } from '../core/journal/canonical.ts';

/** Base64 of DER: PKCS #8 for the private key, SPKI for the public one. */
export interface KeyPairText {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** A new Ed25519 key pair (RFC 8032). */
export function generateKeyPair(): KeyPairText {
  const pair = generateKeyPairSync('ed25519');
  return {
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
}

/** Reads a base64 SPKI DER public key; null when it is not an Ed25519 key in just that form. */
export function readPublicKey(text: string): KeyObject | null {
  const der = exactBase64(text);
  if (der === null) return null;
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch (error) {
    // Any DER that is no key ends here; OpenSSL's reasons are of no use to the sender.
    if (error instanceof Error) return null;
    throw error;
  }
}

/** Base64 Ed25519 signature over the canonical JSON (RFC 8785) of `value`. */
export function signJson(value: unknown, privateKey: string): string {
  const key = createPrivateKey({
    key: Buffer.from(privateKey, 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  return sign(null, Buffer.from(canonicalJson(value), 'utf8'), key).toString('base64');
}

/** Whether `signature` is this key's over the canonical JSON of `value`. */
export function verifyJson(value: unknown, signature: string, publicKey: string): boolean {
  return verifyText(canonicalJson(value), signature, publicKey);
}

/** Whether `signature` is this key's over the UTF-8 bytes of `text`. */
export function verifyText(text: string, signature: string, publicKey: string): boolean {
  const key = readPublicKey(publicKey);
  const bytes = exactBase64(signature);
  if (key === null || bytes === null) return false;
  return verify(null, Buffer.from(text, 'utf8'), key, bytes);
}

/** Node reads base64 leniently; only the one right spelling of the bytes is taken here. */
function exactBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

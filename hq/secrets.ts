import { createHash, randomBytes } from 'node:crypto';

/** Without I, L, O and U (Crockford's base 32): a code is read out and typed. */
const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_GROUPS = 4;
const CODE_GROUP_LENGTH = 5;

/** SHA-256 of a text's UTF-8 bytes, 64 lower-case hex digits. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** A fresh token of 256 random bits. Only its hash is kept. */
export function newToken(kind: 'register' | 'reader' | 'admin'): string {
  return `tw-${kind}-${randomBytes(32).toString('base64url')}`;
}

/** A fresh one-time enrolment code of 100 random bits: 'A1B2C-…' in four groups of five. */
export function newEnrolmentCode(): string {
  const digits = Array.from(randomBytes(CODE_GROUPS * CODE_GROUP_LENGTH), (byte) =>
    CODE_ALPHABET.charAt(byte % CODE_ALPHABET.length),
  );
  return Array.from({ length: CODE_GROUPS }, (_, group) =>
    digits.slice(group * CODE_GROUP_LENGTH, (group + 1) * CODE_GROUP_LENGTH).join(''),
  ).join('-');
}

/** What is kept of an enrolment code; case, spaces and hyphens do not matter when it is typed. */
export function enrolmentCodeHash(code: string): string {
  return sha256Hex(`enrolment:${code.toUpperCase().replaceAll(/[\s-]/g, '')}`);
}

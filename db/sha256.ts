import { createHash } from 'node:crypto';

/** Lower-case hex SHA-256 of a text's UTF-8 bytes: what `core/journal/chain.ts` is given. */
export function sha256(utf8: string): string {
  return createHash('sha256').update(utf8, 'utf8').digest('hex');
}

import canonicalize from 'canonicalize';
import { invariant } from '../assert.ts';

/**
 * The one text form of a JSON value (RFC 8785): the same value gives the same bytes on every
 * machine, so that it can be hashed and signed. Fields that are `undefined` are left out, as in
 * JSON; a value that JSON cannot hold (undefined, NaN, a function) is a bug.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  invariant(typeof text === 'string', 'value has no JSON form');
  return text;
}

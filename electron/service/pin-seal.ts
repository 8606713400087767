import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '../../host/write-whole-file.ts';
import type { OperatorRole } from '../../till/ports/store.ts';
import { SettingsFault } from './register-settings.ts';
import { readUtf8 } from './strict-text.ts';

/** Whose PIN it is: a seal holds for this person in this role and nobody else. */
export interface SealedFor {
  readonly operatorId: string;
  readonly role: OperatorRole;
}

/** Closes PIN hashes with a secret of this computer. */
export interface PinSeal {
  /** Tells this secret from another and nothing about it. */
  readonly id: string;
  /** The same hash of the same person always gives the same text, so that a change can be seen. */
  seal(person: SealedFor, phc: string): string;
  /** The hash again, or null: another secret, another person or role, or not one of ours. */
  open(person: SealedFor, sealed: string): string | null;
}

/** How a sealed hash begins; `operatorsFileSchema` knows it too. */
const FORM = 'sealed1$';
const SECRET_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Where the secret lies: beside the register's key, in no database, copy, backup or batch. */
export function pinSecretFile(dataDir: string): string {
  return join(dataDir, 'keys', 'pin-secret');
}

/**
 * The seal of this register, with the secret that is made at the first start. There are 10,000 PINs of
 * four digits: whoever has a hash has the PIN a minute later. Sealed, the database and whatever is made
 * of it tell nothing without the file.
 *
 * Throws `SettingsFault` when the file is there and holds no secret.
 */
export function loadPinSeal(dataDir: string): PinSeal {
  const path = pinSecretFile(dataDir);
  return sealWith(existsSync(path) ? readSecret(path) : makeSecret(path));
}

function sealWith(secret: Buffer): PinSeal {
  const part = (use: string) =>
    Buffer.from(hkdfSync('sha256', secret, '', `tillwright pin ${use}`, 32));
  const key = part('key');
  const nonceKey = part('nonce');
  return {
    id: part('id').toString('hex').slice(0, 16),
    seal(person, phc) {
      const about = aboutOf(person);
      // Made of what is sealed: no nonce is ever used for two texts (as SIV, RFC 5297).
      const nonce = createHmac('sha256', nonceKey).update(`${about}\n${phc}`).digest();
      const cipher = createCipheriv('aes-256-gcm', key, nonce.subarray(0, NONCE_BYTES));
      cipher.setAAD(Buffer.from(about));
      const closed = Buffer.concat([cipher.update(phc, 'utf8'), cipher.final()]);
      const parts = [nonce.subarray(0, NONCE_BYTES), closed, cipher.getAuthTag()];
      return `${FORM}${Buffer.concat(parts).toString('base64')}`;
    },
    open(person, sealed) {
      if (!sealed.startsWith(FORM)) return null;
      const bytes = Buffer.from(sealed.slice(FORM.length), 'base64');
      if (bytes.length <= NONCE_BYTES + TAG_BYTES) return null;
      const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
      cipher.setAAD(Buffer.from(aboutOf(person)));
      cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const closed = bytes.subarray(NONCE_BYTES, -TAG_BYTES);
      try {
        return Buffer.concat([cipher.update(closed), cipher.final()]).toString('utf8');
      } catch (caught) {
        // What Node throws when the tag does not fit has no class of its own.
        if (caught instanceof Error) return null;
        throw caught;
      }
    },
  };
}

/** Whether a text has the form of a sealed hash, whoever sealed it. */
export function isSealed(pinHash: string): boolean {
  return pinHash.startsWith(FORM);
}

function aboutOf({ operatorId, role }: SealedFor): string {
  return `${operatorId} ${role}`;
}

/** A damaged secret is never replaced by itself: nobody could sign on, and nobody knew why. */
function readSecret(path: string): Buffer {
  const secret = Buffer.from(readUtf8(path) ?? '', 'base64');
  if (secret.length === SECRET_BYTES) return secret;
  const hint = 'bring it back from a backup, or take it away and lay operators.json with PINs anew';
  throw new SettingsFault(`${path}: not this register's secret: ${hint}`);
}

function makeSecret(path: string): Buffer {
  const secret = randomBytes(SECRET_BYTES);
  // As with the register's key: whole, and its owner's alone from the first moment.
  writeWholeFile(path, `${secret.toString('base64')}\n`);
  return secret;
}

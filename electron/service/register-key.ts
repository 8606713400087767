import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '../../host/write-whole-file.ts';
import type { Signer } from '../../till/runtime/context.ts';
import { SettingsFault } from './register-settings.ts';
import { readUtf8 } from './strict-text.ts';

export interface RegisterKey extends Signer {
  /** Base64 SPKI DER: what head office is given at enrolment. */
  readonly publicKey: string;
}

/**
 * The register's own Ed25519 key (RFC 8032), made at first start and never leaving this folder.
 * Readable by its owner only where the file system knows owners. Throws `SettingsFault` when the
 * file is there and is no key.
 */
export function loadRegisterKey(dataDir: string): RegisterKey {
  const path = keyPath(dataDir);
  const privateKey = existsSync(path) ? readKey(path) : makeKey(path);
  const publicKey = createPublicKey(privateKey)
    .export({ type: 'spki', format: 'der' })
    .toString('base64');
  return {
    publicKey,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64'),
  };
}

/** Whether the register has made its key: it has begun before. */
export function hasRegisterKey(dataDir: string): boolean {
  return existsSync(keyPath(dataDir));
}

function keyPath(dataDir: string): string {
  return join(dataDir, 'keys', 'register-ed25519.pem');
}

/** A damaged key is never replaced by itself: head office would refuse what a new one signs. */
function readKey(path: string): KeyObject {
  const pem = readUtf8(path);
  try {
    return createPrivateKey(pem ?? '');
  } catch (caught) {
    const hint = 'bring it back from a backup, or take it away and enrol the register anew';
    throw new SettingsFault(`${path}: not a private key: ${hint}`, { cause: caught });
  }
}

function makeKey(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  // On the disk before head office hears of it: a key that is enrolled is never lost to a power cut.
  writeWholeFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return privateKey;
}

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Signer } from '../../till/context.ts';
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
  const path = join(dataDir, 'keys', 'register-ed25519.pem');
  const privateKey = existsSync(path) ? readKey(path) : makeKey(path);
  const publicKey = createPublicKey(privateKey)
    .export({ type: 'spki', format: 'der' })
    .toString('base64');
  return {
    publicKey,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64'),
  };
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
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Flushed aside and renamed: a power cut must not leave half a key that was already enrolled.
  const half = `${path}.new`;
  // One that lies there would keep its own rights.
  rmSync(half, { force: true });
  writeFileSync(half, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  renameSync(half, path);
  return privateKey;
}

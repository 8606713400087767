import { createPublicKey, verify } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRegisterKey } from './register-key.ts';
import { SettingsFault } from './register-settings.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tillwright-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe("the register's key", () => {
  it('is made once, stays the same and signs what its public half verifies', () => {
    const key = loadRegisterKey(dataDir);
    const again = loadRegisterKey(dataDir);
    expect(again.publicKey).toBe(key.publicKey);
    const publicKey = createPublicKey({
      key: Buffer.from(key.publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    });
    const signature = Buffer.from(again.sign('牛奶'), 'base64');
    expect(verify(null, Buffer.from('牛奶', 'utf8'), publicKey, signature)).toBe(true);
  });

  it('is its owner’s alone, and so is its folder, from the moment they are made', () => {
    // Whatever is made without a mode of its own is open to everybody then.
    const umask = process.umask(0);
    try {
      loadRegisterKey(dataDir);
    } finally {
      process.umask(umask);
    }
    const mode = (...names: string[]) => statSync(join(dataDir, 'keys', ...names)).mode & 0o777;
    expect([mode(), mode('register-ed25519.pem')]).toEqual([0o700, 0o600]);
  });

  it('is made although half a one lies there, and does not take over its rights', () => {
    const half = join(dataDir, 'keys', 'register-ed25519.pem.new');
    mkdirSync(join(dataDir, 'keys'));
    writeFileSync(half, '-----BEGIN PRIVATE');
    chmodSync(half, 0o644);
    const key = loadRegisterKey(dataDir);
    expect(loadRegisterKey(dataDir).publicKey).toBe(key.publicKey);
    const made = statSync(join(dataDir, 'keys', 'register-ed25519.pem'));
    if (process.platform !== 'win32') expect(made.mode & 0o777).toBe(0o600);
  });

  it('that is damaged stops the register and is neither used nor replaced', () => {
    loadRegisterKey(dataDir);
    const path = join(dataDir, 'keys', 'register-ed25519.pem');
    const half = readFileSync(path, 'utf8').slice(0, 60);
    writeFileSync(path, half);
    expect(() => loadRegisterKey(dataDir)).toThrow(SettingsFault);
    expect(() => loadRegisterKey(dataDir)).toThrow('enrol the register anew');
    expect(readFileSync(path, 'utf8')).toBe(half);
    // Saved anew by an editor in another encoding.
    const utf16 = Buffer.from(`\ufeff${half}`, 'utf16le');
    writeFileSync(path, utf16);
    expect(() => loadRegisterKey(dataDir)).toThrow(SettingsFault);
    expect(readFileSync(path)).toEqual(utf16);
  });
});

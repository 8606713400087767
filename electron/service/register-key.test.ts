import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  it('that is damaged stops the register and is neither used nor replaced', () => {
    loadRegisterKey(dataDir);
    const path = join(dataDir, 'keys', 'register-ed25519.pem');
    const half = readFileSync(path, 'utf8').slice(0, 60);
    writeFileSync(path, half);
    expect(() => loadRegisterKey(dataDir)).toThrow(SettingsFault);
    expect(readFileSync(path, 'utf8')).toBe(half);
  });
});

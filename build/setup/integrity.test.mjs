import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requireIntegrity, requireSha256 } from './integrity.mjs';
import { SetupError } from './setup-error.mjs';

const content = 'the bytes that were promised';
let folder = '';
let file = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-integrity-'));
  file = path.join(folder, 'download.tgz');
  fs.writeFileSync(file, content);
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

it('accepts the promised file', async () => {
  const sha512 = createHash('sha512').update(content).digest('base64');
  await expect(requireIntegrity(file, `sha512-${sha512}`)).resolves.toBeUndefined();
  const sha256 = createHash('sha256').update(content).digest('hex');
  await expect(requireSha256(file, sha256)).resolves.toBeUndefined();
});

it('refuses a file with one byte changed', async () => {
  const sha512 = createHash('sha512').update(content).digest('base64');
  const sha256 = createHash('sha256').update(content).digest('hex');
  fs.writeFileSync(file, content.replace('b', 'B'));
  await expect(requireIntegrity(file, `sha512-${sha512}`)).rejects.toThrow(SetupError);
  await expect(requireSha256(file, sha256)).rejects.toThrow(SetupError);
});

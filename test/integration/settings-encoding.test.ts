import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import {
  readRegisterSettings,
  SettingsFault,
  writeRegisterSettings,
} from '../../electron/service/register-settings.ts';

let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tillwright-settings-'));
  await writeRegisterFiles({
    dataDir: dir,
    registerId: '1',
    devices: { terminal: null, printer: null, scanner: null },
    headOffice: null,
    items: 1,
  });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const path = () => join(dir, 'register.json');
const asText = () => `${JSON.stringify(readRegisterSettings(dir), null, 2)}\n`;

describe('register.json', () => {
  it('is read with the mark that Windows editors put in front', () => {
    const settings = readRegisterSettings(dir);
    writeFileSync(path(), `\uFEFF${asText()}`);
    expect(readRegisterSettings(dir)).toEqual(settings);
  });

  it.each(['gbk', 'gb18030', 'utf16-le', 'utf16-be'])(
    'is refused in %s, and says how to save it',
    (encoding) => {
      writeFileSync(
        path(),
        iconv.encode(asText(), encoding, { addBOM: encoding.startsWith('utf16') }),
      );
      expect(() => readRegisterSettings(dir)).toThrow(SettingsFault);
      expect(() => readRegisterSettings(dir)).toThrow('save it as UTF-8');
    },
  );

  it('keeps every name through being written anew', () => {
    const settings = readRegisterSettings(dir);
    writeRegisterSettings(dir, settings);
    expect(readRegisterSettings(dir)).toEqual(settings);
    expect(JSON.stringify(settings)).not.toContain('\uFFFD');
  });

  it('names the field that is wrong', () => {
    writeFileSync(path(), asText().replace('"CNY"', '"QQQ"'));
    expect(() => readRegisterSettings(dir)).toThrow('currency');
  });
});

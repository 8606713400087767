import { describe, expect, it } from 'vitest';
import { passesLuhn, realCardNumbers } from './card-numbers.mjs';
import { driverFaults, driverMarks, marksIn } from './drivers.mjs';
import { lengthFaults, longFunctions } from './function-length.mjs';
import { importedPackages, shippedPackages, withDependencies } from './licences.mjs';
import { lockFaults } from './lock-file.mjs';
import { filesKnownAtRoot, rootProjects } from './root-project.mjs';
import { judge } from './run.mjs';
import { shippedFaults } from './shipped.mjs';
import { codeFolders, trackedFiles, typeScriptFiles } from './sources.mjs';
import { untidiness } from './tidy.mjs';

describe('a gate', () => {
  /** @param {number} looked @param {string[]} failures */
  const gate = (looked, failures) => ({
    name: 'example',
    run: () => Promise.resolve({ looked, failures }),
  });

  it('fails when it looked at nothing', async () => {
    expect((await judge(gate(0, []))).passed).toBe(false);
  });

  it('fails when it found something, and passes otherwise', async () => {
    expect((await judge(gate(5, ['bad']))).passed).toBe(false);
    expect((await judge(gate(5, []))).passed).toBe(true);
  });
});

describe('card numbers', () => {
  // Made here, so that this file holds none: a Visa prefix, filler, and the right check digit.
  const body = `4${'0'.repeat(5)}12345678${'9'}`;
  const check = [...'0123456789'].find((digit) => passesLuhn(body + digit)) ?? '';
  const number = body + check;

  it('are found, whole or in groups of four', () => {
    expect(realCardNumbers(`pan=${number};`)).toEqual([number]);
    expect(realCardNumbers(number.replace(/(\d{4})(?=\d)/g, '$1 '))).toEqual([number]);
  });

  it('are not seen in masked, published or mistyped ones, or in longer numbers', () => {
    expect(realCardNumbers(`${number.slice(0, 6)}******${number.slice(12)}`)).toEqual([]);
    expect(realCardNumbers('4111111111111111')).toEqual([]);
    expect(realCardNumbers(body + String((Number(check) + 1) % 10))).toEqual([]);
    expect(realCardNumbers(`12345${number}`)).toEqual([]);
  });
});

describe('tidiness', () => {
  it('has nothing to say about an ordinary file', () => {
    expect(untidiness('core/a.ts', 'export const a = 1;\n')).toEqual([]);
  });

  it('finds long files, unfinished work, tests switched off and paths of one machine', () => {
    expect(untidiness('core/a.ts', 'x\n'.repeat(401))).toHaveLength(1);
    expect(untidiness('core/a.ts', `// ${'TO'}DO later\n`)).toHaveLength(1);
    expect(untidiness('core/a.test.ts', `it.${'sk'}ip('x')\n`)).toHaveLength(1);
    expect(untidiness('core/a.ts', `const p = '/${'home'}/kim/till';\n`)).toHaveLength(1);
  });
});

describe('the length of functions', () => {
  const calls = (/** @type {number} */ count) => 'call();\n'.repeat(count);
  /** @param {string} text @param {string} [file] */
  const found = (text, file = 'core/a.ts') => Object.fromEntries(longFunctions(file, text));

  it('is counted in lines of code: neither blank lines nor comments', () => {
    expect(found(`function a() {\n${calls(68)}}\n`)).toEqual({});
    expect(found(`function a() {\n${calls(69)}}\n`)).toEqual({ 'core/a.ts#a': 71 });
    const aside = `// why\n\n/* more\n of it */\n${calls(1)}`.repeat(68);
    expect(found(`/** What. */\nfunction a() {\n${aside}}\n`)).toEqual({});
    expect(found(`const a = {\n b() {\n${calls(70)}},\n};\n`)).toEqual({ 'core/a.ts#b': 72 });
  });

  it('counts the lines of texts and of elements', () => {
    expect(found(`const a = () => \`${'x\n'.repeat(70)}\`;\n`)).toEqual({ 'core/a.ts#a': 71 });
    const element = `<p>\n${'<b>x</b>\n'.repeat(68)}</p>`;
    const file = 'renderer/a.tsx';
    expect(found(`function A() {\n\n  return (${element});\n}\n`, file)).toEqual({
      'renderer/a.tsx#A': 72,
    });
  });

  it('names one function by those it stands in', () => {
    const inner = `app.get(async () => {\n${calls(70)}});\n`;
    expect(found(`function a() {\n${inner}}\n`)).toEqual({
      'core/a.ts#a': 74,
      'core/a.ts#a>(no name)': 72,
    });
  });

  it('leaves out the bodies of tests, in test files alone, and not what stands beside them', () => {
    const text = [
      `describe.each([1])('x', () => {\n${calls(70)}});`,
      `test('x', async () => {\n${calls(70)}});`,
      `function openKit() {\n${calls(70)}}`,
    ].join('\n');
    expect(found(text, 'core/a.test.ts')).toEqual({ 'core/a.test.ts#openKit': 72 });
    expect(Object.keys(found(text))).toEqual(['core/a.ts#(no name)', 'core/a.ts#openKit']);
  });

  it('may be more where that is recorded, and no longer than that', () => {
    const long = new Map([['core/a.ts#a', 90]]);
    expect(lengthFaults(long, { 'core/a.ts#a': 90 })).toEqual([]);
    expect(lengthFaults(long, {})).toEqual(['core/a.ts#a: 90 lines of code, at most 70']);
    expect(lengthFaults(long, { 'core/a.ts#a': 89 })).toEqual([
      'core/a.ts#a: grew from 89 to 90 lines of code',
    ]);
  });

  it('leaves the list when it is recorded too long or not needed', () => {
    expect(lengthFaults(new Map([['core/a.ts#a', 80]]), { 'core/a.ts#a': 90 })).toEqual([
      expect.stringContaining('has 80 lines of code now'),
    ]);
    expect(lengthFaults(new Map(), { 'core/a.ts#a': 90 })).toEqual([
      expect.stringContaining('needs no exception any more'),
    ]);
  });
});

describe('names and codes of drivers', () => {
  const marks = driverMarks([
    { id: 'morse', codes: ['6C', '05', 'F5', 'M07'] },
    { id: 'flags', codes: [] },
  ]);

  it('are found as names anywhere, and as codes between quotes', () => {
    expect(marksIn("const protocol = 'morse';", marks)).toBe(1);
    expect(marksIn('/** What MORSE says, class FlagsTerminal. */', marks)).toBe(2);
    expect(marksIn(`const stopped = ['6C', "M07"];`, marks)).toBe(2);
  });

  it('are not what could be anything: numbers, keys of the keyboard, words', () => {
    expect(marksIn("press('F5'); count('05'); t('bar.6C'); const hex = 0x6c;", marks)).toBe(0);
  });

  it('fail at a new place, and when the list says more than there is', () => {
    const found = new Map([['till/a.ts', 2]]);
    expect(driverFaults(found, { 'till/a.ts': 2 })).toEqual([]);
    expect(driverFaults(found, { 'till/a.ts': 1 })).toEqual([
      "till/a.ts: names a terminal's protocol or a code of it 2 times, 1 listed",
    ]);
    expect(driverFaults(found, { 'till/a.ts': 3 })).toEqual([
      'till/a.ts: 2 now; write that into build/gates/driver-places.json',
    ]);
    expect(driverFaults(new Map(), { 'till/b.ts': 1 })).toHaveLength(1);
  });
});

describe('an editor that is opened at the root', () => {
  it('knows the project of each folder', () => {
    const wanted = [...codeFolders, 'build'].map((folder) => `${folder}/tsconfig.json`);
    expect(rootProjects()).toEqual(expect.arrayContaining(wanted));
  });

  it('knows every file, the tests and the configurations too', () => {
    const known = filesKnownAtRoot();
    const scripts = trackedFiles().filter((file) => /^(build\/.*\.mjs|[\w.]+\.ts)$/.test(file));
    expect(scripts).toEqual(expect.arrayContaining(['vitest.config.ts', 'build/bundle.mjs']));
    expect([...typeScriptFiles(), ...scripts].filter((file) => !known.has(file))).toEqual([]);
  });
});

describe('licences', () => {
  it('counts real imports, not types, Node or own files', () => {
    const source = [
      "import fs from 'node:fs';",
      "import path from 'path';",
      "import type { Database } from 'better-sqlite3';",
      "import { a } from './a.ts';",
      "import { z } from 'zod';",
      "import {\n  hash,\n} from '@node-rs/argon2/lib';",
      "const later = await import('serialport');",
    ].join('\n');
    expect(importedPackages(source)).toEqual(['zod', '@node-rs/argon2', 'serialport']);
  });

  it('follows what packages need, nested ones first', () => {
    const packages = {
      'node_modules/a': { version: '1', dependencies: { b: '1', '@types/node': '1' } },
      'node_modules/a/node_modules/b': { version: '1' },
      'node_modules/b': { version: '2' },
      'node_modules/@types/node': { version: '1' },
      'node_modules/unused': { version: '1' },
    };
    expect(withDependencies(packages, ['a'])).toEqual([
      'node_modules/a',
      'node_modules/a/node_modules/b',
    ]);
  });
});

describe('what ships', () => {
  const manifest = {
    dependencies: { zod: '1.0.0', react: '1.0.0' },
    devDependencies: { pg: '1.0.0' },
  };

  it('is what stands under dependencies', () => {
    expect(shippedFaults(manifest, new Set(['zod', 'react']))).toEqual([]);
  });

  it('is named where it stands elsewhere, and so is what does not ship', () => {
    expect(shippedFaults(manifest, new Set(['zod', 'pg']))).toEqual([
      'pg is imported by what ships and is not under dependencies',
      'react is under dependencies and nothing that ships imports it',
    ]);
  });

  it('is taken from the sources: the register’s windows, service and head office', () => {
    const { files, packages } = shippedPackages();
    expect(files).toBeGreaterThan(300);
    expect([...packages]).toEqual(
      expect.arrayContaining(['react', 'zod', 'better-sqlite3', 'fastify', 'pg', 'pino']),
    );
    expect(packages.has('vitest')).toBe(false);
  });
});

describe('the lock file', () => {
  const integrity = `sha512-${'A'.repeat(86)}==`;
  const manifest = { dependencies: { a: '1.0.0' }, devDependencies: {} };

  it('is whole when it has every platform’s package', () => {
    const packages = {
      'node_modules/a': {
        version: '1.0.0',
        optionalDependencies: { 'a-win32': '1.0.0' },
        integrity,
      },
      'node_modules/a-win32': { version: '1.0.0', integrity },
    };
    expect(lockFaults(manifest, packages)).toEqual([]);
  });

  it('names each entry whose content nobody vouches for, other platforms’ too', () => {
    const packages = {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0', integrity },
      'node_modules/a-win32': { version: '1.0.0' },
      'node_modules/b': { version: '1.0.0', integrity: 'sha1-AAAA' },
    };
    expect(lockFaults(manifest, packages)).toEqual([
      expect.stringContaining('node_modules/a-win32 has no integrity'),
      expect.stringContaining('node_modules/b has no integrity'),
    ]);
  });

  it('is not whole with a gap, another version or a loose pin', () => {
    const packages = {
      'node_modules/a': {
        version: '1.0.1',
        optionalDependencies: { 'a-win32': '1.0.0' },
        integrity,
      },
    };
    expect(lockFaults(manifest, packages)).toHaveLength(2);
    expect(lockFaults({ dependencies: { a: '^1.0.1' } }, packages)).toHaveLength(3);
  });
});

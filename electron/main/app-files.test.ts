import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appFile, contentSecurityPolicy } from './app-files.ts';

const root = path.resolve('out', 'app', 'renderer');

test('a host serves its own page and the common assets', () => {
  const till = path.join(root, 'till', 'index.html');
  expect(appFile('app://till/', root)?.file).toBe(till);
  expect(appFile('app://till/index.html?x#y', root)?.file).toBe(till);
  expect(appFile('app://display/', root)?.file).toBe(path.join(root, 'display', 'index.html'));
  expect(appFile('app://till/assets/till-Bx_1-2.js', root)).toEqual({
    file: path.join(root, 'assets', 'till-Bx_1-2.js'),
    type: 'text/javascript; charset=utf-8',
  });
});

test.each([
  'app://till/display/index.html',
  'app://till/till/index.html',
  'app://office/',
  'app://till:80/',
  'app://user@till/',
  'http://till/',
  'app://till/assets/',
  'app://till/assets/../../main.cjs',
  'app://till/assets/%2e%2e/%2e%2e/main.cjs',
  'app://till/assets/..%2f..%2fmain.cjs',
  'app://till/assets/..\\..\\main.cjs',
  'app://till/assets/..%5c..%5cmain.cjs',
  'app://till/assets/a.js%00.html',
  'app://till/assets/C:/Windows/win.ini',
  'app://till/assets//etc/passwd',
  'app://till//etc/passwd',
  'app://till/assets/.hidden.js',
  'app://till/assets/service.cjs',
  'app://till/assets/noextension',
  'nonsense',
])('%s names no file', (url) => {
  expect(appFile(url, root)).toBeNull();
});

test('whatever the path, nothing outside the folder is named', () => {
  const piece = fc.oneof(
    fc.constantFrom('..', '.', '%2e%2e', '..%2f', '\\', '%5c', '/', '//', 'assets', 'C:', '%00'),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const found = appFile(`app://till/assets/${pieces.join('/')}`, root);
      if (found === null) return;
      const inside = path.relative(root, found.file);
      expect(inside.startsWith('..') || path.isAbsolute(inside)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test('the policy allows nothing unsafe and nothing from outside', () => {
  expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|https?:|blob:|wasm/);
  expect(contentSecurityPolicy).toMatch(/^default-src 'none';/);
});

import { expect, it } from 'vitest';
import { cacheDirFor } from './places.mjs';

it('follows the convention of each platform', () => {
  expect(cacheDirFor({}, 'linux', '/people/kim')).toBe('/people/kim/.cache/tillwright');
  expect(cacheDirFor({}, 'darwin', '/people/kim')).toBe('/people/kim/Library/Caches/tillwright');
  const windows = { LOCALAPPDATA: 'C:\\local' };
  expect(cacheDirFor(windows, 'win32', 'C:\\kim')).toBe('C:\\local\\tillwright\\cache');
  expect(cacheDirFor({}, 'win32', 'C:\\kim')).toBe('C:\\kim\\AppData\\Local\\tillwright\\cache');
});

it('puts XDG_CACHE_HOME first', () => {
  expect(cacheDirFor({ XDG_CACHE_HOME: '/var/x' }, 'linux', '/people/kim')).toBe(
    '/var/x/tillwright',
  );
});

import { expect, test } from 'vitest';
import { isAllowedRequest, originOf } from './allowed-requests.ts';

const shipped = { devUrl: null, packaged: true };
const developing = { devUrl: 'http://127.0.0.1:5173/', packaged: false };

test.each(['app://till/', 'app://display/assets/a.js'])('%s may be requested', (url) => {
  expect(isAllowedRequest(url, shipped)).toBe(true);
});

test.each([
  'http://example.com/',
  'https://example.com/',
  'ws://127.0.0.1:5173/',
  'http://127.0.0.1:5173/till/index.html',
  'file:///etc/passwd',
  'ftp://example.com/',
  'chrome://gpu/',
  'devtools://devtools/bundled/inspector.html',
  'data:text/html,hello',
  'not an address',
])('%s may not be requested by a shipped program', (url) => {
  expect(isAllowedRequest(url, shipped)).toBe(false);
});

test('development adds exactly its own server and the developer tools', () => {
  for (const url of [
    'http://127.0.0.1:5173/till/index.html',
    'ws://127.0.0.1:5173/',
    'devtools://devtools/bundled/inspector.html',
  ]) {
    expect(isAllowedRequest(url, developing)).toBe(true);
  }
  for (const url of ['http://127.0.0.1:5174/', 'http://127.0.0.1:5173@example.com/']) {
    expect(isAllowedRequest(url, developing)).toBe(false);
  }
});

test('the log sees where to, never the path or the query', () => {
  expect(originOf('https://user:pw@example.com:8443/a?pan=1')).toBe('https://example.com:8443');
  expect(originOf('nonsense')).toBe('unreadable');
});

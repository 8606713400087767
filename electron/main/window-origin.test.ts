import { expect, test } from 'vitest';
import { developmentUrl, isTrustedSender, windowPage } from './window-origin.ts';

test.each(['app://till/', 'app://till/#pay', 'app://till/?x=1'])('%s is the till page', (url) => {
  expect(windowPage('till', null).isOwn(url)).toBe(true);
});

test.each([
  'app://display/',
  'app://till.example/',
  'app://till:1/',
  'app://till/assets/a.html',
  'app://user@till/',
  'http://till/',
  'https://till/',
  'about:blank',
  'data:text/html,app://till/',
  '',
])('%s is not the till page', (url) => {
  expect(windowPage('till', null).isOwn(url)).toBe(false);
});

test('in development each window has its own page on the server', () => {
  const till = windowPage('till', 'http://127.0.0.1:5173/');
  expect(till.url).toBe('http://127.0.0.1:5173/till/index.html');
  expect(till.isOwn('http://127.0.0.1:5173/till/index.html')).toBe(true);
  expect(till.isOwn('http://127.0.0.1:5173/display/index.html')).toBe(false);
  expect(till.isOwn('http://127.0.0.1:5173@example.com/till/index.html')).toBe(false);
  expect(till.isOwn('app://till/')).toBe(false);
});

test('only the main frame on its own page is trusted', () => {
  const page = windowPage('till', null);
  const mainFrame = { url: 'app://till/' };
  expect(isTrustedSender({ frame: mainFrame, mainFrame }, page)).toBe(true);
  // An iframe showing the same address is another frame.
  expect(isTrustedSender({ frame: { url: 'app://till/' }, mainFrame }, page)).toBe(false);
  expect(isTrustedSender({ frame: null, mainFrame }, page)).toBe(false);
  const elsewhere = { url: 'https://example.com/' };
  expect(isTrustedSender({ frame: elsewhere, mainFrame: elsewhere }, page)).toBe(false);
});

test('without a development build the development address is ignored', () => {
  const env = { TILLWRIGHT_DEV_URL: 'http://127.0.0.1:5173/' };
  expect(developmentUrl(env, false)).toBeNull();
});

test('a development build takes a local server only, and never when packaged', () => {
  const before = process.env['TILLWRIGHT_BUILD'];
  process.env['TILLWRIGHT_BUILD'] = 'dev';
  try {
    const env = { TILLWRIGHT_DEV_URL: 'http://127.0.0.1:5173/till/' };
    expect(developmentUrl(env, false)).toBe('http://127.0.0.1:5173/');
    expect(developmentUrl(env, true)).toBeNull();
    expect(developmentUrl({ TILLWRIGHT_DEV_URL: 'http://example.com/' }, false)).toBeNull();
    expect(developmentUrl({ TILLWRIGHT_DEV_URL: 'file:///tmp/' }, false)).toBeNull();
    expect(developmentUrl({}, false)).toBeNull();
  } finally {
    if (before === undefined) delete process.env['TILLWRIGHT_BUILD'];
    else process.env['TILLWRIGHT_BUILD'] = before;
  }
});

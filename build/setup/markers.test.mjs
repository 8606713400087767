import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { markerMatches, readJson, writeMarker } from './markers.mjs';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-markers-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

it('matches the key it was written for and no other', () => {
  const file = path.join(folder, 'deep', 'marker.json');
  expect(markerMatches(file, 'a')).toBe(false);
  writeMarker(file, 'a');
  expect(markerMatches(file, 'a')).toBe(true);
  expect(markerMatches(file, 'b')).toBe(false);
  expect(fs.readdirSync(path.dirname(file))).toEqual(['marker.json']);
});

it('takes a broken marker for none', () => {
  const file = path.join(folder, 'marker.json');
  for (const text of ['', '{"key":', 'null', '"a"']) {
    fs.writeFileSync(file, text);
    expect(readJson(file)).toBeUndefined();
    expect(markerMatches(file, 'a')).toBe(false);
  }
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, enrol, refusalIn, toSeq, upload } from '../test-kit/client.ts';
import { makeRegister, type TestRegister } from '../test-kit/journal.ts';
import { type OfficeProcess, startOffice } from '../test-kit/office.ts';
import { withEmptyDatabase } from '../test-kit/empty-database.ts';

const MIB = 1024 * 1024;
const UNPACKED = 250 * MIB;
/** So much of an honest batch, in MiB; head office takes up to 256 (240 by hand). */
const HONEST = Number(process.env.TILLWRIGHT_HQ_BATCH_MIB ?? '24');
/** More than a few pieces and one unfinished line, and far less than any of the contents. */
const ROOM_MB = 160;

let folder: string;
let office: OfficeProcess;
let register: TestRegister;
let token: string;
/** The header of a batch that is signed and in its place: as if the register's key were stolen. */
let header: string;
/** The honest batch in its place. */
let next: string;
let restMb: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-hq-hostile-'));
  // Making a database takes more memory than anything after it: it is not this process that does.
  office = await startOffice(await withEmptyDatabase(join(folder, 'hq')));
  register = makeRegister('S001', '1');
  register.openDay();
  register.sell(20);
  token = await enrol(office, register);
  await upload(office, token, register.cut().body);
  register.sell(3);
  const { manifest, body } = register.cut();
  next = body;
  const { from } = manifest;
  const to = from + 900_000 - 1;
  header = register.write({ ...manifest, entries: 900_000, to }, []).body;
  // What it takes at rest is taken by now.
  for (let time = 0; time < 5; time += 1) await upload(office, token, next.slice(0, -200));
  await office.peakMb();
  await toSeq(office, token, register);
  restMb = Math.round(await office.peakMb());
}, 120_000);

afterAll(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** A gzip of `start`, then of `piece` again and again; made without its content in memory. */
async function bomb(start: string, piece: string): Promise<Uint8Array<ArrayBuffer>> {
  const part = Buffer.alloc(MIB, piece);
  const unpacked = async function* () {
    yield Buffer.from(start);
    for (let bytes = 0; bytes < UNPACKED; bytes += part.length) yield part;
  };
  return new Uint8Array(await buffer(Readable.from(unpacked()).pipe(createGzip())));
}

const KINDS: readonly [string, string][] = [
  ['line ends', '\n'],
  ['brackets', '['],
  ['names that nest', '{"a":'],
  ['one endless line', 'x'],
  ['lines that nest', `${'['.repeat(5_000)}\n`],
  ['empty objects', '{}\n'],
];

describe('250 MiB in a small gzip, once, twice and eight times at once', {
  timeout: 240_000,
}, () => {
  describe.each([
    ['of a stranger to the key', () => ''],
    ['behind a signed header', () => header],
  ])('%s', (_who, start) => {
    it.each(KINDS)('of %s are refused in little memory', async (name, piece) => {
      const body = await bomb(start(), piece);
      for (const times of [1, 2, 8]) {
        const since = performance.now();
        const answers = await Promise.all(
          Array.from({ length: times }, () =>
            upload(office, token, body, { 'content-encoding': 'gzip' }),
          ),
        );
        const tookMs = Math.round(performance.now() - since);
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
        const peakMb = Math.round(await office.peakMb());
        console.log(
          `${_who}, ${name} × ${times}: ${tookMs} ms, peak ${peakMb} MB of ${restMb} at rest`,
        );
        expect(peakMb).toBeLessThan(restMb + ROOM_MB);
      }
    });
  });
});

describe('a gzip', { timeout: 60_000 }, () => {
  const packed = (body: string) => new Uint8Array(gzipSync(body));
  const send = (body: Uint8Array<ArrayBuffer>) =>
    upload(office, token, body, { 'content-encoding': 'gzip' });
  const join2 = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

  it.each([
    ['in a gzip', (body: string) => join2(gzipSync(packed(body)))],
    ['that is cut off', (body: string) => packed(body).slice(0, -20)],
    ['with something behind its end', (body: string) => join2(packed(body), Buffer.from('more'))],
    ['with zeros behind its end', (body: string) => join2(packed(body), Buffer.alloc(512))],
    ['with a damaged byte', (body: string) => packed(body).fill(0xff, 60, 64)],
  ])('%s is refused, and nothing of it is kept', async (_name, spoil) => {
    const before = await toSeq(office, token, register);
    const answer = await send(spoil(next));
    expect([answer.status, refusalIn(answer.text).code]).toEqual([400, 'malformed']);
    expect(await toSeq(office, token, register)).toBe(before);
  });

  it('as it is meant is taken', async () => {
    expect((await send(packed(next))).status).toBe(200);
  });
});

it('takes an honest batch of any size in little memory, and gives it back', async () => {
  const honest = makeRegister('S002', '1');
  honest.openDay();
  const text = 'honest '.repeat(3_000);
  while (honest.entries.length * text.length < HONEST * MIB) {
    honest.append('scale.calibrated', { text });
  }
  const own = await enrol(office, honest);
  const { body, manifest } = honest.cut();
  const packed = new Uint8Array(gzipSync(body));
  const since = performance.now();
  const taken = await upload(office, own, packed, { 'content-encoding': 'gzip' });
  const tookMs = Math.round(performance.now() - since);
  expect([taken.status, await toSeq(office, own, honest)]).toEqual([200, manifest.to]);
  const peakMb = Math.round(await office.peakMb());
  console.log(`honest, ${HONEST} MiB: ${tookMs} ms, peak ${peakMb} MB of ${restMb} at rest`);
  expect(peakMb).toBeLessThan(restMb + ROOM_MB);
  const back = await ask(office, own, '/v1/batches/S002/1/1');
  expect(back.text === body).toBe(true);
}, 240_000);

import { createHash, generateKeyPairSync } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canonicalJson } from '../../core/journal/canonical.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import { type HeadOfficeClientOptions, noHeadOffice } from './head-office-client.ts';
import { AnsweringServer } from './testing/answering-server.ts';
import {
  ACCESS,
  clientAt,
  HASH,
  header,
  noEntries,
  publicKey,
  refuseAll,
  rightAck,
  signed,
  somebodyElse,
  spki,
  unreachable,
} from './testing/head-office.ts';

/** Each takes some milliseconds; what never answers shows soon. */
const IN_TIME = { timeout: 15_000 };

let server: AnsweringServer;
let other: AnsweringServer;
let url: string;
beforeEach(async () => {
  server = new AnsweringServer();
  other = new AnsweringServer();
  url = await server.open();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.close();
  await other.close();
});

const client = (more: Partial<HeadOfficeClientOptions> = {}) => clientAt(url, more);
const send = () => client().send(ACCESS, header, noEntries());
const answers = (text: string) => server.says(text);
const NOBODY_THERE = unreachable(expect.stringContaining('ECONNREFUSED'));
const refusing = (code: string, status: number) => refuseAll(server, code, status);

describe('enrolling', IN_TIME, () => {
  const enrolled = (headOfficePublicKey: string, status = 200) =>
    server.says(JSON.stringify({ token: 'TOKEN', headOfficePublicKey }), status);

  it('shows the one-time code and tells who the register is, and brings token and key', async () => {
    enrolled(publicKey);
    expect(await client().enrol()).toEqual({
      kind: 'enrolled',
      token: 'TOKEN',
      headOfficePublicKey: publicKey,
    });
    const [asked] = server.asked;
    expect(asked).toMatchObject({
      method: 'POST',
      url: '/v1/enrolments',
      headers: { authorization: 'Bearer CODE', 'content-type': 'application/json' },
    });
    expect(asked?.headers).not.toHaveProperty('content-encoding');
    expect(JSON.parse(String(asked?.body))).toEqual({
      storeId: 'S001',
      registerId: '03',
      publicKey: 'a2V5',
      // Signed with the register's key, for this code and no other.
      proof: `signed ${canonicalJson({
        kind: 'tillwright-enrolment',
        code: 'CODE',
        storeId: 'S001',
        registerId: '03',
        publicKey: 'a2V5',
      })}`,
    });
  });

  it('asks nobody without a code', async () => {
    for (const enrolmentCode of [null, () => null]) {
      expect(await client({ enrolmentCode }).enrol()).toEqual({
        kind: 'refused',
        message: 'no enrolment code in settings',
      });
    }
    expect(server.asked).toEqual([]);
  });

  it('takes no key that could not prove an acknowledgement', async () => {
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const key of [spki(elliptic.publicKey), 'AAAA', '']) {
      enrolled(key);
      expect(await client().enrol()).toEqual({
        kind: 'refused',
        message: 'head office gave no Ed25519 key',
      });
    }
  });

  it('was refused only where head office itself says so; else it is tried again', async () => {
    refusing('codeUsed', 409);
    expect(await client().enrol()).toEqual({ kind: 'refused', message: 'no' });
    for (const status of [500, 503]) {
      refusing('busy', status);
      expect(await client().enrol()).toEqual(unreachable(`HTTP ${status}`));
    }
    server.says('<html>', 404);
    expect(await client().enrol()).toEqual(unreachable('HTTP 404'));
    enrolled(publicKey, 502);
    expect(await client().enrol()).toEqual(unreachable('HTTP 502'));
    await server.close();
    expect(await client().enrol()).toEqual(NOBODY_THERE);
  });

  it('uses the code as it stands now, and tells one from another without saying it', async () => {
    let code: string | null = 'FIRST';
    const link = client({ enrolmentCode: () => code });
    const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(link.codeMark()).toBe(hashOf('FIRST'));
    code = 'SECOND-收';
    expect(link.codeMark()).toBe(hashOf('SECOND-收'));
    code = 'SECOND';
    await link.enrol();
    expect(server.asked.at(-1)?.headers.authorization).toBe('Bearer SECOND');
    code = null;
    expect(link.codeMark()).toBeNull();
    expect(client({ enrolmentCode: null }).codeMark()).toBeNull();
    expect(client({ enrolmentCode: 'CODE' }).codeMark()).toBe(hashOf('CODE'));
  });

  it('hears of a new code from whoever watches the settings', () => {
    const listeners: (() => void)[] = [];
    const stop = () => {};
    const onNewCode = (listener: () => void) => {
      listeners.push(listener);
      return stop;
    };
    const hear = () => {};
    expect(client({ onNewCode }).onNewCode(hear)).toBe(stop);
    expect(listeners).toEqual([hear]);
    expect(client().onNewCode(hear)()).toBeUndefined();
  });
});

describe('an acknowledgement that is asked for again', IN_TIME, () => {
  const again = () => client().acknowledgement(ACCESS, header);

  it('is that of this register’s batch, and proved like the first', async () => {
    answers(signed(rightAck));
    expect(await again()).toMatchObject({ kind: 'acknowledged', ack: rightAck });
    expect(server.asked).toMatchObject([
      {
        method: 'GET',
        url: '/v1/registers/S001/03/acknowledgements/1',
        headers: { authorization: 'Bearer TOKEN' },
      },
    ]);
  });

  it('is none where head office has none, says no, or somebody else signed', async () => {
    refusing('notFound', 404);
    expect(await again()).toBeNull();
    server.says(signed(rightAck), 503);
    expect(await again()).toBeNull();
    answers(signed(rightAck, somebodyElse.privateKey));
    expect(await again()).toBeNull();
    answers(signed({ ...rightAck, entries: 3 }));
    expect(await again()).toBeNull();
    await server.close();
    expect(await again()).toBeNull();
  });
});

const entry = (seq: number, text = '牛奶'): JournalEntry => ({
  seq,
  id: `01900000-0000-7000-8000-00000000000${seq}`,
  type: 'scale.calibrated',
  version: 1,
  atMs: seq,
  businessDay: '2026-03-02',
  actor: '1',
  storeId: 'S001',
  registerId: '03',
  payload: { text },
  prevHash: HASH,
  hash: HASH,
});
const linesOf = (...rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('a batch that is sent', IN_TIME, () => {
  async function* slices(...parts: JournalEntry[][]) {
    yield* parts;
  }

  it('is packed: its header, then each entry of every slice on a line of its own', async () => {
    answers(signed(rightAck));
    await client().send(ACCESS, header, slices([entry(1), entry(2)], [], [entry(3)]));
    const [asked] = server.asked;
    expect(asked).toMatchObject({
      method: 'POST',
      url: '/v1/batches',
      headers: {
        authorization: 'Bearer TOKEN',
        'content-type': 'application/x-ndjson',
        'content-encoding': 'gzip',
      },
    });
    const text = gunzipSync(asked?.body ?? '').toString('utf8');
    expect(text).toBe(linesOf(header, entry(1), entry(2), entry(3)));
  });

  it('has the time that its bytes need on a slow line, beside that for the answer', async () => {
    const given = vi.spyOn(AbortSignal, 'timeout');
    answers(signed(rightAck));
    const last = () => [given.mock.lastCall?.[0], server.asked.at(-1)?.body.length ?? 0] as const;
    await client({ timeoutMs: 50_000, sendTimeoutMs: 70_000 }).send(ACCESS, header, noEntries());
    const [withOwn, bytes] = last();
    expect(withOwn).toBe(70_000 + Math.ceil(bytes / 2));
    await client({ timeoutMs: 50_000 }).send(ACCESS, header, noEntries());
    expect(last()[0]).toBe(50_000 + Math.ceil(bytes / 2));
    await client({ timeoutMs: 50_000, sendTimeoutMs: 70_000 }).look(ACCESS);
    expect(last()[0]).toBe(50_000);
  });

  it('was refused for good only in head office’s own words, with 409 or 422', async () => {
    for (const status of [409, 422]) {
      refusing('conflict', status);
      expect(await send()).toEqual({ kind: 'refused', code: 'conflict', message: 'no' });
      server.says('<html>', status);
      expect(await send()).toEqual(unreachable(`HTTP ${status}`));
    }
    for (const status of [400, 413, 500, 503]) {
      refusing('internal', status);
      expect(await send()).toEqual(unreachable(`HTTP ${status}`));
    }
    await server.close();
    expect(await send()).toEqual(NOBODY_THERE);
  });

  it('is not taken for arrived with another “yes”, or by a key that is none', async () => {
    answers('{}');
    expect(await send()).toEqual(unreachable('answer not understood'));
    answers(signed({ ...rightAck, to: 3 }));
    expect(await send()).toEqual(unreachable('acknowledgement of another batch'));
    answers(signed(rightAck));
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const headOfficePublicKey of ['AAAA', '', spki(elliptic.publicKey)]) {
      const access = { ...ACCESS, headOfficePublicKey };
      expect(await client().send(access, header, noEntries())).toEqual(
        unreachable('acknowledgement not signed by head office'),
      );
    }
  });
});

describe('a batch that is fetched', IN_TIME, () => {
  const fetched = (more: Partial<HeadOfficeClientOptions> = {}) => client(more).fetch(ACCESS, 7);

  it('brings its entries as they are, also a whole day of them', async () => {
    const long = entry(2, 'x'.repeat(200_000));
    answers(linesOf(header, entry(1), long));
    expect(await fetched()).toEqual({ kind: 'entries', entries: [entry(1), long] });
    expect(server.asked).toMatchObject([
      {
        method: 'GET',
        url: '/v1/batches/S001/03/7',
        headers: { authorization: 'Bearer TOKEN' },
      },
    ]);
    answers(linesOf(header));
    expect(await fetched()).toEqual({ kind: 'entries', entries: [] });
  });

  it('brings nothing where a line is no entry, or head office says no', async () => {
    for (const line of [header, { ...entry(1), seq: 0 }, 'x']) {
      answers(linesOf(header, entry(1), line));
      expect(await fetched()).toEqual(unreachable('batch 7: no entry'));
    }
    answers(`${linesOf(header, entry(1))}{"seq":`);
    expect(await fetched()).toEqual(unreachable('batch 7: no entry'));
    server.says(linesOf(header, entry(1)), 404);
    expect(await fetched()).toEqual(unreachable('HTTP 404'));
    await server.close();
    expect(await fetched()).toEqual(NOBODY_THERE);
  });

  it('has as long to come, to its last byte, as a batch has that is sent', async () => {
    const given = vi.spyOn(AbortSignal, 'timeout');
    const timer = vi.spyOn(globalThis, 'setTimeout');
    const timers = () => timer.mock.calls.map(([, ms]) => ms);
    answers(linesOf(header));
    await fetched({ timeoutMs: 50_000, sendTimeoutMs: 70_000, answerMs: 1_000 });
    expect([given.mock.lastCall?.[0], timers().includes(70_000)]).toEqual([70_000, true]);
    timer.mockClear();
    await fetched({ timeoutMs: 50_000 });
    expect([given.mock.lastCall?.[0], timers().includes(50_000)]).toEqual([50_000, true]);
  });
});

it('a register without head office sends nothing and says why', async () => {
  const link = noHeadOffice('a2V5');
  const notConfigured = unreachable('not configured');
  expect([link.configured, link.publicKey, link.codeMark()]).toEqual([false, 'a2V5', null]);
  expect(link.onNewCode(() => {})()).toBeUndefined();
  expect(await link.enrol()).toEqual(notConfigured);
  expect(await link.look(ACCESS)).toEqual(notConfigured);
  expect(await link.acknowledgement(ACCESS, header)).toBeNull();
  expect(await link.fetch(ACCESS, 1)).toEqual(notConfigured);
  expect(await link.send(ACCESS, header, noEntries())).toEqual(notConfigured);
  const configured = client();
  expect([configured.configured, configured.publicKey]).toEqual([true, 'a2V5']);
});

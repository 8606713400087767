import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UploadManifest } from '../core/upload/types.ts';
import { canonicalJson } from '../core/journal/canonical.ts';
import { minor } from '../core/money/minor.ts';
import type { UploadSource } from './upload/upload-source.ts';
import { verifyJson } from './keys.ts';
import { sha256Hex } from './secrets.ts';
import { findBatch, listUploads } from './store/uploads.ts';
import { createEnrolmentCode, findEnrolmentCode, markCodeUsed } from './store/enrolment-codes.ts';
import { makeRegister, type TestRegister } from './test-kit/journal.ts';
import { sourceOf, STORE, TestReception } from './test-kit/reception.ts';

// What head office takes and signs for, without HTTP; `receive-batch.test.ts` sends the same kind of
// batches as a register does, to either database.

const GENESIS = '0'.repeat(64);

let reception: TestReception;
beforeAll(async () => {
  reception = await TestReception.open();
}, 120_000);
afterAll(() => reception.close());
beforeEach(() => {
  reception.nowMs += 1_000;
});

describe('a batch that is true', () => {
  it('is kept as it came, moves its register on, and is signed for', async () => {
    const register = await reception.openRegister();
    const batch = register.cut();
    const { batchId, storeId, registerId, from, to, entries, headHash } = batch.manifest;
    const received = await reception.taken(batch);
    const { acknowledgement, signature } = received.answer;
    expect(received).toMatchObject({ isNew: true, manifest: batch.manifest });
    expect(acknowledgement).toEqual({
      batchId,
      storeId,
      registerId,
      from,
      to,
      entries,
      headHash,
      receivedAtMs: reception.nowMs,
    });
    expect(verifyJson(acknowledgement, signature, reception.office.key.publicKey)).toBe(true);
    expect(await reception.positionOf(register)).toEqual([5, 1, headHash]);
    expect(await reception.linesOf(register, 5)).toEqual(batch.body.trimEnd().split('\n').slice(1));
    const [header = ''] = batch.body.split('\n');
    expect(await findBatch(reception.office.sql, STORE, registerId, 1)).toMatchObject({
      manifestJson: canonicalJson(batch.manifest),
      signature: (JSON.parse(header) as { signature: string }).signature,
      publicKey: register.publicKey,
      acknowledgement: JSON.stringify(received.answer),
      receivedAtMs: reception.nowMs,
    });
    const [row] = await reception.office.sql.query(
      'SELECT content_sha256 FROM batch WHERE register_id = $1',
      [registerId],
    );
    expect(row?.['content_sha256']).toBe(sha256Hex(canonicalJson(batch.manifest)));
  });

  it('gets its first answer whenever it comes again, and nothing is kept twice', async () => {
    const register = await reception.openRegister();
    const batch = register.cut();
    const first = await reception.taken(batch);
    reception.nowMs += 60_000;
    const again = await reception.taken(batch);
    expect(again).toEqual({ ...first, isNew: false });
    register.sell(1);
    const second = register.cut();
    expect(await reception.taken(second)).toMatchObject({ isNew: true });
    expect(await reception.taken(batch)).toEqual({ ...first, isNew: false });
    expect(await reception.positionOf(register)).toEqual([6, 2, second.manifest.headHash]);
    const kept = await listUploads(reception.office.sql, 0, 1_000);
    const mine = kept.filter(({ publicKey }) => publicKey === register.publicKey);
    expect(mine).toHaveLength(2);
  });

  it('gets one answer when it comes many times at once', async () => {
    const batch = (await reception.openRegister()).cut();
    const answers = await Promise.all([
      reception.taken(batch),
      reception.taken(batch),
      reception.taken(batch),
    ]);
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(answers.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
  });

  it('may come with its register’s token, or as a file by anybody’s hand', async () => {
    const register = await reception.openRegister();
    const batch = register.cut();
    expect(await reception.receive(batch, register)).toMatchObject({
      ok: true,
      value: { isNew: true },
    });
    expect(await reception.receive(batch, null)).toMatchObject({
      ok: true,
      value: { isNew: false },
    });
  });

  it('ends the use of the code that its register was enrolled with', async () => {
    const register = await reception.openRegister();
    const { code } = await createEnrolmentCode(reception.office.sql, register, reception.nowMs);
    const finishedAt = async () =>
      (await findEnrolmentCode(reception.office.sql, code))?.finishedAtMs;
    await markCodeUsed(reception.office.sql, STORE, code, register.publicKey);
    expect(await finishedAt()).toBeNull();
    await reception.taken(register.cut());
    expect(await finishedAt()).toBe(reception.nowMs);
  });
});

describe('a batch of somebody else', () => {
  it('is refused where the token is of another register, or of another store', async () => {
    const register = await reception.openRegister();
    const batch = register.cut();
    for (const change of [{ registerId: 'other' }, { storeId: 'other' }]) {
      expect(await reception.refused(batch, { ...register, ...change })).toEqual({
        code: 'wrongRegister',
        message: "The batch is another register's than the token.",
      });
    }
    expect(await reception.positionOf(register)).toEqual([0, 0, GENESIS]);
  });

  it('is refused where its register never enrolled', async () => {
    const stranger = makeRegister(STORE, 'stranger');
    stranger.openDay();
    expect(await reception.refused(stranger.cut())).toEqual({
      code: 'notEnrolled',
      message: 'Register stranger of S001 is not enrolled.',
    });
  });

  it('is refused where another key signed it', async () => {
    const register = await reception.openRegister();
    const { manifest, entries } = register.cut();
    const other = makeRegister(STORE, register.registerId);
    expect(await reception.refused(other.write(manifest, entries))).toMatchObject({
      code: 'signature',
    });
    // So it is when the true one is here already.
    await reception.taken(register.write(manifest, entries));
    expect(await reception.refused(other.write(manifest, entries))).toMatchObject({
      code: 'signature',
    });
  });
});

describe('a register that was enrolled anew', () => {
  it('is answered what its old key signed and was taken; nothing new by that key', async () => {
    const register = await reception.openRegister();
    const batch = register.cut();
    const first = await reception.taken(batch);
    const anew = makeRegister(STORE, register.registerId);
    await reception.enrol(anew);
    expect(await reception.taken(batch)).toEqual({ ...first, isNew: false });
    expect(await reception.taken(anew.write(batch.manifest, batch.entries))).toEqual({
      ...first,
      isNew: false,
    });
    register.sell(1);
    const next = register.cut();
    expect(await reception.refused(next)).toMatchObject({ code: 'signature' });
    expect(await reception.taken(anew.write(next.manifest, next.entries))).toMatchObject({
      isNew: true,
    });
  });
});

describe('a batch at another place', () => {
  it('with a number that is taken keeps what is here and raises an alarm', async () => {
    const register = await reception.openRegister();
    const first = register.cut();
    await reception.taken(first);
    const other = register.write({ ...first.manifest, builtAtMs: 1 }, first.entries);
    const answer = {
      code: 'conflict',
      message: 'Batch 1 is here already with other content. Nothing was changed.',
      expected: { from: 6, batchNo: 2 },
    };
    expect(await reception.refused(other)).toEqual(answer);
    expect(await reception.refused(other)).toEqual(answer);
    expect(await reception.alarmsOf(register)).toMatchObject([
      {
        storeId: STORE,
        kind: 'batchNumber',
        batchNo: 1,
        message: answer.message,
        times: 2,
        lastAtMs: reception.nowMs,
      },
    ]);
    // Another content is another alarm.
    await reception.refused(register.write({ ...first.manifest, builtAtMs: 2 }, first.entries));
    expect(await reception.alarmsOf(register)).toHaveLength(2);
    expect(await reception.linesOf(register, 5)).toEqual(first.body.trimEnd().split('\n').slice(1));
  });

  it('with entries that are here already, in other batches, raises an alarm', async () => {
    const register = await reception.openRegister();
    const first = register.cut();
    await reception.taken(first);
    const again = register.write({ ...first.manifest, batchNo: 2 }, first.entries);
    const message = 'Entries up to 5 are here already, in other batches. Nothing was changed.';
    expect(await reception.refused(again)).toEqual({
      code: 'conflict',
      message,
      expected: { from: 6, batchNo: 2 },
    });
    expect(await reception.alarmsOf(register)).toMatchObject([
      { kind: 'range', batchNo: 2, message },
    ]);
  });

  it('that continues another past raises an alarm', async () => {
    const register = await reception.openRegister();
    await reception.taken(register.cut());
    const fork = makeRegister(STORE, register.registerId);
    fork.openDay();
    fork.sell(3);
    fork.cut();
    fork.sell(1);
    const { manifest, entries } = fork.cut();
    const message = 'The batch does not continue entry 5 as it is here. Nothing was changed.';
    expect(await reception.refused(register.write(manifest, entries))).toEqual({
      code: 'conflict',
      message,
      expected: { from: 6, batchNo: 2 },
    });
    expect(await reception.alarmsOf(register)).toMatchObject([
      { kind: 'fork', batchNo: 2, message },
    ]);
    expect((await reception.positionOf(register)).slice(0, 2)).toEqual([5, 1]);
  });

  it('after one that has not come yet says what is missing, and alarms nobody', async () => {
    const register = await reception.openRegister();
    const first = register.cut();
    register.sell(1);
    const second = register.cut();
    const expected = { from: 1, batchNo: 1 };
    expect(await reception.refused(second)).toEqual({
      code: 'gap',
      message: 'Expected batch 1 from entry 1, got batch 2 from entry 6.',
      expected,
    });
    const misnumbered = register.write({ ...first.manifest, batchNo: 2 }, first.entries);
    expect(await reception.refused(misnumbered)).toMatchObject({ code: 'gap', expected });
    const later = register.write({ ...second.manifest, batchNo: 1 }, second.entries);
    expect(await reception.refused(later)).toMatchObject({ code: 'gap', expected });
    expect(await reception.alarmsOf(register)).toEqual([]);
    await reception.taken(first);
    await reception.taken(second);
  });

  it('is seen before an entry of it is read', async () => {
    const register = await reception.openRegister();
    const { manifest } = register.cut();
    const [header = ''] = register.write({ ...manifest, batchNo: 2 }, []).body.split('\n');
    const source: UploadSource = {
      encoding: 'identity',
      maxBytes: 10_000_000,
      async *read() {
        yield Buffer.from(`${header}\n`, 'utf8');
        throw new Error('read on');
      },
    };
    expect(await reception.refused(source)).toMatchObject({ code: 'gap' });
  });
});

describe('a batch that is not true', () => {
  const nothingCameOf = async (register: TestRegister) => {
    expect(await reception.positionOf(register)).toEqual([0, 0, GENESIS]);
    expect(await findBatch(reception.office.sql, STORE, register.registerId, 1)).toBeNull();
    const [row] = await reception.office.sql.query(
      'SELECT count(*)::int AS kept FROM entry WHERE register_id = $1',
      [register.registerId],
    );
    expect(row?.['kept']).toBe(0);
  };

  it('is refused whole: by a line, by its end, or because it is empty', async () => {
    const register = await reception.openRegister();
    const { manifest, entries } = register.cut();
    const write = (change: Partial<UploadManifest>, part = entries) =>
      register.write({ ...manifest, ...change }, part);
    const moved = entries.map((entry) => (entry.seq === 3 ? { ...entry, atMs: 7 } : entry));
    expect(await reception.refused(write({}, moved))).toMatchObject({ code: 'chain', entrySeq: 3 });
    expect(await reception.refused(write({}, entries.slice(0, 4)))).toMatchObject({
      code: 'count',
    });
    expect(await reception.refused(write({ salesTotalMinor: minor(1) }))).toMatchObject({
      code: 'totals',
    });
    expect(await reception.refused(sourceOf('{}'))).toMatchObject({ code: 'malformed' });
    expect(await reception.refused(sourceOf(''))).toEqual({
      code: 'malformed',
      message: 'The batch is empty.',
    });
    const { body } = write({});
    const short = { ...sourceOf(body), maxBytes: body.length - 1 };
    expect(await reception.refused(short)).toMatchObject({ code: 'tooLarge' });
    await nothingCameOf(register);
    await reception.taken(write({}));
  });

  it('is one whose grand total does not go on from the batch before', async () => {
    const register = await reception.openRegister();
    const first = register.cut();
    await reception.taken(first);
    register.sell(1);
    const { manifest, entries } = register.cut();
    const before = first.manifest.grandSalesMinor;
    const alone = minor(manifest.grandSalesMinor - before);
    expect(
      await reception.refused(register.write({ ...manifest, grandSalesMinor: alone }, entries)),
    ).toEqual({
      code: 'totals',
      message: `The totals do not come out: grandSalesMinor: manifest ${alone}, entries ${manifest.grandSalesMinor}.`,
    });
    await reception.taken(register.write(manifest, entries));
  });

  it('is one that reads otherwise the second time: the disk’s fault is nobody’s refusal', async () => {
    const register = await reception.openRegister();
    const other = makeRegister(STORE, register.registerId);
    other.openDay();
    other.sell(3);
    const batch = register.cut();
    const [header = ''] = batch.body.split('\n');
    const unlike = `${[header, ...other.entries.map(canonicalJson)].join('\n')}\n`;
    for (const second of [unlike, `${batch.body.trimEnd().slice(0, -1)}\n`, `${header}\n`]) {
      let reads = 0;
      const source: UploadSource = {
        encoding: 'identity',
        maxBytes: 10_000_000,
        async *read() {
          reads += 1;
          yield Buffer.from(reads === 1 ? batch.body : second, 'utf8');
        },
      };
      await expect(reception.receive(source)).rejects.toThrow();
      await nothingCameOf(register);
    }
    await reception.taken(batch);
  });

  it('is not what a broken wire is: that is thrown', async () => {
    const broken = new Error('aborted');
    const source: UploadSource = {
      encoding: 'identity',
      maxBytes: 10_000_000,
      async *read() {
        yield* [];
        throw broken;
      },
    };
    await expect(reception.receive(source)).rejects.toBe(broken);
  });
});

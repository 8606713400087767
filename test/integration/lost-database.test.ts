import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { beforeEach, describe, expect, it } from 'vitest';
import { readCopy } from '../../db/copy-file.ts';
import {
  CASHIER,
  copyLines,
  copyOf,
  databaseOf,
  journalOf,
  keptIn,
  MANAGER,
  open,
  sell,
  SUPERVISOR,
  WARE,
} from './halted-kit.ts';
import {
  approve,
  asked,
  begun,
  dataDir,
  decisions,
  folder,
  layBack,
  morning,
  numbers,
  readTablesAreWhole,
  receipt,
  running,
  salesOf,
  sellPastABackup,
  start,
  stop,
  useLostLane,
} from './lost-lane.ts';

useLostLane();

describe('this morning’s database, laid back over this evening’s', () => {
  beforeEach(async () => {
    await sellPastABackup(5);
    layBack();
  });

  it('sells nothing, writes nothing, and says what is missing', async () => {
    const before = journalOf(morning());
    const copy = readFileSync(copyOf(dataDir()));
    const lane = await start();
    const { code, database, copy: shown, offers, headOffice } = await asked();
    expect({ code, offers, headOffice }).toEqual({
      code: 'copyAhead',
      offers: { takeCopy: 'manager', goOn: 'manager' },
      headOffice: null,
    });
    expect(database).toMatchObject({
      seq: before.length,
      receiptNo: receipt(1),
      own: { sales: 0 },
    });
    expect(shown).toMatchObject({ receiptNo: receipt(6), missing: { sales: 5 }, badLine: null });
    expect(shown?.seq).toBe(copyLines(dataDir()).length);
    for (const name of ['session.signOn', 'day.open', 'sale.scan', 'upload.send'] as const) {
      const answer = await lane.call(name, MANAGER as never);
      expect([name, answer]).toMatchObject([
        name,
        { ok: false, error: { code: 'storeFault', params: { reason: 'copyAhead' } } },
      ]);
    }
    expect(lane.latest().operators).toMatchObject([{ operatorId: '9001', role: 'manager' }]);
    await stop();
    expect(journalOf(databaseOf(dataDir()))).toEqual(before);
    expect(readFileSync(copyOf(dataDir())).equals(copy)).toBe(true);
    expect(keptIn(dirname(copyOf(dataDir())))).toEqual([]);
  });

  it('asks again after a restart', async () => {
    await start();
    const { lossId } = await asked();
    await stop();
    await start();
    expect((await asked()).lossId).toBe(lossId);
  });

  it('goes on from the copy’s entries, and keeps the database that was laid back', async () => {
    const laidBack = journalOf(morning());
    const lane = await start();
    const { lossId } = await asked();
    await lane.must('loss.decide', approve(lossId, 'takeCopy'));
    await begun();
    await open(lane);
    expect(await sell(lane, 1)).toEqual([receipt(7)]);
    await stop();
    expect(salesOf(databaseOf(dataDir()))).toEqual(numbers(1, 7));
    const [decided, ...more] = decisions();
    expect(more).toEqual([]);
    expect(decided).toMatchObject({
      actor: '9001',
      decision: 'takeCopy',
      database: { seq: laidBack.length, hash: laidBack.at(-1)?.hash },
      copy: { says: 'ahead' },
      apart: { entries: 0, sales: 0 },
      nextReceiptSeq: 7,
    });
    expect(keptIn(dataDir())).toEqual([decided?.keptAs]);
    expect(journalOf(join(dataDir(), decided?.keptAs ?? ''))).toEqual(laidBack);
    expect(readCopy(copyOf(dataDir()), () => undefined)).toMatchObject({ ok: true });
    readTablesAreWhole();
  });

  it('laid back a second time, whatever is decided: no number of the first time is given again', async () => {
    await start();
    await running().must('loss.decide', approve((await asked()).lossId, 'goOn'));
    await begun();
    await stop();
    layBack();
    const lane = await start();
    await lane.must('loss.decide', approve((await asked()).lossId, 'takeCopy'));
    await begun();
    await open(lane);
    expect(await sell(lane, 1)).toEqual([receipt(7)]);
    expect(decisions().at(-1)).toMatchObject({ decision: 'takeCopy', nextReceiptSeq: 7 });
    await stop();
    readTablesAreWhole();
  });

  it('goes on with the database, keeps the copy, and gives no number twice', async () => {
    const away = copyLines(dataDir());
    const lane = await start();
    const { lossId, copy } = await asked();
    await lane.must('loss.decide', approve(lossId, 'goOn'));
    await begun();
    await open(lane);
    expect(await sell(lane, 2)).toEqual([receipt(7), receipt(8)]);
    await stop();
    expect(salesOf(databaseOf(dataDir()))).toEqual([receipt(1), receipt(7), receipt(8)]);
    const [decided, ...more] = decisions();
    expect(more).toEqual([]);
    expect(decided).toMatchObject({
      actor: '9001',
      decision: 'goOn',
      apart: copy?.missing,
      nextReceiptSeq: 7,
    });
    const kept = join(dirname(copyOf(dataDir())), decided?.keptAs ?? '');
    expect(readFileSync(kept, 'utf8')).toBe(away.map((line) => `${line}\n`).join(''));
    const verdict = readCopy(copyOf(dataDir()), () => undefined);
    expect(verdict).toMatchObject({
      ok: true,
      head: { seq: journalOf(databaseOf(dataDir())).length },
    });
    readTablesAreWhole();
  });

  it('is decided by a manager alone, whose wrong PINs are counted, also over a restart', async () => {
    const before = journalOf(databaseOf(dataDir()));
    let lane = await start();
    const { lossId } = await asked();
    const errorOf = async (approval: typeof MANAGER | null) => {
      const answer = await lane.call('loss.decide', { lossId, decision: 'goOn', approval });
      return answer.ok ? null : answer.error.code;
    };
    expect(await errorOf(null)).toBe('needsApproval');
    expect(await errorOf(CASHIER)).toBe('approverMayNot');
    expect(await errorOf(SUPERVISOR)).toBe('approverMayNot');
    expect(await errorOf({ operatorId: '7777', pin: '1234' })).toBe('unknownOperator');
    const wrong = { ...MANAGER, pin: '0000' };
    expect([await errorOf(wrong), await errorOf(wrong)]).toEqual(['wrongPin', 'wrongPin']);
    await stop();
    lane = await start();
    expect([await errorOf(wrong), await errorOf(wrong)]).toEqual(['wrongPin', 'wrongPin']);
    expect(await errorOf(wrong)).toBe('lockedOut');
    expect(await errorOf(MANAGER)).toBe('lockedOut');
    await stop();
    lane = await start();
    expect(await errorOf(MANAGER)).toBe('lockedOut');
    await stop();
    expect(journalOf(databaseOf(dataDir()))).toEqual(before);
  });

  it('tells how many PINs were wrong with the decision', async () => {
    const lane = await start();
    const { lossId } = await asked();
    await lane.call('loss.decide', approve(lossId, 'takeCopy', { ...MANAGER, pin: '0000' }));
    await lane.must('loss.decide', approve(lossId, 'takeCopy'));
    await begun();
    await stop();
    expect(decisions()).toMatchObject([{ wrongPins: 1 }]);
  });

  it('does nothing twice, and nothing on another question than the one that was read', async () => {
    const lane = await start();
    const { lossId } = await asked();
    const other = await lane.call('loss.decide', approve(`${lossId}x`, 'goOn'));
    expect(other).toMatchObject({ ok: false, error: { code: 'questionChanged' } });
    const commandId = uuidv7();
    const [first, second] = await Promise.all([
      lane.call('loss.decide', approve(lossId, 'takeCopy'), commandId),
      lane.call('loss.decide', approve(lossId, 'goOn')),
    ]);
    expect([first.ok, second]).toMatchObject([true, { ok: false, error: { code: 'busy' } }]);
    await begun();
    // The window did not hear the answer and asks once more; another press comes late.
    expect(await lane.call('loss.decide', approve(lossId, 'takeCopy'), commandId)).toEqual(first);
    const late = await lane.call('loss.decide', approve(lossId, 'goOn'));
    expect(late).toMatchObject({ ok: false, error: { code: 'questionChanged' } });
    await stop();
    expect(decisions()).toHaveLength(1);
    expect(keptIn(dataDir())).toHaveLength(1);
  });

  it('offers no copy whose middle is damaged, and does not take one that was damaged since', async () => {
    const good = readFileSync(copyOf(dataDir()), 'utf8');
    const bad = copyLines(dataDir()).map((line, index) => (index === 3 ? line.slice(1) : line));
    writeFileSync(copyOf(dataDir()), `${bad.join('\n')}\n`);
    await start();
    expect(await asked()).toMatchObject({
      copy: { badLine: 4, receiptNo: receipt(6) },
      offers: { takeCopy: 'no', goOn: 'manager' },
    });
    await stop();
    writeFileSync(copyOf(dataDir()), good);
    const lane = await start();
    const { lossId } = await asked();
    writeFileSync(copyOf(dataDir()), `${bad.join('\n')}\n`);
    const answer = await lane.call('loss.decide', approve(lossId, 'takeCopy'));
    expect(answer).toMatchObject({ ok: false, error: { params: { reason: 'corrupt' } } });
    const again = await lane.until(({ loss }) => loss?.offers.takeCopy === 'no');
    expect(again.loss?.copy?.badLine).toBe(4);
    await stop();
    expect(journalOf(databaseOf(dataDir()))).toEqual(journalOf(morning()));
    expect(keptIn(dataDir())).toEqual([]);
  });

  it('says that the copy’s disk is gone, where it was pulled out meanwhile, and asks again', async () => {
    const outbox = join(dataDir(), 'outbox');
    mkdirSync(outbox, { recursive: true });
    const lane = await start();
    const { lossId } = await asked();
    rmSync(copyOf(dataDir()));
    expect(await lane.call('loss.decide', approve(lossId, 'takeCopy'))).toMatchObject({
      ok: false,
      error: { code: 'storeFault', params: { reason: 'io' } },
    });
    expect(existsSync(outbox)).toBe(true);
    expect(keptIn(dataDir())).toEqual([]);
  });

  it('keeps batches of the other history aside', async () => {
    const outbox = join(dataDir(), 'outbox');
    mkdirSync(outbox, { recursive: true });
    writeFileSync(join(outbox, 'S001-1-batch-000001.ndjson'), 'of the other history');
    const lane = await start();
    await lane.must('loss.decide', approve((await asked()).lossId, 'goOn'));
    await begun();
    expect(existsSync(join(outbox, 'S001-1-batch-000001.ndjson'))).toBe(false);
    expect(keptIn(dataDir()).filter((name) => name.startsWith('outbox'))).toHaveLength(1);
  });
});

describe('a database that went on after it was laid back', () => {
  it('is set against the copy from where the two part', async () => {
    await sellPastABackup(5);
    layBack();
    const away = join(folder(), 'away');
    copyFileSync(copyOf(dataDir()), away);
    rmSync(copyOf(dataDir()));
    await open(await start());
    await sell(running(), 1);
    await stop();
    const own = journalOf(databaseOf(dataDir()));
    copyFileSync(away, copyOf(dataDir()));
    const lane = await start();
    const shown = await asked();
    expect(shown).toMatchObject({
      code: 'copyOther',
      database: { own: { sales: 1 } },
      copy: { says: 'other', missing: { sales: 5 } },
      offers: { takeCopy: 'manager', goOn: 'manager' },
    });
    await lane.must('loss.decide', approve(shown.lossId, 'takeCopy'));
    await begun();
    await open(lane);
    // Number 2 was given in both histories, 7 in none.
    expect(await sell(lane, 1)).toEqual([receipt(7)]);
    await stop();
    const [decided] = decisions();
    expect(decided).toMatchObject({ decision: 'takeCopy', apart: { sales: 1 } });
    expect(journalOf(join(dataDir(), decided?.keptAs ?? ''))).toEqual(own);
    readTablesAreWhole();
  });
});

describe('a copy that comes to speak against the database while the register runs', () => {
  it('stops selling when the counter is free', async () => {
    await sellPastABackup(2);
    layBack();
    const away = join(folder(), 'away');
    copyFileSync(copyOf(dataDir()), away);
    rmSync(copyOf(dataDir()));
    const lane = await start();
    await open(lane);
    await lane.must('sale.scan', { text: WARE, source: 'wedge' });
    // What is still on its way would be written over the other copy's lines.
    const own = () => journalOf(databaseOf(dataDir())).length;
    await expect.poll(() => copyLines(dataDir()).length - own()).toBe(0);
    copyFileSync(away, copyOf(dataDir()));
    // The next entry is written while a basket is open: it is finished first.
    await lane.must('sale.scan', { text: WARE, source: 'wedge' });
    await lane.must('pay.tender', {
      kind: 'cash',
      amountMinor: lane.latest().basket?.cashDueMinor ?? 0,
    });
    const { stopped, loss } = await lane.until((now) => now.loss !== null);
    expect(stopped?.code).toBe('copyOther');
    expect(loss?.copy?.missing.sales).toBe(2);
  });
});

describe('a second copy that is another’s', () => {
  it('is told of and left alone; selling goes on', async () => {
    await open(await start());
    await stop();
    writeFileSync(copyOf(dataDir()), 'a letter\nto the manager\n');
    const before = readFileSync(copyOf(dataDir()));
    const lane = await start();
    await open(lane);
    await sell(lane, 1);
    expect(lane.latest().devices.secondCopy).toEqual({ state: 'fault', code: 'foreign' });
    expect(readFileSync(copyOf(dataDir())).equals(before)).toBe(true);
    expect(keptIn(dirname(copyOf(dataDir())))).toEqual([]);
  });
});

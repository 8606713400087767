import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
  removeDatabaseOf,
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

/** Another place for the second copy, or none, in the settings. */
function nameForCopy(secondCopyPath: string | null): void {
  const settings = join(dataDir(), 'register.json');
  const before = JSON.parse(readFileSync(settings, 'utf8'));
  writeFileSync(settings, JSON.stringify({ ...before, secondCopyPath }));
}

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
    for (const name of ['session.signOn', 'day.open', 'sale.scan', 'batch.send'] as const) {
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

  it.each<[string, () => string | null]>([
    ['another place', () => join(folder(), 'elsewhere.ndjson')],
    ['no place', () => null],
  ])('is not out of sight where the settings name %s for the copy', async (_, place) => {
    const settings = join(dataDir(), 'register.json');
    const before = readFileSync(settings, 'utf8');
    nameForCopy(place());
    const { stopped } = (await start()).latest();
    expect(stopped?.code).toBe('copyLeft');
    expect(stopped?.params['detail']).toContain(copyOf(dataDir()));
    await stop();
    expect(existsSync(join(folder(), 'elsewhere.ndjson'))).toBe(false);
    writeFileSync(settings, before);
    await start();
    expect((await asked()).copy).toMatchObject({ receiptNo: receipt(6), missing: { sales: 5 } });
  });

  it('is not out of sight where the end of that copy is damaged as well', async () => {
    const lines = copyLines(dataDir());
    writeFileSync(copyOf(dataDir()), `${[...lines.slice(0, -1), '{"seq":'].join('\n')}\n`);
    nameForCopy(join(folder(), 'elsewhere.ndjson'));
    expect((await start()).latest().stopped?.code).toBe('copyLeft');
    await stop();
    // Nor with a second start: the place before is still known.
    expect((await start()).latest().stopped?.code).toBe('copyLeft');
  });

  it('is asked about by the newer copy, where the path had been changed before that', async () => {
    // The day so far with the copy at one place, the rest at another; the morning knows the first alone.
    await start();
    await running().must('loss.decide', approve((await asked()).lossId, 'takeCopy'));
    await begun();
    await stop();
    nameForCopy(join(folder(), 'elsewhere.ndjson'));
    await open(await start());
    await sell(running(), 1);
    await stop();
    layBack();
    await start();
    expect((await asked()).copy).toMatchObject({ receiptNo: receipt(7) });
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

const keyOf = () => join(dataDir(), 'keys', 'register-ed25519.pem');

describe('a database that is gone', () => {
  beforeEach(async () => {
    await sellPastABackup(2);
    removeDatabaseOf(dataDir());
  });

  it('is made again from the copy by whoever stands there: its people went with it', async () => {
    const lane = await start();
    const { lossId, database, copy, offers, code } = await asked();
    expect({ code, offers }).toEqual({
      code: 'copyAhead',
      offers: { takeCopy: 'anybody', goOn: 'no' },
    });
    expect(database).toMatchObject({ seq: 0, receiptNo: null, atMs: null });
    expect(copy).toMatchObject({ missing: { sales: 3 } });
    await lane.must('loss.decide', { lossId, decision: 'takeCopy', approval: null });
    await begun();
    // The file of people is read again, and PINs hold with this computer's secret.
    await open(lane);
    expect(await sell(lane, 1)).toEqual([receipt(4)]);
    await stop();
    expect(decisions()).toMatchObject([{ actor: 'system', decision: 'takeCopy' }]);
    readTablesAreWhole();
  });

  it('does not begin anew beside a copy that is damaged', async () => {
    const bad = copyLines(dataDir()).map((line, index) => (index === 3 ? line.slice(1) : line));
    writeFileSync(copyOf(dataDir()), `${bad.join('\n')}\n`);
    const lane = await start();
    const { lossId, offers } = await asked();
    expect(offers).toEqual({ takeCopy: 'no', goOn: 'no' });
    const answer = await lane.call('loss.decide', approve(lossId, 'goOn'));
    expect(answer).toMatchObject({ ok: false, error: { code: 'questionChanged' } });
  });

  it('does not begin anew where its copy is gone as well: its key shows that it was here before', async () => {
    const copyFolder = dirname(copyOf(dataDir()));
    const away = join(folder(), 'copy-away');
    renameSync(copyFolder, away);
    for (let tries = 0; tries < 2; tries += 1) {
      const lane = await start();
      expect(lane.latest()).toMatchObject({ phase: 'stopped', stopped: { code: 'dataGone' } });
      expect(await lane.call('session.signOn', MANAGER)).toMatchObject({ ok: false });
      await stop();
    }
    rmSync(copyFolder, { recursive: true, force: true });
    renameSync(away, copyFolder);
    const lane = await start();
    await lane.must('loss.decide', approve((await asked()).lossId, 'takeCopy'));
    await begun();
    await open(lane);
    expect(await sell(lane, 1)).toEqual([receipt(4)]);
  });

  it('begins anew without its copy once somebody has put its key aside', async () => {
    rmSync(dirname(copyOf(dataDir())), { recursive: true });
    await start();
    expect(running().latest().stopped?.code).toBe('dataGone');
    await stop();
    renameSync(keyOf(), join(folder(), 'key-aside.pem'));
    await start();
    expect(running().latest().phase).toBe('signedOff');
  });

  it('does not hinder a first start beside an empty copy', async () => {
    rmSync(copyOf(dataDir()));
    rmSync(keyOf());
    await open(await start());
    expect(await sell(running(), 1)).toEqual([receipt(1)]);
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
    copyFileSync(away, copyOf(dataDir()));
    // The next entry is written while a basket is open: it is finished first.
    await lane.must('sale.scan', { text: WARE, source: 'wedge' });
    await lane.must('pay.cash', { amountMinor: lane.latest().basket?.cashDueMinor ?? 0 });
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

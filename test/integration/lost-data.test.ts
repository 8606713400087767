import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { copyLines, copyOf, MANAGER, open, removeDatabaseOf, sell } from './halted-kit.ts';
import {
  approve,
  asked,
  begun,
  dataDir,
  decisions,
  folder,
  layBack,
  readTablesAreWhole,
  receipt,
  running,
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

describe('a copy whose place was changed together with the database', () => {
  beforeEach(async () => {
    await sellPastABackup(5);
    layBack();
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

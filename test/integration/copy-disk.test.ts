import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RegisterSettings } from '../../contracts/settings.ts';
import { openReadStore } from '../../db/store.ts';
import { openTestLane, type TestLane } from './lane-kit.ts';

let lane: TestLane;
let stick: string;
beforeEach(async () => {
  lane = await openTestLane();
  stick = join(dirname(lane.dataDir), 'stick');
  mkdirSync(stick);
  copyTo(join(stick, 'journal.ndjson'));
});
afterEach(() => lane.close());

function copyTo(secondCopyPath: string): void {
  const file = join(lane.dataDir, 'register.json');
  const settings = JSON.parse(readFileSync(file, 'utf8')) as RegisterSettings;
  writeFileSync(file, JSON.stringify({ ...settings, secondCopyPath }));
}

const signOn = (operatorId: string, pin: string) =>
  lane.must('session.signOn', { operatorId, pin });
const copyIs = (code: string | null) =>
  lane.until(({ devices }) => devices.secondCopy.code === code);

describe('the disk of the second copy', () => {
  it('pulled: selling goes on and the light says so; a manager accepts a new one, journaled', async () => {
    await lane.start();
    await lane.openForSelling();
    await copyIs('sameDisk');
    renameSync(stick, `${stick}-away`);
    mkdirSync(stick);
    const due = await lane.scanOne();
    await lane.must('pay.tender', { kind: 'cash', amountMinor: due });
    const seen = await copyIs('noDisk');
    expect(seen.devices.secondCopy.state).toBe('fault');
    expect(readdirSync(stick)).toEqual([]);

    await lane.must('session.signOff', {});
    await signOn('1001', '2580');
    expect(await lane.call('copy.newDisk', {})).toMatchObject({ error: { code: 'notAllowed' } });
    await lane.must('session.signOff', {});
    await signOn('9001', '846275');
    await lane.must('copy.newDisk', {});
    await copyIs('sameDisk');
    expect(readdirSync(stick).toSorted()).toEqual(['journal.ndjson', 'journal.ndjson.disk']);
    await lane.stop();
    const store = openReadStore(join(lane.dataDir, 'register.db'));
    const entries = store.read((tx) => tx.entries(1, tx.journalHead().seq));
    store.close();
    expect(entries.filter(({ type }) => type === 'copyDisk.accepted')).toMatchObject([
      { actor: '9001', payload: { was: expect.any(String), now: expect.any(String) } },
    ]);
    const copied = readFileSync(join(stick, 'journal.ndjson'), 'utf8').split('\n');
    expect(copied.slice(0, -1).map((line): unknown => JSON.parse(line))).toEqual(entries);
  });

  it('gives way to another one: the copy that is left behind has nothing more than the new one', async () => {
    await lane.start();
    await lane.openForSelling();
    await copyIs('sameDisk');
    await lane.stop();
    const left = readFileSync(join(stick, 'journal.ndjson'));
    copyTo(join(dirname(lane.dataDir), 'journal.ndjson'));
    await lane.start();
    await lane.openForSelling();
    await lane.stop();
    expect(readFileSync(join(stick, 'journal.ndjson')).equals(left)).toBe(true);
    const copied = readFileSync(join(dirname(lane.dataDir), 'journal.ndjson'), 'utf8');
    expect(copied.length).toBeGreaterThan(left.length);
  });

  it.each(['register.db', 'register.json', 'keys/pin-secret', 'incoming/catalogue.csv'])(
    'is not the register’s own %s: it stops, says so, and touches nothing',
    async (name) => {
      await lane.start();
      await lane.stop();
      copyTo(join(lane.dataDir, 'second-copy', '..', name));
      const before = readFileSync(join(lane.dataDir, name));
      await lane.start();
      expect(lane.snapshot()).toMatchObject({ phase: 'stopped', stopped: { code: 'settings' } });
      expect(lane.snapshot().stopped?.params['detail']).toContain('secondCopyPath');
      expect(readFileSync(join(lane.dataDir, name)).equals(before)).toBe(true);
    },
  );
});

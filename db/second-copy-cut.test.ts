import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALL_LUCK, layOutAfterCut } from '../host/test-kit/disk-after-cut.ts';
import { atEveryCut, differences } from '../host/test-kit/every-cut.ts';
import { RecordedDisk } from '../host/test-kit/recorded-disk.ts';
import { readCopy } from './copy-file.ts';
import { openStore } from './store.ts';
import { testRegister } from './testing/register.ts';
import { openShop, sellForCash } from './testing/shop.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-copy-cut-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what it called copied is there after a power cut at any moment, and it is whole again', {
  timeout: 240_000,
}, async () => {
  const stick = join(folder, 'stick');
  const base = join(folder, 'base');
  mkdirSync(stick);
  cpSync(stick, base, { recursive: true });
  const disk = new RecordedDisk(stick);
  const path = join(stick, 'copy', 'journal.jsonl');
  const register = testRegister({ secondCopyPath: path });
  /** What the disk had been asked for when the copy said up to where it is. */
  const said: { moment: number; copiedTo: number }[] = [];
  const settle = async () => {
    await register.store.settled();
    const { copiedTo } = register.store.health().secondCopy;
    said.push({ moment: disk.changes.length, copiedTo });
  };
  register.store.write(openShop);
  await settle();
  // Several entries at once are one append of several sectors.
  for (const count of [1, 6, 12]) {
    for (let n = 0; n < count; n += 1) register.store.write((tx) => sellForCash(tx, 100 + n));
    await settle();
  }
  const changes = [...disk.changes];
  disk.stop();
  const whole = readFileSync(path);
  layOutAfterCut(base, join(folder, 'whole'), changes, ALL_LUCK);
  expect(differences(join(folder, 'whole'), stick)).toEqual([]);
  expect(said.at(-1)?.copiedTo).toBe(21);
  register.store.close();

  const cuts = await atEveryCut(
    { base, changes, work: join(folder, 'cuts') },
    async ({ folder: left, moment }) => {
      const copy = join(left, 'copy', 'journal.jsonl');
      const sure = said.findLast((each) => each.moment <= moment)?.copiedTo ?? 0;
      // The other computer is gone with its disk: the copy alone has what it had confirmed.
      if (sure > 0) {
        const read = readCopy(copy, () => undefined);
        expect(read.ok && read.head.seq).toBeGreaterThanOrEqual(sure);
      }
      // And where the register is there again, it goes on.
      mkdirSync(join(left, 'copy'), { recursive: true });
      const isRemembered = moment >= (said[0]?.moment ?? 0) && moment % 2 === 0;
      if (isRemembered) {
        rmSync(stick, { recursive: true });
        cpSync(left, stick, { recursive: true });
      }
      // At another path the database remembers nothing, as a restored one.
      const store = openStore({
        ...register.options,
        secondCopyPath: isRemembered ? path : copy,
      });
      await store.settled();
      expect(store.health().secondCopy).toMatchObject({ state: 'ok', copiedTo: 21 });
      store.close();
      expect(readFileSync(isRemembered ? path : copy).equals(whole)).toBe(true);
    },
  );
  expect(existsSync(join(folder, 'cuts'))).toBe(true);
  expect(cuts).toBeGreaterThan(100);
});

test('a line that a disk has spoilt in the middle is no torn end', async () => {
  const path = join(folder, 'journal.jsonl');
  const register = testRegister({ secondCopyPath: path });
  register.store.write(openShop);
  for (let n = 0; n < 5; n += 1) register.store.write((tx) => sellForCash(tx, 100 + n));
  await register.store.settled();
  register.store.close();
  const bytes = readFileSync(path);
  const third = bytes.indexOf(0x0a, bytes.indexOf(0x0a) + 1) + 1;
  bytes.fill(0, third + 40, third + 200);
  const spoilt = join(folder, 'spoilt.jsonl');
  cpSync(path, spoilt);
  writeFileSync(spoilt, bytes);
  expect(readCopy(spoilt, () => undefined)).toMatchObject({ ok: false, line: 3 });
});

import { cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { restoreFromCopy } from '../../db/restore.ts';
import { type Drill, REGISTER_ID, type Scene } from './drill.ts';

/** Head office's disk died; what there is of it is yesterday's backup. */
const headOfficeFromYesterday: Drill = {
  name: 'head-office-restored',
  loss: 'Head office was restored from yesterday’s backup: it has forgotten two days it had signed for.',
  async play({ office, register, folder, acknowledged, say }) {
    await register.fullDay(2);
    await office.backUp(join(folder, 'backup'));
    await register.fullDay(3);
    await register.fullDay(1);
    await acknowledged();
    say('yesterday’s backup is laid back');
    await office.restore(join(folder, 'backup'));
    await register.order({ kind: 'send' });
    await register.order({ kind: 'until', state: 'allSent' });
    await register.fullDay(2);
  },
};

/** As above, and the register came in after the backup was made. */
const headOfficeForgotRegister: Drill = {
  name: 'head-office-forgot-register',
  loss: 'Head office was restored from a backup older than the register’s own enrolment.',
  async play({ office, register, folder, acknowledged, say }) {
    await office.backUp(join(folder, 'backup'));
    await office.revoke(REGISTER_ID);
    register.typeCode(await office.code(REGISTER_ID));
    await register.fullDay(2);
    await register.fullDay(2);
    await acknowledged();
    say('a backup from before its enrolment is laid back: its token is unknown');
    await office.restore(join(folder, 'backup'));
    await register.order({ kind: 'send' });
    await register.order({ kind: 'until', state: 'rejected' });
    say('head office makes a new code, somebody types it in');
    register.typeCode(await office.code(REGISTER_ID));
    await register.order({ kind: 'until', state: 'allSent' });
    await register.fullDay(1);
  },
};

const secondCopy: Drill = {
  name: 'register-from-second-copy',
  loss: 'The register’s database is gone; a new one is made from the second copy.',
  async play({ office, register, acknowledged, say }) {
    await register.fullDay(2);
    await register.fullDay(2);
    await acknowledged();
    await register.order({ kind: 'sell', sales: 3 });
    await register.stop();
    rmSync(register.database);
    const restored = restoreFromCopy(register.secondCopy, register.database);
    say(`restored from the second copy: ${JSON.stringify(restored)}`);
    // People and goods are not in the journal: head office publishes them again.
    await register.setUp(REGISTER_ID, office.url, await office.code(REGISTER_ID));
    await register.start();
    await register.order({ kind: 'closeDay' });
    await register.order({ kind: 'until', state: 'allSent' });
    await register.fullDay(1);
  },
};

/** Head office's code in the settings and a new start: what the guide says to do. */
async function startWithNewCode({ office, register }: Scene): Promise<void> {
  register.typeCode(await office.code(REGISTER_ID));
  await register.start();
}

const fromBackup: Drill = {
  name: 'register-from-backup',
  loss: 'The register’s database was laid back from a backup: head office has two days that it lacks.',
  async play(scene) {
    const { register, folder, acknowledged, say } = scene;
    await register.fullDay(2);
    await register.stop();
    cpSync(register.database, join(folder, 'register-backup.db'));
    await register.start();
    await register.fullDay(1);
    await register.fullDay(2);
    await acknowledged();
    await register.stop();
    cpSync(join(folder, 'register-backup.db'), register.database);
    rmSync(dirname(register.secondCopy), { recursive: true });
    say('yesterday’s register.db is laid back, the second copy is gone as well');
    await register.start();
    await register.order({ kind: 'until', state: 'otherHistory' });
    say('selling has stopped; a new code and a new start fetch what is missing');
    await register.stop();
    await startWithNewCode(scene);
    await register.fullDay(2);
  },
};

const soldOnOldDatabase: Drill = {
  name: 'register-sold-on-old-database',
  loss: 'An old database was laid back and sold on without a network: two histories under one number.',
  async play(scene) {
    const { office, register, folder, acknowledged, say } = scene;
    await register.fullDay(1);
    await register.stop();
    cpSync(register.database, join(folder, 'register-backup.db'));
    await register.start();
    await register.fullDay(2);
    await acknowledged();
    await register.stop();
    await office.stop();
    cpSync(join(folder, 'register-backup.db'), register.database);
    rmSync(dirname(register.secondCopy), { recursive: true });
    await register.start();
    await register.order({ kind: 'sell', sales: 1 });
    say('a receipt number was given a second time; head office is back');
    await register.stop();
    await office.start();
    await register.start();
    await register.order({ kind: 'until', state: 'otherHistory' });
    await register.stop();
    await startWithNewCode(scene);
    const kept = readdirSync(register.dataDir).filter((name) =>
      name.startsWith('register.db.kept-'),
    );
    say(`it goes on from head office; its own sale is kept in ${kept.join(', ')}`);
    if (kept.length !== 1) throw new Error('the old database was not kept');
    await register.fullDay(2);
  },
};

const newComputer: Drill = {
  name: 'new-computer',
  loss: 'The computer is gone with all its disks; a new one is enrolled under the same number.',
  async play({ office, register, anotherRegister, acknowledged, say }) {
    await register.fullDay(2);
    await register.fullDay(3);
    await acknowledged();
    await register.kill();
    const fresh = anotherRegister('new-computer');
    await fresh.setUp(REGISTER_ID, office.url, await office.code(REGISTER_ID));
    await fresh.start();
    say('it has fetched its journal and goes on with the next receipt');
    await fresh.fullDay(2);
  },
};

const revokedToken: Drill = {
  name: 'revoked-token',
  loss: 'Head office revoked the register’s token.',
  async play({ office, register, acknowledged, say }) {
    await register.fullDay(2);
    await acknowledged();
    await office.revoke(REGISTER_ID);
    await register.order({ kind: 'sell', sales: 2 });
    await register.order({ kind: 'closeDay' });
    await register.order({ kind: 'until', state: 'rejected' });
    say('the day waits; a new code is typed in while the register runs');
    register.typeCode(await office.code(REGISTER_ID));
    await register.order({ kind: 'until', state: 'allSent' });
  },
};

const lostKey: Drill = {
  name: 'lost-key',
  loss: 'The register’s signing key is gone; it made another one at its start.',
  async play({ office, register, folder, acknowledged, say }) {
    await register.fullDay(2);
    await office.backUp(join(folder, 'backup'));
    await register.fullDay(2);
    await acknowledged();
    await register.stop();
    rmSync(join(register.dataDir, 'keys', 'register-ed25519.pem'));
    await register.start();
    await register.order({ kind: 'sell', sales: 1 });
    await register.order({ kind: 'closeDay' });
    await register.order({ kind: 'until', state: 'notEnrolled' });
    say('a new code brings the new key in; head office is restored on top of it');
    register.typeCode(await office.code(REGISTER_ID));
    await register.order({ kind: 'until', state: 'allSent' });
    await acknowledged();
    await office.restore(join(folder, 'backup'));
    register.typeCode(await office.code(REGISTER_ID));
    await register.order({ kind: 'send' });
    await register.order({ kind: 'until', state: 'allSent' });
  },
};

const swappedDisk: Drill = {
  name: 'swapped-disk',
  loss: 'The second copy’s stick was exchanged for an empty one; then the register’s database died.',
  async play({ office, register, acknowledged, say }) {
    await register.fullDay(2);
    const stick = dirname(register.secondCopy);
    renameSync(stick, `${stick}-old`);
    mkdirSync(stick);
    await register.order({ kind: 'sell', sales: 2 });
    await register.order({ kind: 'until', state: 'noDisk' });
    say(`it sells, and writes nothing there: ${readdirSync(stick).length} files`);
    await register.order({ kind: 'acceptDisk' });
    say('a manager says that this is the new disk; the whole journal goes there');
    await register.order({ kind: 'closeDay' });
    await register.order({ kind: 'until', state: 'allSent' });
    await acknowledged();
    await register.stop();
    rmSync(register.database);
    const { copy } = restoreFromCopy(register.secondCopy, register.database);
    if (!copy.ok) throw new Error('the new disk’s copy is not whole');
    await register.setUp(REGISTER_ID, office.url, await office.code(REGISTER_ID));
    await register.start();
    await register.fullDay(1);
  },
};

/** Every road back, in the order in which they are played. */
export const DRILLS: readonly Drill[] = [
  headOfficeFromYesterday,
  headOfficeForgotRegister,
  secondCopy,
  fromBackup,
  soldOnOldDatabase,
  newComputer,
  revokedToken,
  lostKey,
  swappedDisk,
];

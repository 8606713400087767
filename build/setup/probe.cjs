// Loads one native package and does a little real work with it, then prints one JSON line. Runs
// in a process of its own, under Node and under Electron: a binary made for another Node-API
// version can end the process (SIGSEGV) instead of throwing (WiseLibs/better-sqlite3#1514).
'use strict';
const assert = require('node:assert');
const path = require('node:path');

/** The folder is the caller's to remove: a crash here would leave it behind. */
function probeSqlite(folder) {
  const Database = require('better-sqlite3');
  const db = new Database(path.join(folder, 'probe.db'));
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO item (name) VALUES (?)');
  db.transaction(() => {
    for (let index = 0; index < 100; index += 1) insert.run(`item ${index}`);
  }).immediate();
  assert.strictEqual(db.prepare('SELECT count(*) AS n FROM item').get().n, 100);
  assert.throws(() => db.prepare('SELECT colour FROM item'), /no such column/);
  const { version } = db.prepare('SELECT sqlite_version() AS version').get();
  db.close();
  return version;
}

async function probeSerialport() {
  const { SerialPort } = require('serialport');
  // Opening what cannot exist proves that the binary is loaded and answers.
  const port = new SerialPort({ path: '/no/such/port', baudRate: 9600, autoOpen: false });
  const error = await new Promise((resolve) => port.open(resolve));
  assert.ok(error instanceof Error);
  return 'loads';
}

async function probeArgon2() {
  const { hash, verify } = require('@node-rs/argon2');
  const hashed = await hash('1234', { memoryCost: 8192, timeCost: 1, parallelism: 1 });
  assert.ok(await verify(hashed, '1234'));
  assert.ok(!(await verify(hashed, '1235')));
  return 'loads';
}

const probes = {
  'better-sqlite3': probeSqlite,
  serialport: probeSerialport,
  '@node-rs/argon2': probeArgon2,
};

async function main() {
  const answer = await probes[process.argv[2]](process.argv[3]);
  process.stdout.write(`${JSON.stringify({ probe: answer })}\n`);
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

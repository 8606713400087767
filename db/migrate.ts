import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { invariant } from '../core/assert.ts';
import type { Migration } from './migrations/migration.ts';
import { APPLICATION_ID } from './peek.ts';
import { makePrivateFile } from '../host/private-file.ts';
import { putInPlace } from '../host/write-whole-file.ts';
import { storeFault } from './sqlite-fault.ts';

/**
 * Brings the schema to the newest step. Each step is one transaction together with its
 * `user_version`, so a crash leaves the step before it or the step itself. A database that holds
 * data is copied to `<path>.before-<version>` first, and checked afterwards.
 */
export function migrate(db: Database.Database, path: string, steps: readonly Migration[]): void {
  checkOrder(steps);
  const from = userVersion(db);
  const missing = steps.filter((step) => step.version > from);
  if (missing.length === 0) return;
  if (from > 0) keepCopy(db, `${path}.before-${missing.at(-1)?.version}`);
  for (const step of missing) applyStep(db, step);
  checkIntegrity(db, path);
}

/** Steps are positive, in tens and rising: a number used twice would be skipped silently. */
function checkOrder(steps: readonly Migration[]): void {
  let last = 0;
  for (const step of steps) {
    invariant(step.version > last, `migration ${step.version} comes after ${last}`);
    last = step.version;
  }
}

function userVersion(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

function applyStep(db: Database.Database, step: Migration): void {
  db.transaction(() => {
    db.exec(step.sql);
    db.pragma(`user_version = ${step.version}`);
    db.pragma(`application_id = ${APPLICATION_ID}`);
  }).immediate();
}

function keepCopy(db: Database.Database, target: string): void {
  // Made under another name: a copy cut short by a crash must never look like a whole one.
  const unfinished = `${target}.part`;
  rmSync(unfinished, { force: true });
  makePrivateFile(unfinished);
  db.prepare('VACUUM INTO ?').run(unfinished);
  const file = openSync(unfinished, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  // Over an older one in one step: there is always one of the two.
  putInPlace(unfinished, target);
}

/** Throws `StoreFault` `corrupt` when the file or a reference in it is broken. */
export function checkIntegrity(db: Database.Database, path: string): void {
  const verdict = String(db.pragma('integrity_check(1)', { simple: true }));
  if (verdict !== 'ok') throw storeFault('corrupt', `${path}: ${verdict}`);
  const broken = db.prepare<[], { table: string }>('PRAGMA foreign_key_check').get();
  if (broken !== undefined) {
    throw storeFault('corrupt', `${path}: a reference from ${broken.table} leads nowhere`);
  }
}

import type { ReadTx, WriteTx } from '../../till/ports/store.ts';
import type { ReadDb, WriteDb } from '../open.ts';

/** Answers kept for repeats: a window repeats within seconds, 10,000 are more than a day's. */
export const REMEMBERED_COMMANDS = 10_000;

/** Settings, and answers given to commands. */
export function prepareSettingReads(db: ReadDb): Pick<ReadTx, 'setting' | 'commandResult'> {
  const setting = db.prepare<[string], string>('SELECT value FROM setting WHERE key = ?').pluck();
  const result = db
    .prepare<[string], string>('SELECT result FROM command_result WHERE command_id = ?')
    .pluck();
  return {
    setting: (key) => setting.get(key) ?? null,
    commandResult: (commandId) => result.get(commandId) ?? null,
  };
}

/** Writes settings; keeps the last `REMEMBERED_COMMANDS` answers. */
export function prepareSettingWrites(db: WriteDb): Pick<WriteTx, 'setSetting' | 'rememberCommand'> {
  const set = db.prepare<[string, string]>(`
    INSERT INTO setting (key, value) VALUES (?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value`);
  const remember = db.prepare<[string, string]>(
    'INSERT INTO command_result (command_id, result) VALUES (?, ?)',
  );
  const forget = db.prepare<[number]>('DELETE FROM command_result WHERE number <= ?');
  return {
    setSetting: (key, value) => {
      set.run(key, value);
    },
    rememberCommand: (commandId, resultJson) => {
      const { lastInsertRowid } = remember.run(commandId, resultJson);
      forget.run(Number(lastInsertRowid) - REMEMBERED_COMMANDS);
    },
  };
}

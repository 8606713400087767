import { openDatabase } from './open.ts';
import { withFaults } from './sqlite-fault.ts';

/** What does not come from the journal and a new database needs to go on with. */
const REFERENCE_TABLES = [
  'setting',
  'flow_state',
  'operator',
  'item',
  'item_code',
  'item_term',
] as const;

/**
 * Takes people, catalogue and settings over from another database of the same schema into the one at
 * `target`, which nobody has open. Throws `StoreFault`.
 */
export function copyReference(from: string, target: string): void {
  const opened = openDatabase(target);
  try {
    withFaults(target, () => {
      opened.db.prepare('ATTACH DATABASE ? AS source').run(from);
      opened.db
        .transaction(() => {
          for (const table of REFERENCE_TABLES) {
            opened.db.prepare(`DELETE FROM main.${table}`).run();
            opened.db.prepare(`INSERT INTO main.${table} SELECT * FROM source.${table}`).run();
          }
        })
        .immediate();
      opened.db.prepare('DETACH DATABASE source').run();
    });
  } finally {
    opened.close();
  }
}

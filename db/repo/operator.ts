import { FIRST_LANGUAGE, isLanguage } from '../../core/language.ts';
import type { Operator, ReadTx, WriteTx } from '../../till/ports/store.ts';
import type { ReadDb, WriteDb } from '../open.ts';

interface OperatorRow {
  readonly operator_id: string;
  readonly name: string;
  readonly role: Operator['role'];
  readonly pin_hash: string;
  readonly locale: string;
  readonly failures: number | null;
  readonly locked_until_ms: number | null;
}

const SELECT = `
SELECT o.operator_id, o.name, o.role, o.pin_hash, o.locale, l.failures, l.locked_until_ms
FROM operator o LEFT JOIN operator_lock l ON l.operator_id = o.operator_id`;

/** People who may sign on; `operator` also finds those who no longer may, for names on reprints. */
export function prepareOperatorReads(
  db: ReadDb,
): Pick<ReadTx, 'operator' | 'operators' | 'approvalFailures'> {
  const one = db.prepare<[string], OperatorRow>(`${SELECT} WHERE o.operator_id = ?`);
  const all = db.prepare<[], OperatorRow>(
    `${SELECT} WHERE o.pin_hash <> '' ORDER BY o.operator_id`,
  );
  const failures = db
    .prepare<[string, string], number>(
      'SELECT failures FROM approval_failure WHERE asked_by = ? AND operator_id = ?',
    )
    .pluck();
  return {
    approvalFailures: (askedBy, operatorId) => failures.get(askedBy, operatorId) ?? 0,
    operator: (operatorId) => {
      const row = one.get(operatorId);
      return row === undefined ? null : operatorOf(row);
    },
    operators: () => all.all().map(operatorOf),
  };
}

/**
 * The list of people as it is from now on. Who is not on it loses the PIN and with it every way
 * in; the name stays, because receipts and reports of the past show it. Failures and lock-outs
 * stay too.
 */
export function prepareOperatorWrites(db: WriteDb): Pick<WriteTx, 'saveOperators'> {
  const save = db.prepare<[string, string, string, string, string]>(`
    INSERT INTO operator (operator_id, name, role, pin_hash, locale) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (operator_id) DO UPDATE SET name = excluded.name, role = excluded.role,
      pin_hash = excluded.pin_hash, locale = excluded.locale`);
  const dismissAll = db.prepare<[]>(`UPDATE operator SET pin_hash = ''`);
  return {
    saveOperators: (operators) => {
      dismissAll.run();
      for (const one of operators) {
        save.run(one.operatorId, one.name, one.role, one.pinHash, one.locale);
      }
    },
  };
}

function operatorOf(row: OperatorRow): Operator {
  return {
    operatorId: row.operator_id,
    name: row.name,
    role: row.role,
    pinHash: row.pin_hash,
    // A program from before its language was on the list speaks another one to the same person.
    locale: isLanguage(row.locale) ? row.locale : FIRST_LANGUAGE,
    failures: row.failures ?? 0,
    lockedUntilMs: row.locked_until_ms,
  };
}

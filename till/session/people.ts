import type { OperatorsChanged } from '../../core/journal/events/people.ts';
import { forgetFlow, readFlow } from '../ports/flow-state.ts';
import { SESSION_OPERATOR } from './session.ts';
import type { Operator, WriteTx } from '../ports/store.ts';

/** Setting: which secret the stored PINs are sealed with. */
const PIN_SECRET = 'operators.pinSecret';

/** A person as a list names them; PINs as they are stored. */
export type Person = Omit<Operator, 'failures' | 'lockedUntilMs'>;

/** Where a list of people comes from: the operators' file, or the loss of what PINs are read with. */
type Cause = OperatorsChanged['cause'];

/**
 * Puts a list of people in force. Who came, who went, whose rights or PIN are others than before is
 * journaled, never a PIN or its hash; a list that changes nothing of that leaves no entry. Whoever is
 * signed on and has no PIN, another role or another PIN now is signed off: what they were let in with
 * does not hold any more.
 */
export function replacePeople(tx: WriteTx, people: readonly Person[], cause: Cause): void {
  const before = new Map(tx.operators().map((person) => [person.operatorId, person]));
  const change = changeOf(before, people, cause);
  tx.saveOperators(people);
  if (change === null) return;
  tx.append('operators.changed', change, 'system');
  const operatorId = readFlow(tx, SESSION_OPERATOR) ?? '';
  const was = before.get(operatorId);
  if (was === undefined || isAsBefore(was, tx.operator(operatorId))) return;
  tx.append('operator.signedOff', { operatorId }, 'system');
  forgetFlow(tx, SESSION_OPERATOR);
}

/**
 * PINs hold with the secret they were sealed with. Where another is here now (the database was brought
 * to another computer, the secret's file is lost) nobody has a PIN any more, and that is journaled: a
 * screen full of names whom no PIN lets in would only lock them out. `operators.json` sets them anew.
 */
export function keepPinsOf(tx: WriteTx, secretId: string): void {
  if (pinsHold(tx, secretId)) return;
  if (tx.operators().length > 0) replacePeople(tx, [], 'pinSecretLost');
  tx.setSetting(PIN_SECRET, secretId);
}

/** Whether the PINs in this database can be read with that secret. */
export function pinsHold(tx: Pick<WriteTx, 'setting'>, secretId: string): boolean {
  return tx.setting(PIN_SECRET) === secretId;
}

function changeOf(
  before: ReadonlyMap<string, Person>,
  people: readonly Person[],
  cause: Cause,
): OperatorsChanged | null {
  const now = new Set(people.map(({ operatorId }) => operatorId));
  const added = people.filter(({ operatorId }) => !before.has(operatorId)).map(namedRole);
  const removed = [...before.values()].filter((one) => !now.has(one.operatorId)).map(namedRole);
  const changed = people.flatMap((person) => {
    const was = before.get(person.operatorId);
    if (was === undefined || (isAsBefore(was, person) && was.name === person.name)) return [];
    const newPin = was.pinHash !== person.pinHash;
    return [{ ...namedRole(person), was: { name: was.name, role: was.role }, newPin }];
  });
  if (added.length + removed.length + changed.length === 0) return null;
  return { cause, added, changed, removed };
}

function namedRole({ operatorId, name, role }: Person) {
  return { operatorId, name, role };
}

function isAsBefore(was: Person, now: Person | null): boolean {
  return now !== null && was.role === now.role && was.pinHash === now.pinHash;
}

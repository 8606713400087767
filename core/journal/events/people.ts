import { z } from 'zod';
import { event, type PayloadOf } from '../event.ts';
import { count, epochMs, id, text } from './shapes.ts';

const operator = z.strictObject({ operatorId: id });
const role = z.enum(['cashier', 'supervisor', 'manager']);
const namedRole = z.strictObject({ operatorId: id, name: text, role });

/** Who is at the register. */
export const peopleEvents = {
  /** Who may sign on is another list now. Never a PIN, nor its hash. */
  'operators.changed': event(
    z.strictObject({
      /** A file of people was taken in; or what their PINs are read with is gone, and nobody has one. */
      cause: z.enum(['file', 'pinSecretLost']),
      added: z.array(namedRole),
      changed: z.array(
        namedRole.extend({ was: z.strictObject({ name: text, role }), newPin: z.boolean() }),
      ),
      removed: z.array(namedRole),
    }),
  ),
  'operator.signedOn': event(operator),
  'operator.signedOff': event(operator),
  'operator.signOnFailed': event(z.strictObject({ operatorId: text, failures: count })),
  'operator.lockedOut': event(z.strictObject({ operatorId: text, untilMs: epochMs })),
  /** Nothing was touched for a while; the same person, or who took the session over, went on. */
  'screen.locked': event(operator),
  'screen.unlocked': event(operator),
  /** A wrong PIN where `operatorId` was asked to agree; counted for these two people alone. */
  'approval.pinFailed': event(
    z.strictObject({ askedBy: id, operatorId: id, right: text, failures: count }),
  ),
  /** A right PIN after wrong ones in the same box: the row begins anew. */
  'approval.pinAccepted': event(z.strictObject({ askedBy: id, operatorId: id })),
};

export type OperatorsChanged = PayloadOf<(typeof peopleEvents)['operators.changed']>;
export type NamedRole = OperatorsChanged['added'][number];

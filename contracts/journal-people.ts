import { z } from 'zod';

const text = z.string();
const id = z.string().min(1).max(64);
const count = z.int().min(0);
const epochMs = z.int().min(0);
const operator = z.strictObject({ operatorId: id });
const operatorRole = z.enum(['cashier', 'supervisor', 'manager']);
const namedRole = z.strictObject({ operatorId: id, name: text, role: operatorRole });

/** Entries about who is at the register: a part of `journalPayloadSchemas`. */
export const peoplePayloadSchemas = {
  'operators.changed': z.strictObject({
    cause: z.enum(['file', 'pinSecretLost']),
    added: z.array(namedRole),
    changed: z.array(
      namedRole.extend({
        was: z.strictObject({ name: text, role: operatorRole }),
        newPin: z.boolean(),
      }),
    ),
    removed: z.array(namedRole),
  }),
  'operator.signedOn': operator,
  'operator.signedOff': operator,
  'screen.locked': operator,
  'screen.unlocked': operator,
  'operator.signOnFailed': z.strictObject({ operatorId: text, failures: count }),
  'operator.lockedOut': z.strictObject({ operatorId: text, untilMs: epochMs }),
  'approval.pinFailed': z.strictObject({
    askedBy: id,
    operatorId: id,
    right: text,
    failures: count,
  }),
  'approval.pinAccepted': z.strictObject({ askedBy: id, operatorId: id }),
};

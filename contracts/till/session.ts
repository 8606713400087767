import { z } from 'zod';
import { languageSchema } from '../../core/language.ts';
import { done, id, nothing, pin, role } from '../common.ts';
import { command } from '../ipc.ts';

/**
 * What a scan means: an item to sell, an item or a customer's payment code, an item whose price is
 * asked, a receipt, or nothing at all.
 */
export const scanExpectation = z.enum(['sale', 'payment', 'priceCheck', 'receipt', 'nothing']);
export type ScanExpectation = z.infer<typeof scanExpectation>;

/** Who is at the register, and what its screen expects. */
export const sessionContract = {
  'session.signOn': command(z.strictObject({ operatorId: id, pin }), done),
  'session.signOff': command(nothing, done),
  'session.setLocale': command(z.strictObject({ locale: languageSchema }), done),
  /** Nothing was touched for a while: until a PIN is typed the register tells and does nothing. */
  'session.lock': command(nothing, done),
  /** The one who is signed on goes on; somebody else takes over, who may. */
  'session.unlock': command(z.strictObject({ operatorId: id, pin }), done),
  /** What a scan means on the screen that is shown; it stays so until the window says otherwise. */
  'screen.expects': command(z.strictObject({ expects: scanExpectation }), done),
  /** Ends the program: in kiosk mode the only way. */
  'program.end': command(nothing, done),
} as const;

/**
 * While nobody is signed on or the screen is locked: what is there of what the snapshot keeps back (an
 * open basket with lines, parked baskets, payments that are unclear).
 */
const withheldSchema = z.strictObject({
  basket: z.boolean(),
  parked: z.number().int(),
  unclear: z.number().int(),
});

export const sessionSlices = {
  operators: z.array(z.strictObject({ operatorId: z.string(), name: z.string(), role })),
  operator: z
    .strictObject({ operatorId: z.string(), name: z.string(), role, locale: languageSchema })
    .nullable(),
  /** Locked: a PIN goes first. `afterIdleS` 0 = it never locks by itself. */
  screenLock: z.strictObject({ locked: z.boolean(), afterIdleS: z.number().int() }),
  withheld: withheldSchema.nullable(),
  scans: z.strictObject({
    /** How many codes were read: what stood in the entry before the newest is void. */
    count: z.number().int(),
    /** As the window said with `screen.expects`. */
    expected: scanExpectation,
    /** The newest code that was read for a screen that asked for one: that screen's to answer. */
    read: z
      .strictObject({ readId: z.string(), expected: scanExpectation, text: z.string().max(512) })
      .nullable(),
  }),
};

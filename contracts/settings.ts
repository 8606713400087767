import { z } from 'zod';
import type { VoidLimits } from '../core/basket/correction.ts';
import { REGION_LAYOUTS, type RegionId } from '../core/gs1/region-layouts.ts';
import { languageSchema } from '../core/language.ts';
import { givenTextSchema } from '../core/local-text.ts';
import { CURRENCY_CODES } from '../core/money/currency.ts';

const cashRoundingSchema = z
  .strictObject({
    /** Smallest amount paid in cash, in minor units. */
    stepMinor: z.int().min(1).max(100_000),
    /** `down`: always in the customer's favour. */
    rounding: z.enum(['halfUp', 'halfDown', 'down']),
    /** Smallest amount paid by card, in minor units; 1 = exact. */
    cardStepMinor: z.int().min(1).max(100_000).default(1),
  })
  .refine(({ stepMinor, cardStepMinor }) => stepMinor % cardStepMinor === 0, {
    message: 'cardStepMinor must divide stepMinor: else cash could not pay what a card left',
  });

const REGION_IDS = Object.keys(REGION_LAYOUTS) as [RegionId, ...RegionId[]];

/** The other end of a cable or a network connection. */
export const lineSettingsSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('serial'),
    path: z.string().min(1),
    baud: z.number().int().positive().default(9600),
    stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
  }),
  z.strictObject({
    kind: z.literal('tcp'),
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535),
  }),
]);
export type LineSettings = z.infer<typeof lineSettingsSchema>;

/** What is set of every card terminal; its driver adds settings of its own. */
export const anyTerminal = {
  line: lineSettingsSchema,
  /** Our own name for this terminal; stays when the hardware's TID changes. */
  terminalId: z.string().min(1).max(32),
  /** Seconds without progress after which a payment is asked to stop; 0 = never. */
  customerLimitS: z.int().min(0).max(600).default(0),
};

/**
 * A card terminal. `protocol` names its driver, and only the driver's own schema knows and checks what
 * else stands here (`native/device/terminal-kit/driver.ts`).
 */
const terminalSettingsSchema = z.looseObject({ protocol: z.string().min(1), ...anyTerminal });
export type TerminalSettings = z.infer<typeof terminalSettingsSchema>;

export const deviceSettingsSchema = z.strictObject({
  terminal: terminalSettingsSchema.nullable(),
  printer: z
    .strictObject({
      protocol: z.literal('escpos'),
      line: lineSettingsSchema,
      columns: z.union([z.literal(32), z.literal(42), z.literal(48)]),
      codePage: z.enum(['gb18030', 'cp858', 'cp437']),
    })
    .nullable(),
  scanner: z.strictObject({ line: lineSettingsSchema }).nullable(),
});
export type DeviceSettings = z.infer<typeof deviceSettingsSchema>;

const limit = z.number().int().min(0).nullable();
/** Amounts in minor units; null = no limit, 0 = nothing without an approval. */
const voidLimits = z.strictObject({
  /** One line, or what one line is made fewer by; a whole basket that is voided. */
  amountMinor: limit,
  /** All that is taken off one basket. */
  basketMinor: limit,
  /** Lines taken off one basket. */
  basketCount: limit,
  /** Lines and baskets of one person in a shift. */
  shiftCount: limit,
}) satisfies z.ZodType<VoidLimits>;

const headOfficeSettings = z.strictObject({
  url: z.url(),
  /** One-time code. It is used once; a new one that is put here later is used at once. */
  enrolmentCode: z.string().nullable(),
  /** Lets token and sales travel unencrypted beyond this computer: for a shop's own wire only. */
  allowPlainHttp: z.boolean().default(false),
});

/** `register.json` in the data folder: what this lane is and what hangs on it. */
export const registerSettingsSchema = z.strictObject({
  version: z.literal(1),
  /** As printed in receipt numbers: capital letters and digits. */
  storeId: z.string().regex(/^[A-Z0-9]{1,8}$/),
  registerId: z.string().regex(/^[A-Z0-9]{1,4}$/),
  store: z.strictObject({
    name: givenTextSchema,
    address: givenTextSchema,
    taxId: z.string(),
    /** Printed at the head of every paper; empty when none is. */
    phone: z.string(),
    footer: givenTextSchema,
  }),
  currency: z.enum(CURRENCY_CODES, {
    error: ({ input }) =>
      `${JSON.stringify(input)} is no currency of this register; write one of ${CURRENCY_CODES.join(', ')}`,
  }),
  /**
   * How this shop rounds what is paid in cash, where that is not its currency's usual way
   * (`core/money/currency.ts`); null = the usual way. `stepMinor` 1 does not round.
   */
  cashRounding: cashRoundingSchema.nullable().default(null),
  taxMode: z.enum(['inside', 'onTop']),
  taxRounding: z.enum(['perLine', 'perReceipt']),
  /** Tax rates by the catalogue's tax codes, in basis points (1300 = 13 %). */
  taxRatesBp: z.record(z.string().min(1).max(12), z.number().int().min(0).max(10_000)),
  /** Names of the catalogue's departments, in the order of the quick keys. */
  departments: z.record(z.string().min(1).max(24), givenTextSchema),
  /** Layout of in-store price and weight labels; null = no price is taken from a code. */
  labelRegion: z.enum(REGION_IDS).nullable(),
  /** IANA zone for printed times and the proposed business day. */
  timeZone: z.string().min(1),
  defaultLocale: languageSchema,
  devices: deviceSettingsSchema,
  refunds: z
    .strictObject({
      /** A supervisor may pay back in cash what the terminal cannot refund to a card. */
      cardInCash: z.boolean(),
    })
    .default({ cardInCash: false }),
  /**
   * What the scanners are set to send before each code, where they send something: punctuation, for
   * a digit or a letter could be a code's own, and `]` begins an AIM identifier.
   */
  scanPrefix: z
    .string()
    .regex(/^[!-/:-@[\\^-`{-~]{0,4}$/, 'punctuation other than ]; no digit and no letter')
    .default(''),
  /** What a role may take off baskets by itself; above it somebody with more says yes. */
  voids: z
    .strictObject({
      cashier: voidLimits.default({
        amountMinor: 10_000,
        basketMinor: 20_000,
        basketCount: 5,
        shiftCount: 40,
      }),
      supervisor: voidLimits.default({
        amountMinor: null,
        basketMinor: null,
        basketCount: null,
        shiftCount: null,
      }),
    })
    .prefault({}),
  /**
   * Seconds without a key, a touch or a scan after which the screen is locked; 0 = never. The PIN opens
   * it again, with everything as it was.
   */
  screenLockS: z
    .int()
    .refine((seconds) => seconds === 0 || (seconds >= 30 && seconds <= 3600), {
      message: '0 (never) or 30 to 3600 seconds',
    })
    .default(600),
  /** Most that one scan of a customer's payment code may charge; null = no limit. */
  walletLimitMinor: z.int().positive().nullable().default(null),
  /** Another disk or stick; null switches the second copy off (and the top bar says so). */
  secondCopyPath: z.string().nullable(),
  headOffice: headOfficeSettings.nullable(),
  /**
   * This folder is for practice: every paper says so, nothing is sent and nothing is copied. Made
   * by the switch `--training`, never in a register that sells.
   */
  training: z.boolean().default(false),
});
export type RegisterSettings = z.infer<typeof registerSettingsSchema>;

/**
 * Settings of which a change is journaled with both values: what sums, rights and the reading of codes
 * depend on. No passwords, codes or addresses.
 */
export const journaledSettingsSchema = registerSettingsSchema.pick({
  currency: true,
  cashRounding: true,
  taxMode: true,
  taxRounding: true,
  taxRatesBp: true,
  labelRegion: true,
  timeZone: true,
  refunds: true,
  voids: true,
  walletLimitMinor: true,
  scanPrefix: true,
  screenLockS: true,
});
export type JournaledSettings = z.infer<typeof journaledSettingsSchema>;

/** Of them, those that must be one and the same from a day's or a basket's beginning to its end. */
export const MONEY_SETTINGS = ['currency', 'cashRounding', 'taxMode', 'taxRounding'] as const;
export type MoneySetting = (typeof MONEY_SETTINGS)[number];

/**
 * `incoming/operators.json`: who may sign on. PINs come as Argon2id hashes only; the register that
 * takes the file in seals them in it, for itself.
 */
export const operatorsFileSchema = z
  .array(
    z.strictObject({
      operatorId: z.string().regex(/^[A-Za-z0-9]{1,16}$/),
      name: z.string().min(1).max(40),
      role: z.enum(['cashier', 'supervisor', 'manager']),
      locale: languageSchema,
      /** A whole PHC string: half a hash would fail at sign-on, before a queue of customers. */
      pinHash: z
        .string()
        .regex(
          /^(?:\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{16,}|sealed1\$[A-Za-z0-9+/]{60,}={0,2})$/,
        ),
    }),
  )
  .min(1)
  .superRefine((people, context) => {
    const known = new Set<string>();
    for (const [index, { operatorId }] of people.entries()) {
      if (known.has(operatorId)) {
        const message = `operator ${operatorId} stands here twice`;
        context.addIssue({ code: 'custom', message, path: [index, 'operatorId'] });
      }
      known.add(operatorId);
    }
  });
export type OperatorsFile = z.infer<typeof operatorsFileSchema>;

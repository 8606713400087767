import { z } from 'zod';
const line = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('serial'),
    path: z.string().trim().min(1).max(200),
    baud: z.number().int().min(1200).max(921_600),
    stopBits: z.union([z.literal(1), z.literal(2)]),
  }),
  z.strictObject({
    kind: z.literal('tcp'),
    host: z.string().trim().min(1).max(200),
    port: z.number().int().min(1).max(65_535),
  }),
]);

/** A terminal as an operator chooses it. `password` null keeps the one that is stored. */
export const terminalChoice = z.strictObject({
  protocol: z.enum(['zvt', 'transbank']),
  line,
  terminalId: z.string().trim().min(1).max(32),
  password: z
    .string()
    .regex(/^\d{6}$/)
    .nullable(),
  /** Seconds without any progress after which a payment is asked to stop; 0 = never. */
  customerLimitS: z.number().int().min(0).max(600),
  /** The terminal takes customers' payment codes scanned at the register. */
  takesWalletCodes: z.boolean(),
  /** The cashier judges signatures given on the terminal's screen. */
  checksSignatures: z.boolean(),
});
export type TerminalChoice = z.infer<typeof terminalChoice>;

/** What is set up now. The password itself never leaves the service. */
export const terminalSetupView = z.strictObject({
  terminal: terminalChoice.omit({ password: true }).nullable(),
  hasPassword: z.boolean(),
  /** Serial ports this machine has, for choosing; empty where they cannot be listed. */
  ports: z.array(z.string()),
});
export type TerminalSetupView = z.infer<typeof terminalSetupView>;

/** The outcome of "test connection", check by check, in order. */
export const deviceChecks = z.strictObject({
  ok: z.boolean(),
  checks: z.array(
    z.strictObject({
      n: z.number().int(),
      /** i18n key suffix under `check.step.`. */
      step: z.enum(['port', 'answer', 'speed', 'registration', 'currency', 'status', 'batch']),
      state: z.enum(['ok', 'failed', 'skipped']),
      /** i18n key suffix under `check.result.`, in words what is wrong and what to do. */
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
});
export type DeviceChecks = z.infer<typeof deviceChecks>;

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

/** One thing that a driver wants to know. Its words stand in the driver's own dictionary. */
const formField = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    name: z.string(),
    maxLength: z.int(),
    /** What the whole text must look like: the source of a regular expression. */
    pattern: z.string(),
    /** Never shown and never told again; not typed, the one that is stored stays. */
    secret: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('switch'), name: z.string() }),
]);
export type TerminalFormField = z.infer<typeof formField>;

/** A kind of terminal that can be chosen, as the form needs it. */
const terminalDriverView = z.strictObject({
  id: z.string(),
  /** What the protocol calls itself, the same in every language. */
  name: z.string(),
  /** How terminals of this kind are usually connected; `port` null: there is no usual one. */
  usualLine: z.strictObject({
    kind: z.enum(['serial', 'tcp']),
    baud: z.int(),
    stopBits: z.union([z.literal(1), z.literal(2)]),
    port: z.int().nullable(),
  }),
  fields: z.array(formField),
});
export type TerminalDriverView = z.infer<typeof terminalDriverView>;

/** A terminal as an operator chooses it. */
export const terminalChoice = z.strictObject({
  /** The driver's id. */
  protocol: z.string().min(1).max(32),
  line,
  terminalId: z.string().trim().min(1).max(32),
  /** Seconds without any progress after which a payment is asked to stop; 0 = never. */
  customerLimitS: z.number().int().min(0).max(600),
  /** The driver's own fields; a secret that is null keeps the one that is stored. */
  fields: z.record(z.string().max(32), z.union([z.string().max(200), z.boolean(), z.null()])),
});
export type TerminalChoice = z.infer<typeof terminalChoice>;

/** What is set up now, and what could be. */
export const terminalSetupView = z.strictObject({
  /** Its secrets are null: they never leave the service. */
  terminal: terminalChoice.nullable(),
  /** Names of the secrets that are stored for it. */
  keptSecrets: z.array(z.string()),
  /** Every driver of this register, the usual one first. */
  drivers: z.array(terminalDriverView).min(1),
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

import type { RefusalBody, RefusalCode } from '../contracts/head-office.ts';

/** Why a request was not done, as it goes to whoever sent it. */
export type Refusal = RefusalBody['error'];

/** A refusal in words a person at the register or at head office can act on. */
export function refusal(
  code: RefusalCode,
  message: string,
  more: Omit<Refusal, 'code' | 'message'> = {},
): Refusal {
  return { code, message, ...more };
}

/**
 * Ends the reading of what comes in pieces: thrown where it contradicts itself or a limit, through
 * all who read it, and turned into its refusal by whoever began.
 */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;

  constructor(reason: Refusal) {
    super(reason.message);
    this.refusal = reason;
  }
}

const STATUS = {
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  invalid: 400,
  tooLarge: 413,
  unsupportedMediaType: 415,
  timeout: 408,
  busy: 503,
  internal: 500,
  codeUsed: 409,
  malformed: 400,
  wrongRegister: 403,
  notEnrolled: 403,
  signature: 422,
  count: 422,
  gap: 422,
  conflict: 409,
  chain: 422,
  payload: 422,
  unsupported: 422,
  totals: 422,
} as const satisfies Record<RefusalCode, number>;

/** The HTTP status (RFC 9110 §15) that goes with a refusal. */
export function statusOf(code: RefusalCode): (typeof STATUS)[RefusalCode] {
  return STATUS[code];
}

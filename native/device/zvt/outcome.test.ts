import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExchangeEnd } from '../../protocol/zvt/exchange-events.ts';
import { byteCode, fromHex } from '../../protocol/zvt/hex.ts';
import { decodeMessage, type Completion } from '../../protocol/zvt/messages.ts';
import { decodeStatusInfo, type StatusInfo } from '../../protocol/zvt/status-info.ts';
import { closeBatchOutcome, lastTransactionOutcome, paymentOutcome } from './outcome.ts';

const BYTES = fc.integer({ min: 0, max: 0xff });
const ERRORS = fc.integer({ min: 1, max: 0xff });
/** What the host may say in BMP A0: any code, 00 too, or nothing. */
const HOST_CODES = fc.option(BYTES);

/** A status with the terminal's result (27) and the host's own code (A0). */
function statusOf(result: number, host: number | null): StatusInfo {
  const hostCode = host === null ? '' : `a0 ${byteCode(host)}`;
  return decodeStatusInfo(
    fromHex(`27 ${byteCode(result)} ${hostCode} 04 00 00 00 00 10 10 87 00 07 0b 00 00 12`),
  );
}

function completionOf(code: number | null): Completion {
  const message = decodeMessage(
    fromHex(code === null ? '06 0f 00' : `06 0f 02 27 ${byteCode(code)}`),
  );
  if (message.kind !== 'completion') throw new Error('no completion');
  return message.completion;
}

function completed(status: StatusInfo | null, code: number | null = null): ExchangeEnd {
  return { kind: 'completed', status, completion: completionOf(code) };
}

function aborted(code: number, status: StatusInfo | null): ExchangeEnd {
  return { kind: 'aborted', code, text: '', receiptNo: '', receiptNos: [], status, early: false };
}

describe('the terminal’s result (27) decides, and the host’s code (A0) only informs', () => {
  test('no code of the host overrules an approval; each is kept', () => {
    fc.assert(
      fc.property(HOST_CODES, (host) => {
        const outcome = paymentOutcome(completed(statusOf(0, host)), false);
        expect(outcome).toMatchObject({ kind: 'approved', result: { approved: true } });
        const extra = outcome.kind === 'approved' ? outcome.result.extra : {};
        expect(extra['hostCode']).toBe(host === null ? undefined : byteCode(host));
      }),
    );
  });

  test('no code of the host makes a decline an approval, nor does a completion 00', () => {
    fc.assert(
      fc.property(ERRORS, HOST_CODES, fc.constantFrom(null, 0), (code, host, completion) => {
        const end = completed(statusOf(code, host), completion);
        const reason = byteCode(code);
        expect(paymentOutcome(end, false)).toMatchObject({
          kind: 'declined',
          reason,
          result: { approved: false, resultCode: reason },
        });
        expect(lastTransactionOutcome(end)).toMatchObject({ result: { approved: false } });
      }),
    );
  });

  test('an abort after an approval is a doubt, and after a decline a decline', () => {
    fc.assert(
      fc.property(ERRORS, ERRORS, HOST_CODES, (abort, code, host) => {
        const doubt = paymentOutcome(aborted(abort, statusOf(0, host)), false);
        expect(doubt).toEqual({ kind: 'unknown', reason: `abortAfterApproval:${byteCode(abort)}` });
        const declined = paymentOutcome(aborted(abort, statusOf(code, host)), false);
        expect(declined).toMatchObject({ kind: 'declined', result: { approved: false } });
      }),
    );
  });

  test('a lost end: only an approval needs to be confirmed, a decline stays a doubt', () => {
    fc.assert(
      fc.property(ERRORS, HOST_CODES, (code, host) => {
        const lost = (result: number): ExchangeEnd => {
          return { kind: 'lost', reason: 'lineLost', status: statusOf(result, host) };
        };
        expect(paymentOutcome(lost(0), false).kind).toBe('confirm');
        expect(paymentOutcome(lost(code), false).kind).toBe('unknown');
      }),
    );
  });
});

describe('a completion with a code of its own', () => {
  test('is a doubt after an approval; E0 and FC only tell of an update', () => {
    fc.assert(
      fc.property(ERRORS, HOST_CODES, (code, host) => {
        const outcome = paymentOutcome(completed(statusOf(0, host), code), false);
        expect(outcome).toMatchObject(
          code === 0xe0 || code === 0xfc
            ? { kind: 'approved' }
            : { kind: 'unknown', reason: `completion:${byteCode(code)}` },
        );
      }),
    );
  });

  test('without a result, or after one that was refused, tells nothing', () => {
    fc.assert(
      fc.property(fc.option(BYTES), BYTES, (code, result) => {
        const bare = paymentOutcome(completed(null, code), false);
        expect(bare).toEqual({ kind: 'unknown', reason: 'noResult' });
        const refused = paymentOutcome(completed(statusOf(result, null), code), true);
        expect(refused).toEqual({ kind: 'unknown', reason: 'completedAfterRefusal' });
      }),
    );
  });

  test('an end of day is closed by 27 = 00 alone, whatever the host says beside it', () => {
    fc.assert(
      fc.property(ERRORS, HOST_CODES, (code, host) => {
        expect(closeBatchOutcome(completed(statusOf(0, host)), []).kind).toBe('closed');
        expect(closeBatchOutcome(completed(statusOf(code, host)), [])).toMatchObject({
          kind: 'failed',
          resultCode: byteCode(code),
        });
      }),
    );
  });
});

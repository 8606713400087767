import type { Currency } from '../../../core/money/currency.ts';
import type { LastTransactionOutcome, TerminalOutcome } from '../../../till/ports/card-terminal.ts';
import { isSameNumber } from '../../protocol/transbank/belongs.ts';
import type { ExchangeEnd } from '../../protocol/transbank/exchange-session.ts';
import {
  isCertainRefusal,
  isDoubtful,
  shownCode,
} from '../../protocol/transbank/response-codes.ts';
import { saleResult, voidResult } from './result.ts';

/** "Already voided": a void asked for a second time was done the first time. */
export const ALREADY_VOIDED = '04';

const APPROVED = '00';
const NOTHING_STORED = '11';

/**
 * What a sale came to. Approved only by 00 with the register's own ticket and an amount; not
 * charged only by a code that says so for certain; every other answer is `unknown`.
 */
export function paymentOutcome(
  end: ExchangeEnd,
  ticket: string,
  currency: Currency,
): TerminalOutcome {
  if (end.kind !== 'answered') return withoutAnswer(end);
  if (end.message.kind !== 'sale') return { kind: 'unknown', reason: 'answerNotUnderstood' };
  const { sale } = end.message;
  const code = shownCode(sale.responseCode);
  const result = saleResult(sale, currency);
  if (sale.responseCode !== APPROVED) {
    return isCertainRefusal(sale.responseCode)
      ? { kind: 'declined', result, reason: code }
      : { kind: 'unknown', reason: code };
  }
  // An approval that does not say for what is asked about before it counts.
  if (sale.ticket === '' || !isSameNumber(sale.ticket, ticket))
    return { kind: 'unknown', reason: 'noReference' };
  if (sale.amountUnits === null) return { kind: 'unknown', reason: 'noAmount' };
  return { kind: 'approved', result };
}

/** A void: 04 says that it had been done already, which counts as done. */
export function reversalOutcome(end: ExchangeEnd): TerminalOutcome {
  if (end.kind !== 'answered') return withoutAnswer(end);
  if (end.message.kind !== 'void') return { kind: 'unknown', reason: 'answerNotUnderstood' };
  const { responseCode } = end.message;
  const code = shownCode(responseCode);
  if (isDoubtful(responseCode)) return { kind: 'unknown', reason: code };
  const result = voidResult(end.message, responseCode === ALREADY_VOIDED);
  return result.approved
    ? { kind: 'approved', result }
    : { kind: 'declined', result, reason: code };
}

function withoutAnswer(end: Exclude<ExchangeEnd, { kind: 'answered' }>): TerminalOutcome {
  switch (end.kind) {
    case 'notSent':
      return { kind: 'notStarted', reason: end.reason };
    case 'refused':
      return { kind: 'notStarted', reason: 'refusedByTerminal' };
    case 'acknowledged':
      return { kind: 'unknown', reason: 'noResult' };
    case 'lost':
      return { kind: 'unknown', reason: end.reason };
  }
}

/** The terminal's last sale. "None" only on its own word that no sale is stored. */
export function lastTransactionOutcome(
  end: ExchangeEnd,
  currency: Currency,
): LastTransactionOutcome {
  switch (end.kind) {
    case 'answered': {
      if (end.message.kind !== 'sale') return { kind: 'unreachable', reason: 'noResult' };
      const { sale } = end.message;
      if (sale.responseCode === NOTHING_STORED) return { kind: 'none' };
      // Only a sale that stands is kept as the last one; any other code speaks of the question.
      if (sale.responseCode !== APPROVED) {
        return { kind: 'unreachable', reason: shownCode(sale.responseCode) };
      }
      return { kind: 'found', result: saleResult(sale, currency) };
    }
    case 'acknowledged':
      return { kind: 'unreachable', reason: 'noResult' };
    case 'refused':
      return { kind: 'unreachable', reason: 'refusedByTerminal' };
    case 'notSent':
    case 'lost':
      return { kind: 'unreachable', reason: end.reason };
  }
}

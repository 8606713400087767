import type { DisplaySnapshot, TillSnapshot } from '../contracts/till/snapshot.ts';
import type { TillContext } from './runtime/context.ts';

/** What the customer display shows of the whole snapshot, also while the till's screen is locked. */
export function displayView(ctx: TillContext, till: TillSnapshot): DisplaySnapshot {
  const { basket, payment, saleReturn, lastSale } = till;
  // The sale before is another customer's: what is refunded is shown instead.
  const backMinor =
    payment === null || payment.way === 'payment'
      ? null
      : (saleReturn?.totalMinor ?? payment.amountMinor);
  return {
    revision: till.revision,
    phase: displayPhase(till),
    training: till.training,
    locale: ctx.settings.defaultLocale,
    storeName: till.store.name,
    currency: { code: till.currency.code, decimals: till.currency.decimals },
    lines: basket?.lines.filter((line) => !line.voided) ?? [],
    totalMinor: backMinor ?? basket?.totalMinor ?? lastSale?.totalMinor ?? 0,
    remainingMinor: basket?.remainingMinor ?? 0,
    itemCount: basket?.itemCount ?? 0,
    ...terminalWords(payment),
    paymentWay: payment?.way ?? 'payment',
    checking: payment !== null && payment.state !== 'working',
    changeMinor: basket === null ? (till.handOver?.amountMinor ?? lastSale?.handOverMinor ?? 0) : 0,
  };
}

/** Of the windows' own words, for what no code of the terminal says. */
const PLEASE_WAIT = 'working';

/** That a signature is being judged is between the cashier and the terminal. */
function terminalWords(
  payment: TillSnapshot['payment'],
): Pick<DisplaySnapshot, 'terminalText' | 'statusCode'> {
  if (payment === null) return { terminalText: '', statusCode: '' };
  if (payment.signature !== null) return { terminalText: '', statusCode: PLEASE_WAIT };
  return { terminalText: payment.terminalText, statusCode: payment.statusCode };
}

function displayPhase(till: TillSnapshot): DisplaySnapshot['phase'] {
  if (till.phase !== 'selling') return 'closed';
  if (till.payment !== null) return 'paying';
  if (till.basket !== null && till.basket.lines.length > 0) return 'selling';
  return till.lastSale === null ? 'idle' : 'thanks';
}

import {
  isAddOn,
  isExpired,
  parseScan,
  type RefusedScan,
  type ScanResult,
} from '../../core/gs1/parse-scan.ts';
import { readWalletCode } from '../../core/payment/wallet-code.ts';
import { addLine } from './add-line.ts';
import type { CommandContext } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { sellingDate } from '../runtime/clock-watch.ts';
import { currentBasket, owedByCard } from './current-basket.ts';
import { localTime } from '../runtime/local-time.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { ignoreScan, scanIgnored } from '../session/ignored-scan.ts';
import { authoriseSelling } from '../session/session.ts';
import { takeCard } from './pay-card.ts';
import type { CatalogueItem } from '../ports/store.ts';

type Empty = Record<string, never>;

/**
 * One code read by a scanner, on a line or typed. What it means is decided here, by the screen that
 * is shown: see `ScanExpectation`. A mis-read or half-read code is refused and sells nothing;
 * a scan can add a line or pay where a payment is expected, and can never change a quantity or a
 * price.
 */
export function scanItem(
  ctx: TillContext,
  command: CommandContext,
  input: { text: string },
): Reply<Empty> {
  const text = withoutPrefix(ctx, input.text);
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return ignoreScan(ctx, operator.error.code);
  ctx.state.scanCount += 1;
  if (ctx.state.payment?.way === 'payment') return scanIgnored('paymentOpen');
  // Its magazine was read just before, and that was answered.
  if (isAddOn(text)) return DONE;
  const expected = ctx.state.scanExpected;
  switch (expected) {
    case 'nothing':
      return refuse('scanNotExpected');
    case 'priceCheck':
    case 'receipt':
      return handOver(ctx, expected, text);
    case 'sale':
    case 'payment':
      break;
  }
  if (ctx.state.payment !== null) return scanIgnored('paymentOpen');
  // None has the length of an item's code, so nothing that is for sale is taken for one.
  const wallet = readWalletCode(text);
  if (wallet !== null) {
    return expected === 'payment' ? payByWallet(ctx, command, wallet.code) : walletTooSoon(ctx);
  }
  const scan = readCode(ctx, text);
  switch (scan.kind) {
    case 'refused':
      return misread(text, scan);
    case 'receipt':
      if (expected === 'payment') return refuse('scanNotExpected');
      // The window asks whether that sale is to be returned; the scan itself does nothing.
      ctx.state.notify('attention', 'receiptScanned', { receiptNo: scan.receiptNo });
      return DONE;
    default:
      return sellScanned(ctx, command, text, scan);
  }
}

/** The code without what the shop's scanners are set to send first; typed codes are without it. */
function withoutPrefix({ settings: { scanPrefix } }: TillContext, text: string): string {
  return text.startsWith(scanPrefix) ? text.slice(scanPrefix.length) : text;
}

/** A label's own fault is named by its field, so that somebody can mend the label. */
function misread(text: string, { reason, ai }: RefusedScan): Reply<never> {
  const code = shownCode(text);
  if (ai === undefined) return refuse('misread', { code });
  return refuse(reason === 'noItem' ? 'labelNoItem' : 'labelField', { code, ai });
}

/** Gives what was read to the screen that asked for it, which looks it up. Changes nothing. */
function handOver(
  ctx: TillContext,
  expected: 'priceCheck' | 'receipt',
  scanned: string,
): Reply<Empty> {
  const isKnownForm = readCode(ctx, scanned).kind !== 'refused';
  // What is no code of ours may be a customer's payment code or a card's stripe.
  const text = isKnownForm ? scanned : shownCode(scanned);
  ctx.state.scanRead = { readId: ctx.ids.next(), expected, text };
  return DONE;
}

/** A payment code counts where a payment is expected: a lot label can look like one. */
function walletTooSoon(ctx: TillContext): Reply<Empty> {
  const isOwed = ctx.store.read((tx) => (currentBasket(ctx, tx)?.totals.remainingMinor ?? 0) > 0);
  return refuse(isOwed ? 'walletNotExpected' : 'walletWithoutSale');
}

/** Charges what is left to pay to the wallet whose code was scanned. */
function payByWallet(ctx: TillContext, command: CommandContext, walletCode: string): Reply<Empty> {
  const owedMinor = ctx.store.read((tx) => owedByCard(ctx, currentBasket(ctx, tx)));
  if (owedMinor <= 0) return refuse('walletWithoutSale');
  return takeCard(ctx, command, { amountMinor: owedMinor, walletCode });
}

/** A misread code for the screen: half a payment code or a card's stripe must not stand there. */
function shownCode(text: string): string {
  return text.slice(0, 40).replaceAll(/\d{14,}/g, (digits) => `…${digits.slice(-4)}`);
}

/** What a code means in this store, and nothing is done with it. */
export function readCode(ctx: TillContext, text: string): ScanResult {
  return parseScan(text, { region: ctx.settings.labelLayout });
}

/** The item a code stands for, or null: for price check and scan alike. */
export function itemOfScan(ctx: TillContext, scan: ScanResult): CatalogueItem | null {
  if (scan.kind === 'refused' || scan.kind === 'receipt') return null;
  return ctx.store.read((tx) => tx.itemByCode(scan.key));
}

type SaleableScan = Exclude<ScanResult, { kind: 'refused' } | { kind: 'receipt' }>;

function sellScanned(
  ctx: TillContext,
  command: CommandContext,
  text: string,
  scan: SaleableScan,
): Reply<Empty> {
  const item = itemOfScan(ctx, scan);
  if (item === null) return refuse('unknownCode', { code: text.slice(0, 40) });
  const now = { ...localTime(ctx.clock.nowMs(), ctx.settings.timeZone), date: sellingDate(ctx) };
  if (scan.kind === 'gs1' && isExpired(scan, now)) return refuse('expired');
  const label = scan.kind === 'gtin' ? { weightGrams: null, priceMinor: null } : scan;
  // A label that carries its own price carries it for all its pieces.
  const count = scan.kind === 'gtin' || label.priceMinor !== null ? null : scan.count;
  const line = {
    item,
    quantityThousandths: count === null ? null : count * 1000,
    weightGrams: label.weightGrams,
    labelPriceMinor: label.priceMinor,
    source: 'scan',
    code: text,
  } as const;
  return asScan(addLine(ctx, command, line));
}

/** Where a payment stands against it: that the scan was not used is what has to be said. */
function asScan(answer: Reply<Empty>): Reply<Empty> {
  if (answer.ok) return answer;
  const { code } = answer.error;
  return code === 'paymentOpen' || code === 'paymentUnresolved' ? scanIgnored(code) : answer;
}

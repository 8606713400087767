import { isExpired, parseScan, type ScanResult } from '../core/gs1/parse-scan.ts';
import { walletOf } from '../core/payment/wallet-code.ts';
import { addLine } from './add-item.ts';
import type { CommandContext } from './commit.ts';
import type { TillContext } from './context.ts';
import { sellingDate } from './clock-watch.ts';
import { currentBasket, owedByCard } from './current-basket.ts';
import { DONE, type Reply, refuse } from './reply.ts';
import { authoriseSelling } from './session.ts';
import { takeCard } from './take-card.ts';
import type { CatalogueItem } from './store.ts';

type Empty = Record<string, never>;

/**
 * One code read by a scanner, whatever the screen shows. A mis-read or half-read code is refused
 * aloud and sells nothing; a scan can add a line and do nothing else, so it can never change a
 * quantity or a price.
 */
export function scanItem(
  ctx: TillContext,
  command: CommandContext,
  input: { text: string },
): Reply<Empty> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) {
    ctx.state.notify('refused', 'scanIgnored', { reason: operator.error.code });
    return operator;
  }
  if (ctx.state.payment !== null) {
    ctx.state.notify('refused', 'scanIgnored', { reason: 'paymentOpen' });
    return refuse('paymentOpen');
  }
  // None has the length of an item's code, so nothing that is for sale is taken for one.
  if (walletOf(input.text) !== null) return payByWallet(ctx, command, input.text);
  const scan = readCode(ctx, input.text);
  switch (scan.kind) {
    case 'refused':
      ctx.state.notify('refused', 'misread', { code: shownCode(input.text) });
      return refuse('badInput', { reason: scan.reason });
    case 'receipt':
      // The window asks whether that sale is to be taken back; the scan itself does nothing.
      ctx.state.notify('attention', 'receiptScanned', { receiptNo: scan.receiptNo });
      return DONE;
    default:
      return sellScanned(ctx, command, input.text, scan);
  }
}

/** Charges what is left to pay to the wallet whose code was scanned. */
function payByWallet(ctx: TillContext, command: CommandContext, walletCode: string): Reply<Empty> {
  const owedMinor = ctx.store.read((tx) => owedByCard(ctx, currentBasket(ctx, tx)));
  if (owedMinor <= 0) {
    ctx.state.notify('refused', 'walletWithoutSale');
    return refuse('noBasket');
  }
  const answer = takeCard(ctx, command, { amountMinor: owedMinor, walletCode });
  if (!answer.ok) {
    const { code } = answer.error;
    ctx.state.notify('refused', code === 'paymentOpen' ? 'scanIgnored' : code, { reason: code });
  }
  return answer;
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
  if (item === null) {
    ctx.state.notify('refused', 'unknownCode', { code: text.slice(0, 40) });
    return refuse('unknownItem');
  }
  if (scan.kind === 'gs1' && isExpired(scan, sellingDate(ctx))) {
    ctx.state.notify('refused', 'expired');
    return refuse('unknownItem', { reason: 'expired' });
  }
  const label = scan.kind === 'gtin' ? { weightGrams: null, priceMinor: null } : scan;
  const count = scan.kind === 'embedded' ? scan.count : null;
  return addLine(ctx, command, {
    item,
    quantityThousandths: count === null ? null : count * 1000,
    weightGrams: label.weightGrams,
    labelPriceMinor: label.priceMinor,
    source: 'scan',
    code: text,
  });
}

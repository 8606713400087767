import type { TillOutput } from '../../contracts/till/contract.ts';
import type { TillContext } from '../runtime/context.ts';
import { type Reply, refuse, reply } from '../runtime/reply.ts';
import { itemOfScan, readCode } from './scan.ts';
import { authorise } from '../session/session.ts';
import type { CatalogueItem } from '../ports/store.ts';

/** Items by name, pinyin, PLU or code. Never more than `limit`. */
export function search(ctx: TillContext, input: { text: string; limit: number }) {
  const text = input.text.trim();
  const items = text === '' ? [] : ctx.store.read((tx) => tx.searchItems(text, input.limit));
  return reply({ items: items.map(foundItem) });
}

/** What an item costs, by code or PLU, without selling it. */
export function priceCheck(
  ctx: TillContext,
  input: { text: string },
): Reply<TillOutput<'catalogue.priceCheck'>> {
  const text = input.text.trim();
  const byPlu = ctx.store.read((tx) => tx.itemByPlu(text));
  const item = byPlu ?? itemOfScan(ctx, readCode(ctx, text));
  if (item === null) return reply({ item: null });
  const { itemId, name, unit, priceMinor, department } = item;
  return reply({ item: { itemId, name, unit, priceMinor, department } });
}

/** The newest sales first, for reprints. */
export function recentSales(ctx: TillContext, input: { limit: number }) {
  const sales = ctx.store.read((tx) => tx.recentSales(input.limit));
  return reply({
    sales: sales.map(({ sale, atMs, prints }) => ({
      saleId: sale.saleId,
      receiptNo: sale.receiptNo,
      atMs,
      totalMinor: sale.totalMinor as number,
      itemCount: sale.itemCount,
      tenders: sale.tenders.map((tender) => tender.kind),
      prints,
    })),
  });
}

/** The last Z as it was journaled, or null before the first. */
export function lastZ(ctx: TillContext): Reply<{ reportJson: string | null }> {
  const operator = authorise(ctx, 'report');
  if (!operator.ok) return refuse(operator.error.code);
  const last = ctx.store.read((tx) => tx.lastClosedDay());
  return reply({ reportJson: last === null ? null : JSON.stringify(last.report) });
}

function foundItem(item: CatalogueItem) {
  const { itemId, plu, name, department, unit } = item;
  return { itemId, plu, name, department, unit, priceMinor: item.priceMinor as number };
}

import { printKey } from '../../core/gs1/gtin.ts';
import type { CatalogueItem } from '../../core/catalogue/types.ts';
import { buildCatalogue } from '../../demo/catalogue/build-catalogue.ts';
import { readDemoData } from '../../demo/catalogue/demo-data.ts';

/** Things that one scan sells, spread evenly over a catalogue of so many items. */
export function wares(items: number | null, count: number): CatalogueItem[] {
  const catalogue = buildCatalogue(items === null ? {} : { items });
  const scannable = catalogue.filter((item) => item.unit === 'each' && item.codes.length > 0);
  const step = Math.max(1, Math.floor(scannable.length / count));
  return scannable.filter((_, index) => index % step === 0).slice(0, count);
}

/** Codes of such wares as a scanner reads them. */
export function codesToScan(items: number | null, count: number): string[] {
  return wares(items, count).flatMap(({ codes: [code] }) =>
    code === undefined ? [] : [printKey(code)],
  );
}

/** The demo store's operator of a role, with the published PIN. */
export function demoOperator(role: 'cashier' | 'manager'): { operatorId: string; pin: string } {
  const found = readDemoData().store.operators.find((operator) => operator.role === role);
  if (found === undefined) throw new Error(`the demo store has no ${role}`);
  return { operatorId: found.operatorId, pin: found.pin };
}

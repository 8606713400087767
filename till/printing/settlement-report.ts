import type { Language } from '../../core/language.ts';
import { settlementReport, type SettlementReport } from '../../core/settlement/batch-report.ts';
import { settlementReceipt } from '../../core/receipt/settlement-receipt.ts';
import type { TillContext } from '../runtime/context.ts';
import { localTime } from '../runtime/local-time.ts';
import { paperLocale } from './paper-words.ts';
import { tellPrinted } from './day-report.ts';
import { DONE, type Reply, refuse, reply } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import { inBackground } from '../runtime/stop-selling.ts';
import type { StoredSettlement } from '../ports/store.ts';

/** The newest closed card batch set against the register, as JSON of `SettlementReport`. */
export function lastSettlement(ctx: TillContext): Reply<{ reportJson: string | null }> {
  const operator = authorise(ctx, 'report');
  if (!operator.ok) return refuse(operator.error.code);
  const batch = newest(ctx);
  return reply({ reportJson: batch === null ? null : JSON.stringify(reportOf(batch)) });
}

/** Prints the newest closed card batch again, aside: no command waits for the printer. */
export function printLastSettlement(ctx: TillContext): Reply<Record<string, never>> {
  const operator = authorise(ctx, 'report');
  if (!operator.ok) return operator;
  const batch = newest(ctx);
  if (batch === null) return refuse('nothingToPrint');
  void inBackground(ctx, async () => {
    if (await print(ctx, reportOf(batch), operator.value.locale)) tellPrinted(ctx);
  });
  return DONE;
}

/** With the Z of the day that was closed last: its card batch, when the books differ. */
export async function printDifferences(ctx: TillContext, locale: Language): Promise<void> {
  const day = ctx.store.read((tx) => tx.lastClosedDay()?.openedSeq);
  const batch = newest(ctx);
  if (batch === null || batch.daySeq !== day) return;
  const report = reportOf(batch);
  if (!report.agrees) await print(ctx, report, locale);
}

function newest(ctx: TillContext): StoredSettlement | null {
  return ctx.store.read((tx) => tx.lastSettlement(ctx.terminal.terminalId));
}

function reportOf({ closedAtMs, closed, compared }: StoredSettlement): SettlementReport {
  return settlementReport(closedAtMs, closed, compared);
}

/** A printer fault is told; the report stays in the journal and prints from there at any time. */
async function print(
  ctx: TillContext,
  report: SettlementReport,
  locale: Language,
): Promise<boolean> {
  const { settings } = ctx;
  const local = localTime(report.closedAtMs, settings.timeZone);
  const printed = await ctx.printer.print(
    settlementReceipt({
      report,
      store: settings.store,
      closedAtLocal: `${local.date} ${local.time}`,
      locale: paperLocale(settings, locale),
      columns: settings.receiptColumns,
      characters: settings.receiptCharacters,
      currency: settings.currency,
    }),
  );
  if (printed.outcome === 'done' || printed.outcome === 'sent') return true;
  ctx.state.notify('attention', 'printerFault', { code: printed.code });
  ctx.state.changed();
  return false;
}

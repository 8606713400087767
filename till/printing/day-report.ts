import type { Language } from '../../core/language.ts';
import { dayReportReceipt } from '../../core/receipt/day-report-receipt.ts';
import type { TillContext } from '../runtime/context.ts';
import { localTime } from '../runtime/local-time.ts';
import { paperLocale, paperName } from './paper-words.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import { inBackground } from '../runtime/stop-selling.ts';

/** Prints the last Z report again, aside: no command waits for the printer. */
export function printLastZ(ctx: TillContext): Reply<Record<string, never>> {
  const operator = authorise(ctx, 'report');
  if (!operator.ok) return operator;
  if (ctx.store.read((tx) => tx.lastClosedDay()) === null) return refuse('nothingToPrint');
  void inBackground(ctx, async () => {
    if (await printZ(ctx, operator.value.locale)) tellPrinted(ctx);
  });
  return DONE;
}

/**
 * Prints the Z report of the day that was closed last. A printer fault is told, and the report
 * stays in the journal, where it can be printed from at any time. Answers whether it came out.
 */
export async function printZ(ctx: TillContext, locale: Language): Promise<boolean> {
  const last = ctx.store.read((tx) => tx.lastClosedDay());
  if (last === null) return false;
  const { settings } = ctx;
  const { report } = last;
  const operators = ctx.store.read((tx) => tx.operators());
  const printed = await ctx.printer.print(
    dayReportReceipt({
      report,
      store: settings.store,
      openedAtLocal: printedTime(ctx, report.openedAtMs),
      closedAtLocal: printedTime(ctx, report.closedAtMs),
      departmentNames: Object.fromEntries(settings.departments.map(({ id, name }) => [id, name])),
      operatorNames: Object.fromEntries(
        operators.map((who) => [who.operatorId, paperName(settings, who)]),
      ),
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

/** Says that a report came out that somebody had asked for. */
export function tellPrinted(ctx: TillContext): void {
  ctx.state.notify('accepted', 'reportPrinted');
  ctx.state.changed();
}

function printedTime(ctx: TillContext, atMs: number): string {
  const local = localTime(atMs, ctx.settings.timeZone);
  return `${local.date} ${local.time}`;
}

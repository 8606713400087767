import { dayReportReceipt } from '../core/receipt/day-report-receipt.ts';
import type { TillContext } from './context.ts';
import { localTime } from './local-time.ts';
import { DONE, type Reply, refuse } from './reply.ts';
import { authorise } from './session.ts';

/** Prints the last Z report again. */
export async function printLastZ(ctx: TillContext): Promise<Reply<Record<string, never>>> {
  const operator = authorise(ctx, 'report');
  if (!operator.ok) return operator;
  const before = ctx.state.notice;
  const answer = await printZ(ctx, operator.value.locale);
  if (answer.ok && ctx.state.notice === before) ctx.state.notify('accepted', 'reportPrinted');
  return answer;
}

/**
 * Prints the Z report of the day that was closed last. A printer fault is told, and the report
 * stays in the journal, where it can be printed from at any time.
 */
export async function printZ(
  ctx: TillContext,
  locale: 'zh-CN' | 'en',
): Promise<Reply<Record<string, never>>> {
  const last = ctx.store.read((tx) => tx.lastClosedDay());
  if (last === null) return refuse('nothingToPrint');
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
      operatorNames: Object.fromEntries(operators.map((who) => [who.operatorId, who.name])),
      locale,
      columns: settings.receiptColumns,
      characters: settings.receiptCharacters,
      currency: settings.currency,
    }),
  );
  if (printed.outcome !== 'done') {
    ctx.state.notify('attention', 'printerFault', { code: printed.code });
    ctx.state.changed();
  }
  return DONE;
}

function printedTime(ctx: TillContext, atMs: number): string {
  const local = localTime(atMs, ctx.settings.timeZone);
  return `${local.date} ${local.time}`;
}

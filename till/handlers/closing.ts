import type { closingContract } from '../../contracts/till/closing.ts';
import type { TillInput, TillOutput } from '../../contracts/till/contract.ts';
import { closeDay, xReport } from '../closing/close-day.ts';
import { closeShift } from '../closing/close-shift.ts';
import { prepareDayFigures } from '../closing/day-figures.ts';
import { openDay, openShift } from '../closing/open-day.ts';
import { settleTerminal } from '../closing/settle-terminal.ts';
import { noSale } from '../drawer/no-sale.ts';
import { printZ } from '../printing/day-report.ts';
import { printDifferences } from '../printing/settlement-report.ts';
import type { CommandContext } from '../runtime/commit.ts';
import { reply } from '../runtime/reply.ts';
import type { Reply } from '../runtime/reply.ts';
import { inBackground } from '../runtime/stop-selling.ts';
import { lastZ } from '../selling/look-up.ts';
import type { AreaHandlers, Ways } from './ways.ts';

/** Days, shifts, the drawer and their reports. */
export function closingHandlers(ways: Ways) {
  const { ctx, run, query } = ways;
  return {
    'day.open': (input, command) => run(command, () => openDay(ctx, command, input)),
    'shift.open': (input, command) => run(command, () => openShift(ctx, command, input)),
    'drawer.noSale': (input, command) => run(command, () => noSale(ctx, command, input)),
    'shift.close': (input, command) => run(command, () => closeShift(ctx, command, input)),
    'settlement.close': (_, command) => run(command, () => settleTerminal(ctx, command)),
    'day.close': (input, command) => endDay(ways, command, input),
    'report.x': () => query(() => xReport(ctx)),
    'report.lastZ': () => query(() => lastZ(ctx)),
  } satisfies AreaHandlers<typeof closingContract>;
}

async function endDay(
  { ctx, run, query, sendNow }: Ways,
  command: CommandContext,
  input: TillInput<'day.close'>,
): Promise<Reply<TillOutput<'day.close'>>> {
  // Before its turn: a day of thousands of sales is read while others are served.
  const prepared = await query(async () => reply(await prepareDayFigures(ctx)));
  if (!prepared.ok) return prepared;
  return run(command, async () => {
    const answer = await closeDay(ctx, command, input, prepared.value);
    if (answer.ok) {
      ctx.state.notify('accepted', 'dayClosed');
      const locale = ctx.state.operator?.locale ?? ctx.settings.defaultLocale;
      void inBackground(ctx, async () => {
        await printZ(ctx, locale);
        await printDifferences(ctx, locale);
      });
      void sendNow();
    }
    return answer;
  });
}

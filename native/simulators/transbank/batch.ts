import { detailAnswer, detailEnd, plainAnswer, totalsAnswer } from './answers.ts';
import { ENDED_BY_CLOSE, RC, requestFields, type TerminalContext } from './context.ts';
import { slip } from './voucher.ts';

/** 0500: closes the batch with the bank, empties the memory, changes the keys. */
export async function closeDay(context: TerminalContext, request: string): Promise<void> {
  const { session, book, faults } = context;
  const code = await bankWork(context, requestFields(request), faults.takeCloseFailure());
  if (code === RC.approved) {
    // The bank has closed before the register is told: a lost answer changes nothing.
    book.closeBatch();
    if (ENDED_BY_CLOSE.has(faults.refusal ?? 0)) faults.refuse(undefined);
  }
  await session.send('response', plainAnswer(context, '0510', code));
}

/** 0800: logs on to the bank and loads the keys. */
export async function loadKeys(context: TerminalContext, request: string): Promise<void> {
  const { session, book, faults } = context;
  const code = await bankWork(context, requestFields(request), undefined);
  if (code === RC.approved) {
    book.setKeys(true);
    if (faults.refusal === RC.keysMissing) faults.refuse(undefined);
  }
  await session.send('response', plainAnswer(context, '0810', code));
}

async function bankWork(
  { session, timing, faults }: TerminalContext,
  fields: readonly string[],
  failure: number | undefined,
): Promise<number> {
  if (fields.some((field) => field !== '')) return RC.badRequest;
  await session.pause(timing.stepMs);
  const code = failure ?? faults.hostDownCode ?? RC.approved;
  if (code === RC.hostSilent) await session.pause(timing.hostMs);
  return code;
}

/** 0700: number and sum of the sales in the open batch; the terminal prints them too. */
export async function totals(context: TerminalContext, request: string): Promise<void> {
  if (requestFields(request).some((field) => field !== '')) {
    await context.session.send('response', totalsAnswer(RC.badRequest, 0, 0));
    return;
  }
  const { count, amount } = context.book.totals();
  context.printed.push(slip(['TOTALES', `VENTAS ${count}`, `TOTAL $${amount}`]));
  await context.session.send('response', totalsAnswer(RC.approved, count, amount));
}

/**
 * 0260: the sales of the open batch. Flag 1: one 0261 each, then one without authorization; flag 0:
 * on the terminal's paper, and the register hears no more than the ACK.
 */
export async function details(context: TerminalContext, request: string): Promise<void> {
  const { session, book } = context;
  const [flag, ...rest] = requestFields(request);
  if ((flag !== '0' && flag !== '1') || rest.length > 0) {
    await session.send('detail', detailEnd(context, RC.badRequest));
    return;
  }
  if (flag === '0') {
    const lines = book.openBatch().map(({ operation, amount }) => `${operation} $${amount}`);
    context.printed.push(slip(['DETALLE DE VENTAS', ...lines]));
    return;
  }
  for (const entry of book.openBatch()) {
    if (!(await session.send('detail', detailAnswer(context, entry)))) return;
  }
  await session.send('detail', detailEnd(context, RC.approved));
}

import { z } from 'zod';
import type { Language } from '../../core/language.ts';
import type { CommandContext } from '../runtime/commit.ts';
import { commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { beginLockOut, LOCK_OUT_MS, lockOutLeftMs } from './lock-out.ts';
import { localTime } from '../runtime/local-time.ts';
import { DONE, type Reply, refuse, reply } from '../runtime/reply.ts';
import { may, type Right } from './rights.ts';
import { flowKey, forgetFlow, keepFlow } from '../ports/flow-state.ts';
import type { Operator } from '../ports/store.ts';

/** Wrong PINs in a row before an operator is locked out. */
export const MAX_PIN_FAILURES = 5;

/** Who is signed on, for a service that main restarts in the same program run. */
export const SESSION_OPERATOR = flowKey('session.operator', z.string().min(1));

type Empty = Record<string, never>;

/**
 * Checks the PIN of somebody who signs on, counting failures durably: a restart does not give new
 * tries, and signing on or unlocking ends the row. Where somebody agrees to something, `approval.ts` counts
 * apart. The caller runs commands one after the other, so parallel guesses cannot
 * slip past the count.
 */
export async function checkPin(
  ctx: TillContext,
  operatorId: string,
  pin: string,
): Promise<Reply<Operator>> {
  const operator = ctx.store.read((tx) => tx.operator(operatorId));
  // Without a PIN: dismissed since.
  if (operator === null || operator.pinHash === '') return refuse('unknownOperator');
  const leftMs = lockOutLeftMs(ctx, operator);
  if (leftMs > 0) {
    return refuse('lockedOut', { minutes: Math.ceil(leftMs / 60_000) });
  }
  if (await ctx.pins.verify(operator, pin)) return reply(operator);

  const failures = operator.failures + 1;
  const isLocked = failures >= MAX_PIN_FAILURES;
  ctx.store.write((tx) => {
    tx.append('operator.signOnFailed', { operatorId, failures }, operatorId);
    if (isLocked) {
      const untilMs = ctx.clock.nowMs() + LOCK_OUT_MS;
      tx.append('operator.lockedOut', { operatorId, untilMs }, 'system');
    }
  });
  if (isLocked) beginLockOut(ctx, operatorId);
  return isLocked
    ? refuse('lockedOut', { minutes: LOCK_OUT_MS / 60_000 })
    : refuse('wrongPin', { left: MAX_PIN_FAILURES - failures });
}

/** Signs an operator on. The one before must have signed off: two people never share a session. */
export async function signOn(
  ctx: TillContext,
  command: CommandContext,
  input: { operatorId: string; pin: string },
): Promise<Reply<Empty>> {
  if (ctx.state.operator !== null) return refuse('busy');
  const checked = await checkPin(ctx, input.operatorId, input.pin);
  if (!checked.ok) return checked;
  const answer = commit(ctx, command, (tx) => {
    tx.append('operator.signedOn', { operatorId: input.operatorId }, input.operatorId);
    keepFlow(tx, SESSION_OPERATOR, input.operatorId);
    return DONE;
  });
  takeUpSession(ctx, checked.value);
  return answer;
}

/** Whoever was just let in is at the register: with the news that wait for somebody. */
export function takeUpSession(ctx: TillContext, operator: Operator): void {
  ctx.state.operator = operator;
  ctx.state.lastSaleId = null;
  tellForgottenDay(ctx);
  if (may(operator.role, 'openDay')) {
    for (const { file, fault } of ctx.state.refusedFiles) {
      const { code, params } = fault;
      ctx.state.notify('attention', 'fileRefused', { ...params, file, fault: code });
    }
    tellHeldSetting(ctx);
  }
}

const HELD_NOTICE = {
  finished: 'settingHeld',
  catalogue: 'ratesWaitForCatalogue',
  never: 'settingNeverTaken',
} as const;

/** The strip says one; the office names them all. */
function tellHeldSetting(ctx: TillContext): void {
  const [held] = ctx.state.heldSettings;
  if (held === undefined) return;
  const { field, kept, asked, until } = held;
  ctx.state.notify('attention', HELD_NOTICE[until], { field, kept, asked });
}

/**
 * A day that nobody closed takes today's sales into yesterday's Z. A shop may want that, past
 * midnight; whoever begins to work hears of it, and nothing is stopped.
 */
function tellForgottenDay(ctx: TillContext): void {
  const day = ctx.store.read((tx) => tx.openDay())?.businessDay ?? null;
  const { date } = localTime(ctx.clock.nowMs(), ctx.settings.timeZone);
  if (day !== null && day < date) ctx.state.notify('attention', 'dayStillOpen', { day, date });
}

/** Signs off. An open basket must be finished, voided or parked first: it has an owner. */
export function signOff(ctx: TillContext, command: CommandContext): Reply<Empty> {
  const operator = ctx.state.operator;
  if (operator === null) return DONE;
  if (ctx.state.locked) return refuse('screenLocked');
  if (ctx.store.read((tx) => tx.openBasket()) !== null) return refuse('basketOpen');
  const answer = commit(ctx, command, (tx) => {
    tx.append('operator.signedOff', { operatorId: operator.operatorId }, operator.operatorId);
    forgetFlow(tx, SESSION_OPERATOR);
    return DONE;
  });
  ctx.state.operator = null;
  ctx.state.lastSaleId = null;
  ctx.state.handOver = null;
  ctx.state.multiplierThousandths = null;
  ctx.state.expectScans('sale');
  return answer;
}

/** Switches the language until sign-off; where nobody is signed on, for the sign-on screen. */
export function setLocale(ctx: TillContext, locale: Language): Reply<Empty> {
  if (ctx.state.locked) return DONE;
  if (ctx.state.operator !== null) ctx.state.operator = { ...ctx.state.operator, locale };
  return DONE;
}

/** The signed-on operator when the role carries `right`, else why not. */
export function authorise(ctx: TillContext, right: Right): Reply<Operator> {
  const operator = ctx.state.operator;
  if (operator === null) return refuse('notSignedOn');
  return may(operator.role, right) ? reply(operator) : refuse('notAllowed');
}

/** The operator may sell: signed on, day and shift open. */
export function authoriseSelling(ctx: TillContext, right: Right = 'sell'): Reply<Operator> {
  const authorised = authorise(ctx, right);
  if (!authorised.ok) return authorised;
  return ctx.store.read((tx) => {
    if (tx.openDay() === null) return refuse('dayNotOpen');
    if (tx.openShift() === null) return refuse('shiftNotOpen');
    return authorised;
  });
}

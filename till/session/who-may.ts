import { tillCallNames } from '../../contracts/call-names.ts';
import type { displayContract, TillCallName } from '../../contracts/till/contract.ts';
import type { trainingContract } from '../../contracts/training.ts';
import type { CommandContext } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { type Reply, refuse } from '../runtime/reply.ts';
import { may, type Right } from './rights.ts';
import { ignoreScan } from './ignored-scan.ts';

/**
 * Who may make a call:
 * - `anybody`: whoever stands at the till; it tells or does nothing that is not on the screen then;
 *   all others wait while the screen is locked;
 * - `signedOn`: whoever is signed on, whatever the role;
 * - a right: whoever is signed on in a role that carries it;
 * - `asks`: whoever is signed on asks for it; the right is theirs, or somebody's who agrees with a
 *   PIN (`approval.ts`).
 */
export type Admission =
  | 'anybody'
  | 'signedOn'
  | { readonly right: Right }
  | { readonly asks: Right };

/** Every name a window can call. A name without a rule does not compile. */
export type CallName = TillCallName | keyof typeof displayContract | keyof typeof trainingContract;

const sell = { right: 'sell' } as const;
const report = { right: 'report' } as const;
const reprint = { right: 'reprint' } as const;
const setUpDevices = { right: 'setUpDevices' } as const;
const refund = { asks: 'saleReturn' } as const;

export const WHO_MAY = {
  'till.snapshot': 'anybody',
  'session.signOn': 'anybody',
  'session.signOff': 'anybody',
  'session.setLocale': 'anybody',
  'session.lock': 'signedOn',
  'session.unlock': 'anybody',
  'screen.expects': 'anybody',
  'day.open': { asks: 'openDay' },
  'shift.open': { right: 'openShift' },
  'sale.scan': sell,
  'sale.multiply': sell,
  'sale.addPlu': sell,
  'sale.addItem': sell,
  'sale.repeatLast': sell,
  'sale.setQuantity': sell,
  'sale.voidLine': { right: 'voidLine' },
  'sale.answerAge': sell,
  'sale.voidBasket': { right: 'voidBasket' },
  'sale.voidPaid': { right: 'voidBasket' },
  'sale.park': sell,
  'sale.resume': sell,
  'pay.tender': sell,
  'pay.returnCash': sell,
  'pay.card': sell,
  'pay.cancelCard': sell,
  'pay.signature': sell,
  'pay.judgeSignature': sell,
  'pay.ask': sell,
  'pay.printPending': reprint,
  'pay.resolve': { asks: 'settleUnknownPayment' },
  'return.query': sell,
  'return.begin': refund,
  'return.retry': refund,
  'return.abandon': sell,
  'receipt.reprint': reprint,
  'receipt.settle': reprint,
  'drawer.noSale': { asks: 'noSale' },
  'catalogue.confirm': { right: 'changeCatalogue' },
  'copy.newDisk': { right: 'setUpDevices' },
  'catalogue.search': sell,
  'catalogue.priceCheck': sell,
  'sales.recent': reprint,
  'shift.close': { right: 'closeShift' },
  'settlement.close': { right: 'settleTerminal' },
  'settlement.last': report,
  'settlement.printLast': report,
  'terminal.setup': setUpDevices,
  'terminal.check': setUpDevices,
  'terminal.save': setUpDevices,
  'day.close': { asks: 'closeDay' },
  'upload.send': 'signedOn',
  /** Nobody can be signed on then: the PIN is part of the decision, as it is of signing on. */
  'loss.decide': 'anybody',
  'program.end': { right: 'endProgram' },
  'report.x': report,
  'report.lastZ': report,
  'report.printLastZ': report,
  /** What the customer sees anyway. */
  'display.snapshot': 'anybody',
  /** A terminal that moves no money, on a folder of its own. */
  'training.view': 'anybody',
  'training.press': 'anybody',
} as const satisfies Record<CallName, Admission>;

/** Why whoever is at the till may not make this call now, or null. */
export function turnedAway(ctx: TillContext, name: TillCallName): Reply<never> | null {
  const rule: Admission = WHO_MAY[name];
  if (rule === 'anybody') return null;
  const { operator, locked } = ctx.state;
  if (operator === null) return refuse('notSignedOn');
  if (locked && name !== 'session.lock') return refuse('screenLocked');
  if (rule === 'signedOn' || 'asks' in rule) return null;
  return may(operator.role, rule.right) ? null : refuse('notAllowed');
}

type AnyHandler = (input: never, command: CommandContext) => Promise<Reply<unknown>>;

/**
 * The same handlers behind `WHO_MAY`. A query is turned away as it comes. A command carries its name
 * into its turn and is asked there: whoever was signed on when it came may not be any more, and the
 * repeat of one that was carried out gets its first answer, whoever is signed on now.
 */
export function guarded<H extends Readonly<Record<TillCallName, AnyHandler>>>(
  ctx: TillContext,
  handlers: H,
): H {
  const behind = Object.entries(handlers).map(([name, handle]) => {
    // One handler a name: the record's own keys.
    const call = name as TillCallName;
    const guard: AnyHandler = async (input, command) => {
      if (tillCallNames[call] === 'command') return handle(input, { ...command, call });
      return turnedAway(ctx, call) ?? handle(input, command);
    };
    return [name, guard] as const;
  });
  // The same names, each with the type of the handler it guards.
  return Object.fromEntries(behind) as unknown as H;
}

/** In a command's turn: why it is turned away, or null. */
export function turnedAwayInTurn(ctx: TillContext, { call }: CommandContext): Reply<never> | null {
  const refusal = call === undefined ? null : turnedAway(ctx, call);
  if (refusal === null || refusal.ok || call !== 'sale.scan') return refusal;
  return ignoreScan(ctx, refusal.error.code);
}

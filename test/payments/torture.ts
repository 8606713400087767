import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printKey } from '../../core/gs1/gtin.ts';
import { openReadStore } from '../../db/store.ts';
import { buildCatalogue } from '../../demo/catalogue/build-catalogue.ts';
import { readDemoData } from '../../demo/catalogue/demo-data.ts';
import type { BookEntry } from '../../native/simulators/terminal/book-entry.ts';
import { Cashier, type Served } from './cashier.ts';
import { describePlan } from './describe-plan.ts';
import type { Shop } from './shop.ts';
import type { Finding } from './finding.ts';
import { judge, type Verdict } from './judge.ts';
import { Lane } from './lane.ts';
import type { PaymentPlan } from './plan.ts';
import { bundleSides, type Programs } from './programs.ts';

export interface TortureOptions {
  /** Registers side by side, each with its payments in their order. */
  readonly lanes: readonly (readonly PaymentPlan[])[];
  /** Where both sides keep their files; null: a temporary folder, removed when all was well. */
  readonly folder: string | null;
  readonly say: (line: string) => void;
}

/** What came of it; `lost`, `doubled`, `wronglyDeclined`, `notCharged` and `notRefunded` must be 0. */
export interface TortureResult {
  readonly runs: number;
  readonly attempts: number;
  readonly charged: number;
  readonly chargedMinor: number;
  readonly booked: number;
  readonly bookedMinor: number;
  /** Charged, but neither booked nor shown as unknown. */
  readonly lost: number;
  readonly doubled: number;
  /** The journal says "not paid", the terminal's book says charged. */
  readonly wronglyDeclined: number;
  /** Booked, but the terminal has no such charge. */
  readonly notCharged: number;
  /** Payments refunded by the terminal's book. */
  readonly refunded: number;
  readonly refundedMinor: number;
  /** Refunded by the journal, but not by the terminal's book. */
  readonly notRefunded: number;
  /** Baskets that cards had paid in part and of which a void was begun, and those then voided. */
  readonly basketVoidsBegun: number;
  readonly basketsVoided: number;
  /** Unknown at the end; each was on the screen. */
  readonly stillUnknown: number;
  /** Unknown until a supervisor settled it with evidence. */
  readonly settledByHand: number;
  /** Charges of another amount than was asked that the manager then voided at the terminal. */
  readonly voidedByHand: number;
  readonly killed: { readonly register: number; readonly terminal: number };
  readonly crashes: readonly string[];
  readonly findings: readonly Finding[];
  readonly seconds: number;
}

type LaneResult = Omit<TortureResult, 'seconds'>;

/**
 * Plays the payments through registers and terminals of their own, so many lanes side by side,
 * and has the terminals' books judge. Most of the time both sides wait for each other.
 */
export async function torture(options: TortureOptions): Promise<TortureResult> {
  const startedMs = performance.now();
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'tillwright-payments-'));
  const programs = await bundleSides();
  try {
    const { lanes, say } = options;
    const results = await Promise.all(
      lanes.map((plans, index) =>
        tortureLane({ folder: join(folder, `lane-${index + 1}`), plans, programs, say }),
      ),
    );
    const result = { ...sumUp(results), seconds: secondsSince(startedMs) };
    const isWell = badness(result) === 0;
    if (!isWell) options.say(`files are kept in ${folder}`);
    else if (options.folder === null) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
    return result;
  } finally {
    programs.remove();
  }
}

interface LaneOptions {
  readonly folder: string;
  readonly plans: readonly PaymentPlan[];
  readonly programs: Programs;
  readonly say: (line: string) => void;
}

async function tortureLane(options: LaneOptions): Promise<LaneResult> {
  const { folder, plans, programs, say } = options;
  const lane = await Lane.open(folder, programs);
  const cashier = new Cashier(lane, demoShop());
  let book: readonly BookEntry[];
  try {
    await cashier.openForSelling();
    for (const plan of plans) {
      const beforeMs = performance.now();
      const end = await serveAndClearUp(cashier, plan, plan === plans.at(-1)).catch(
        (error: unknown) => {
          say(`${describePlan(plan)} -> STOPPED, files in ${folder}`);
          throw error;
        },
      );
      say(`${describePlan(plan)} -> ${end} (${Math.round(performance.now() - beforeMs)} ms)`);
    }
    book = (await lane.book()).filter(({ trace }) => !cashier.voided.has(trace));
  } finally {
    await lane.close();
  }
  return resultOf(plans.length, judgeFolder(lane.dataDir, book), lane, cashier);
}

async function serveAndClearUp(
  cashier: Cashier,
  plan: PaymentPlan,
  isLast: boolean,
): Promise<Served['end']> {
  const { end } = await cashier.serve(plan);
  await cashier.clearUp({ settle: !isLast });
  if (plan.basketVoid !== null) {
    await cashier.voidPartPaid(plan.basketVoid);
    await cashier.clearUp({ settle: !isLast });
  }
  return end;
}

function secondsSince(startedMs: number): number {
  return Math.round((performance.now() - startedMs) / 100) / 10;
}

function sumUp(results: readonly LaneResult[]): LaneResult {
  return results.reduce((total, each) => {
    const numbers = Object.entries(each).flatMap(([name, value]) =>
      typeof value === 'number' ? [[name, value + Number(Reflect.get(total, name))] as const] : [],
    );
    return {
      ...total,
      ...Object.fromEntries(numbers),
      killed: {
        register: total.killed.register + each.killed.register,
        terminal: total.killed.terminal + each.killed.terminal,
      },
      crashes: [...total.crashes, ...each.crashes],
      findings: [...total.findings, ...each.findings],
    };
  });
}

/** Deals payments out to so many lanes. */
export function dealOut(plans: readonly PaymentPlan[], lanes: number): PaymentPlan[][] {
  return Array.from({ length: lanes }, (_, lane) =>
    plans.filter((_plan, index) => index % lanes === lane),
  );
}

/** How many things went wrong that must not. */
export function badness(result: TortureResult): number {
  const { lost, doubled, wronglyDeclined, notCharged, notRefunded, crashes } = result;
  return lost + doubled + wronglyDeclined + notCharged + notRefunded + crashes.length;
}

function judgeFolder(dataDir: string, book: readonly BookEntry[]): Verdict {
  const store = openReadStore(join(dataDir, 'register.db'));
  try {
    return store.read((tx) => {
      const open = tx.openBasket();
      const baskets = [...tx.suspendedBaskets(), ...(open === null ? [] : [open])];
      const ids = new Set(baskets.map(({ basketId }) => basketId));
      return judge(tx.entries(1, tx.journalHead().seq), book, ids);
    });
  } finally {
    store.close();
  }
}

function resultOf(runs: number, verdict: Verdict, lane: Lane, cashier: Cashier): LaneResult {
  const { findings, unknown, ...figures } = verdict;
  const hiddenIds = [...cashier.hidden, ...cashier.refunding.hidden];
  const undecided = [...cashier.undecided, ...cashier.refunding.undecided];
  const hidden: Finding[] = hiddenIds.map((attemptId) => ({
    kind: 'lost',
    detail: `unknown attempt ${attemptId} was not on the screen`,
  }));
  const all = [...findings, ...hidden];
  const count = (kind: Finding['kind']): number => all.filter((each) => each.kind === kind).length;
  return {
    runs,
    ...figures,
    lost: count('lost'),
    doubled: count('doubled'),
    wronglyDeclined: count('wronglyDeclined'),
    notCharged: count('notCharged'),
    notRefunded: count('notRefunded'),
    stillUnknown: unknown.length,
    settledByHand: undecided.filter((attemptId) => !unknown.includes(attemptId)).length,
    voidedByHand: cashier.voided.size,
    killed: { register: lane.register.kills, terminal: lane.terminal.kills },
    crashes: [...lane.register.crashes, ...lane.terminal.crashes],
    findings: all,
  };
}

function demoShop(): Shop {
  const { operators } = readDemoData().store;
  const cashier = operators.find(({ role }) => role === 'cashier');
  const manager = operators.find(({ role }) => role === 'manager');
  if (cashier === undefined || manager === undefined)
    throw new Error('the demo store lacks people');
  // Goods that ask for the customer's age would hold up a payment for a person's answer.
  const codes = buildCatalogue().flatMap(({ unit, minAge, codes: [code] }) =>
    unit === 'each' && minAge === null && code !== undefined ? [printKey(code)] : [],
  );
  const login = ({ operatorId, pin }: typeof cashier) => ({ operatorId, pin });
  return { codes, cashier: login(cashier), manager: login(manager) };
}

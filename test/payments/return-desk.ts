import type { BookEntry } from '../../native/simulators/terminal/book-entry.ts';
import type { Shop } from './shop.ts';
import type { Lane, Trouble } from './lane.ts';
import type { Screen } from './messages.ts';
import { paced } from './pace.ts';
import type { BasketVoidPlan, ReturnPlan } from './plan.ts';

/** Longer than T4, the terminal's repeats and a restart together: then something hangs. */
const HANGS_AFTER_MS = 20_000;
/** So long the register may ask by itself before a person settles the question. */
const ASKED_FOR_MS = paced(180_000) * 5;
const ASK_EVERY_MS = paced(20_000);
/** A customer's card may be refused again; a person would not go on for ever. */
const MOST_TRIES = 8;
/** A person waits a moment for a terminal that is busy before they try once more. */
const BEFORE_NEXT_TRY_MS = paced(15_000);

const CALM: Trouble = { customer: { kind: 'approve' }, faults: [], kills: [], pull: null };

/** Returns sales as a cashier does, with the manager beside, until nothing is left open. */
export class ReturnDesk {
  /** Attempts that only a person could settle. */
  readonly undecided: string[] = [];
  /** Attempts in doubt that the screen did not show: defects. */
  readonly hidden: string[] = [];
  readonly #lane: Lane;
  readonly #shop: Shop;

  constructor(lane: Lane, shop: Shop) {
    this.#lane = lane;
    this.#shop = shop;
  }

  /** Returns one sale, whatever goes wrong; resolves when the register shows nothing open. */
  async saleReturn(saleId: string, plan: ReturnPlan): Promise<void> {
    if (plan.closeBatchFirst) await this.#closeBatch();
    this.#lane.arm(plan);
    const { operatorId, pin } = this.#shop.manager;
    const refusal = await this.#lane.call('return.begin', {
      saleId,
      reason: 'customer',
      note: '',
      cardAs: 'terminal',
      approval: { operatorId: operatorId, pin: pin },
    });
    if (refusal !== null && refusal !== 'gone') throw new Error(`return.begin: ${refusal}`);
    await this.#untilStill(plan.patienceMs);
    await this.#lane.calm();
    await this.#finish();
  }

  /**
   * Voids the open basket of which cards have paid a part; resolves when the register shows nothing
   * of it any more, or shows it parked because the customer keeps the goods after all.
   */
  async voidBasket(basketId: string, plan: BasketVoidPlan): Promise<void> {
    const { goingBack, nextCustomer, isLeftIfRefused } = plan;
    if (goingBack.closeBatchFirst) {
      await this.#must('sale.park', { label: 'batch' });
      await this.#closeBatch();
      await this.#must('sale.resume', { basketId });
    }
    this.#lane.arm({ ...goingBack, nextCustomer });
    await this.#beginVoid(basketId);
    await this.#untilStill(goingBack.patienceMs);
    await this.#lane.calm();
    // Killed before its intent was durable, the register knows nothing of the void.
    if (this.#screenNow().basket?.basketId === basketId) await this.#beginVoid(basketId);
    if (isLeftIfRefused && (await this.#known()) === 'open') {
      const { saleReturn } = this.#screenNow();
      if (saleReturn?.steps.some(({ state }) => state === 'failed') === true) {
        return this.#must('return.abandon', { returnId: saleReturn.returnId });
      }
    }
    await this.#finish();
  }

  async #beginVoid(basketId: string): Promise<void> {
    const { operatorId, pin } = this.#shop.manager;
    const refusal = await this.#lane.call('sale.voidPaid', {
      basketId,
      label: 'not wanted',
      reason: 'customer',
      approval: { operatorId: operatorId, pin: pin },
    });
    if (refusal !== null && refusal !== 'gone') throw new Error(`sale.voidPaid: ${refusal}`);
  }

  /** The terminal's batch is closed by the manager; the cashier signs on again afterwards. */
  async #closeBatch(): Promise<void> {
    await this.#must('session.signOff', {});
    await this.#must('session.signOn', this.#shop.manager);
    await this.#must('settlement.close', {});
    await this.#must('session.signOff', {});
    await this.#must('session.signOn', this.#shop.cashier);
  }

  async #untilStill(patienceMs: number): Promise<void> {
    const still = await this.#lane.until(({ payment }) => payment === null, HANGS_AFTER_MS);
    if (still === null) throw new Error('the refund hangs');
    await this.#lane.until((screen) => stateOf(screen) !== 'unknown', patienceMs);
  }

  /** Tries again what failed, asks about what is in doubt, until the return is done. */
  async #finish(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      const state = await this.#known();
      if (state === 'done') return;
      if (tries >= MOST_TRIES) throw new Error('the terminal refuses for ever');
      const { saleReturn } = this.#screenNow();
      if (saleReturn === null) return;
      this.#lane.arm(CALM);
      if (tries > 0)
        await this.#lane.until(({ saleReturn: now }) => now === null, BEFORE_NEXT_TRY_MS);
      const { operatorId, pin } = this.#shop.manager;
      const refusal = await this.#lane.call('return.retry', {
        returnId: saleReturn.returnId,
        // A void that the terminal will not do goes on as a refund.
        as: tries > 1 && isFailedVoid(saleReturn) ? 'refund' : 'same',
        approval: { operatorId: operatorId, pin: pin },
      });
      // It may have become known, or gone on by itself, while the manager typed.
      const isPassing = ['paymentUnresolved', 'paymentOpen', 'noReturn', 'gone'];
      if (refusal !== null && !isPassing.includes(refusal)) {
        throw new Error(`return.retry: ${refusal}`);
      }
      await this.#untilStill(paced(30_000));
    }
  }

  /** Waits and asks until nothing is in doubt; a person settles what stays so. */
  async #known(): Promise<'done' | 'open'> {
    const untilMs = Date.now() + ASKED_FOR_MS;
    for (;;) {
      const screen = await this.#lane.until(isKnown, ASK_EVERY_MS);
      if (screen !== null) return screen.saleReturn === null ? 'done' : 'open';
      const [doubt] = this.#screenNow().pending;
      if (doubt === undefined) {
        const { saleReturn } = this.#screenNow();
        if (saleReturn?.steps.some(({ state }) => state === 'unknown') === true) {
          this.hidden.push(saleReturn.returnId);
        }
        if (Date.now() > untilMs + HANGS_AFTER_MS) throw new Error('the return hangs');
        continue;
      }
      if (Date.now() < untilMs) await this.#lane.call('pay.ask', { attemptId: doubt.attemptId });
      else await this.#settle(doubt.attemptId, await this.#lane.book());
    }
  }

  /** Settles it by the terminal's book; does nothing while the register itself is at it. */
  async #settle(attemptId: string, book: readonly BookEntry[]): Promise<void> {
    // UUIDv7: its first 48 bits are the time of the intent (RFC 9562 §5.7).
    const sinceMs = Number.parseInt(attemptId.replaceAll('-', '').slice(0, 12), 16);
    const isRefunded = book.some(
      ({ kind, atMs, state }) =>
        (kind === 'reversal' || kind === 'refund') && atMs >= sinceMs && state === 'approved',
    );
    const refusal = await this.#lane.call('pay.resolve', {
      attemptId,
      paid: isRefunded,
      evidence: 'journal of the terminal',
      approval: { operatorId: this.#shop.manager.operatorId, pin: this.#shop.manager.pin },
    });
    // The void is being asked for again this very moment: what comes of that decides.
    if (refusal === 'busy') return;
    this.undecided.push(attemptId);
    if (refusal !== null && refusal !== 'alreadyClear') throw new Error(`pay.resolve: ${refusal}`);
  }

  #screenNow(): Screen {
    const screen = this.#lane.screen();
    if (screen === null) throw new Error('the register is away');
    return screen;
  }

  async #must(name: string, input: object): Promise<void> {
    const refusal = await this.#lane.call(name, input);
    if (refusal !== null) throw new Error(`${name}: ${refusal}`);
  }
}

function isFailedVoid({ steps }: NonNullable<Screen['saleReturn']>): boolean {
  return steps.some(({ way, state }) => way === 'void' && state === 'failed');
}

function stateOf({ saleReturn }: Screen): string {
  return saleReturn?.steps.find(({ state }) => state !== 'done')?.state ?? 'done';
}

/** Nothing runs and nothing is in doubt. */
function isKnown({ payment, pending, saleReturn }: Screen): boolean {
  const isInDoubt = saleReturn?.steps.some(({ state }) => state === 'unknown') ?? false;
  return payment === null && pending.length === 0 && !isInDoubt;
}

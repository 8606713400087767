import type { BookEntry } from '../../native/simulators/terminal/book-entry.ts';
import type { Lane, Trouble } from './lane.ts';
import type { Screen } from './messages.ts';
import { paced } from './pace.ts';
import type { BasketVoidPlan, PartPlan, PaymentPlan } from './plan.ts';
import type { Shop } from './shop.ts';
import { ReturnDesk } from './return-desk.ts';

/** What happened to one planned payment, as the cashier saw it. */
export interface Served {
  readonly number: number;
  readonly end: 'paid' | 'notPaid' | 'parked';
}

/** Longer than T4, the terminal's repeats and a restart together: then something hangs. */
const HANGS_AFTER_MS = 20_000;
/** So long the register may ask by itself and be asked before a person settles the question. */
const ASKED_FOR_MS = paced(180_000) * 5;
const ASK_EVERY_MS = paced(20_000);

/** A part that the customer's card did not pay is tried so often once nothing goes wrong any more. */
const CALM_TRIES = 4;
/** A person waits a moment before that. */
const BEFORE_NEXT_TRY_MS = paced(15_000);

const CALM: Trouble = { customer: { kind: 'approve' }, faults: [], kills: [], pull: null };
const CALM_PART: PartPlan = { ...CALM, cancelAfterMs: null, patienceMs: ASKED_FOR_MS };

/** Serves customers one after the other, as a careful cashier would. */
export class Cashier {
  /** Attempts that only a person could settle, in the order they were given up. */
  readonly undecided: string[] = [];
  /** Unknown attempts that the screen did not show: defects. */
  readonly hidden: string[] = [];
  /** Traces of charges that the manager voided at the terminal. */
  readonly voided = new Set<number>();
  readonly #lane: Lane;
  readonly #shop: Shop;
  readonly #takerBack: ReturnDesk;
  #question: string | null = null;
  #askedMinor = 0;
  #judged: string | null = null;
  #signatures = 0;

  constructor(lane: Lane, shop: Shop) {
    this.#lane = lane;
    this.#shop = shop;
    this.#takerBack = new ReturnDesk(lane, shop);
    lane.onScreen((screen) => this.#judgeSignature(screen));
  }

  /** One signature in three does not match the card. */
  #judgeSignature({ payment }: Screen): void {
    const questionId = payment?.signatureId ?? null;
    if (questionId === null || questionId === this.#judged) return;
    this.#judged = questionId;
    this.#signatures += 1;
    const choice = this.#signatures % 3 === 0 ? 1 : 0;
    void this.#lane.call('pay.judgeSignature', { questionId, choice });
  }

  /** What was seen while sales were returned. */
  get refunding(): Pick<ReturnDesk, 'undecided' | 'hidden'> {
    return this.#takerBack;
  }

  /** Opens the day as the manager does, then hands over to the cashier. */
  async openForSelling(): Promise<void> {
    await this.#must('session.signOn', this.#shop.manager);
    await this.#must('day.open', {});
    await this.#must('session.signOff', {});
    await this.#must('session.signOn', this.#shop.cashier);
    await this.#must('shift.open', { floatMinor: 20_000 });
  }

  /** One customer, from the first item until they leave: with the goods, or with a slip. */
  async serve(plan: PaymentPlan): Promise<Served> {
    const basket = await this.#ringUp(plan.items);
    const amountMinor = partOf(basket.remainingMinor, plan.share);
    this.#lane.arm(plan);
    const end = await this.#takeCard(amountMinor, plan);
    await this.#lane.calm();
    if (end === 'parked') return { number: plan.number, end };
    await this.#finish(plan.otherwise);
    const after = this.#screenNow();
    // Only a sale by card is of interest: cash goes back out of the drawer in one commit.
    if (
      plan.saleReturn !== null &&
      end === 'paid' &&
      after.basket === null &&
      after.lastSaleId !== null
    ) {
      await this.#takerBack.saleReturn(after.lastSaleId, plan.saleReturn);
    }
    return { number: plan.number, end };
  }

  /**
   * A customer pays a part by card, some in cash perhaps, and then does not want the goods. Nothing
   * is begun while an earlier payment is unknown; a part that stays unknown leaves the basket parked.
   */
  async voidPartPaid(plan: BasketVoidPlan): Promise<void> {
    if (!isKnown(this.#screenNow())) return;
    const { basketId } = await this.#ringUp(plan.items);
    for (const [index, share] of plan.shares.entries()) {
      if (!(await this.#payPart(share, index === 0 ? plan.first : CALM_PART))) return;
    }
    const { basket } = this.#screenNow();
    if (basket?.basketId !== basketId) throw new Error('a part paid for the whole basket');
    if (plan.cashShare > 0) {
      const amountMinor = partOf(basket.cashDueMinor, plan.cashShare);
      await this.#must('pay.tender', { kind: 'cash', amountMinor });
    }
    await this.#takerBack.voidBasket(basketId, plan);
  }

  /** Pays a part by card, calmly when that went wrong; false when nobody knows yet. */
  async #payPart(share: number, part: PartPlan): Promise<boolean> {
    for (const trouble of [part, ...Array.from({ length: CALM_TRIES }, () => CALM_PART)]) {
      const amountMinor = partOf(this.#screenNow().basket?.remainingMinor ?? 0, share);
      this.#lane.arm(trouble);
      const end = await this.#takeCard(amountMinor, trouble);
      await this.#lane.calm();
      if (end !== 'notPaid') return end === 'paid';
      // After some faults the terminal is busy with itself for a while (ZVT result code 9C).
      await new Promise((resolve) => setTimeout(resolve, BEFORE_NEXT_TRY_MS));
    }
    throw new Error('a calm payment of a part was refused');
  }

  /**
   * Clears up what was left open: asks until the payment is known, takes parked baskets up again.
   * What stays unknown is settled by the manager with the terminal's own book as evidence when
   * `settle` is set, and left to be seen otherwise.
   */
  async clearUp({ settle }: { readonly settle: boolean }): Promise<void> {
    await this.#lane.calm();
    const isAnswered = await this.#ask();
    if (!isAnswered) {
      this.undecided.push(this.#question ?? '');
      if (!settle) return;
      await this.#settle(await this.#lane.book());
    }
    this.#question = null;
    await this.#finish('cash');
    for (const basketId of this.#screenNow().parked) {
      await this.#must('sale.resume', { basketId });
      await this.#finish('cash');
    }
  }

  async #ringUp(items: readonly number[]): Promise<NonNullable<Screen['basket']>> {
    const { codes } = this.#shop;
    for (const item of items) {
      const text = codes[item % codes.length] ?? '';
      await this.#must('sale.scan', { text, source: 'wedge' });
    }
    const { basket } = this.#screenNow();
    if (basket?.lines !== items.length) throw new Error('a scan made no line');
    return basket;
  }

  /** Presses "card" and watches until it is known, or too long unknown. */
  async #takeCard(
    amountMinor: number,
    { cancelAfterMs, patienceMs }: Pick<PartPlan, 'cancelAfterMs' | 'patienceMs'>,
  ): Promise<Served['end']> {
    const owedMinor = this.#screenNow().basket?.remainingMinor ?? 0;
    this.#askedMinor = amountMinor;
    const refusal = await this.#lane.call('pay.card', { amountMinor });
    if (refusal !== null && refusal !== 'gone') throw new Error(`pay.card: ${refusal}`);
    const cancel =
      cancelAfterMs === null
        ? null
        : setTimeout(() => void this.#lane.call('pay.cancelCard', {}), cancelAfterMs);
    const settled = await this.#lane.until(
      ({ payment }) => payment === null || payment.state === 'unknown',
      HANGS_AFTER_MS,
    );
    if (cancel !== null) clearTimeout(cancel);
    if (settled === null) throw new Error('the payment hangs');
    const known = await this.#lane.until(({ payment }) => payment === null, patienceMs);
    if (known !== null) return hasPaid(known, owedMinor) ? 'paid' : 'notPaid';
    return this.#park();
  }

  async #park(): Promise<Served['end']> {
    for (;;) {
      const screen = await this.#lane.until(() => true, HANGS_AFTER_MS);
      if (screen === null) throw new Error('the register does not come back');
      if (screen.payment === null) return screen.basket === null ? 'paid' : 'notPaid';
      const { attemptId, state } = screen.payment;
      if (screen.terminalCode !== 'paymentUnknown' && state !== 'working') {
        this.hidden.push(attemptId);
      }
      this.#question = attemptId;
      const refusal = await this.#lane.call('sale.park', { label: 'result pending' });
      if (refusal === null) return 'parked';
      // It became known, or the register was killed, while the cashier pressed.
      await this.#lane.until(({ payment }) => payment?.state !== 'working', HANGS_AFTER_MS);
    }
  }

  /** Asks the terminal until no payment is unknown; false when it stays so. */
  async #ask(): Promise<boolean> {
    const untilMs = Date.now() + ASKED_FOR_MS;
    while (Date.now() < untilMs) {
      if ((await this.#lane.until(isKnown, ASK_EVERY_MS)) !== null) return true;
      const attemptId = this.#lane.screen()?.payment?.attemptId ?? this.#question;
      this.#question = attemptId;
      if (attemptId !== null) await this.#lane.call('pay.ask', { attemptId });
    }
    return false;
  }

  async #settle(book: readonly BookEntry[]): Promise<void> {
    const attemptId = this.#question ?? '';
    // UUIDv7: its first 48 bits are the time of the intent (RFC 9562 §5.7).
    const sinceMs = Number.parseInt(attemptId.replaceAll('-', '').slice(0, 12), 16);
    const charges = book.filter(({ atMs, state }) => atMs >= sinceMs && state === 'approved');
    const paid = charges.some(({ amountMinor }) => amountMinor === this.#askedMinor);
    // A charge of another amount than was asked is voided at the terminal's own keys.
    if (!paid) for (const { trace } of charges) this.voided.add(trace);
    const refusal = await this.#lane.call('pay.resolve', {
      attemptId,
      paid,
      evidence: 'journal of the terminal',
      approval: { operatorId: this.#shop.manager.operatorId, pin: this.#shop.manager.pin },
    });
    // It may have become known while the manager typed.
    if (refusal !== null && refusal !== 'alreadyClear') throw new Error(`pay.resolve: ${refusal}`);
    await this.#lane.until(isKnown, HANGS_AFTER_MS);
  }

  /** Takes what is still owed, by card once more or in cash, until the sale is complete. */
  async #finish(by: PaymentPlan['otherwise']): Promise<void> {
    const { basket } = this.#screenNow();
    if (basket === null) return;
    if (basket.lines === 0) throw new Error('an empty basket is left over');
    if (by === 'card') {
      this.#lane.arm(CALM);
      const end = await this.#takeCard(basket.remainingMinor, CALM_PART);
      if (end === 'parked') return;
    }
    const { basket: rest } = this.#screenNow();
    if (rest === null) return;
    await this.#must('pay.tender', { kind: 'cash', amountMinor: rest.cashDueMinor });
    if (this.#screenNow().basket !== null) throw new Error('cash did not complete the sale');
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

function partOf(amountMinor: number, percent: number): number {
  return Math.max(1, Math.round((amountMinor * percent) / 100));
}

function hasPaid({ basket }: Screen, owedMinor: number): boolean {
  return basket === null || basket.remainingMinor < owedMinor;
}

function isKnown({ terminalCode, payment }: Screen): boolean {
  return terminalCode !== 'paymentUnknown' && payment === null;
}

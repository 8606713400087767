import type { DisplaySnapshot, TillSnapshot } from '../contracts/till/snapshot.ts';
import { cashDue } from '../core/tender/settle.ts';
import { priceBasket } from '../core/pricing/price-basket.ts';
import { foldBasket } from '../core/basket/fold.ts';
import type { BasketLine } from '../core/basket/types.ts';
import { amountOf, type Tender, tendersThat } from '../core/tender/tender.ts';
import type { SaleCompleted } from '../core/journal/events/sale.ts';
import { sum } from '../core/money/minor.ts';
import { ageQuestion } from './selling/answer-age.ts';
import { closingSteps } from './closing/closing-steps.ts';
import type { TillContext } from './runtime/context.ts';
import { currentBasket, owedByCard } from './selling/current-basket.ts';
import { heldCatalogue } from './head-office/held-catalogue.ts';
import { displayView } from './display-view.ts';
import { haltInForce } from './head-office/position.ts';
import type { DeviceStatus } from './ports/device.ts';
import type { Scanner } from './ports/peripherals.ts';
import { paperView } from './printing/doubtful-papers.ts';
import { openingDate } from './closing/opening-date.ts';
import { doubtOf, pendingPayments } from './card/pending-payments.ts';
import { moneyState } from './money-state.ts';
import { may } from './session/rights.ts';
import { returnView } from './returns/return-view.ts';
import type { Halt, TillState } from './runtime/state.ts';
import type { ReadTx } from './ports/store.ts';
import { voidPaidView } from './returns/void-paid-plan.ts';

const QUICK_ITEMS = 120;

type BasketView = NonNullable<TillSnapshot['basket']>;

/** What the windows draw: made anew from the store after every change, never patched. */
export interface SnapshotMaker {
  till(): TillSnapshot;
  display(till: TillSnapshot): DisplaySnapshot;
  /** Whether what money moves on is still as it was in the snapshot with this `moneyRevision`. */
  isAsSeen(moneyRevision: number): boolean;
}

/** Keeps what seldom changes (operators, quick keys) between snapshots. */
export function snapshotMaker(
  ctx: TillContext,
  devices: { scanner: Scanner; secondCopy: () => DeviceStatus; shownRevision?: number },
): SnapshotMaker {
  let revision = devices.shownRevision ?? 0;
  let money = { state: '', revision };
  let quick: { version: string | null; items: TillSnapshot['quickItems'] } | null = null;

  function quickItems(tx: ReadTx): TillSnapshot['quickItems'] {
    const version = tx.catalogueVersion();
    if (quick === null || quick.version !== version) {
      const items = tx.quickItems(QUICK_ITEMS).map((item) => ({
        itemId: item.itemId,
        plu: item.plu ?? '',
        name: item.name,
        department: item.department,
        unit: item.unit,
        priceMinor: item.priceMinor,
      }));
      quick = { version, items };
    }
    return quick.items;
  }

  function fromStore(tx: ReadTx) {
    const day = tx.openDay();
    const shift = tx.openShift();
    const operator = ctx.state.operator;
    return {
      money: moneyState(ctx, tx),
      businessDay: day?.businessDay ?? null,
      opening: day === null ? openingView(ctx, tx) : null,
      shift: shift === null ? null : { shiftId: shift.shiftId, openedAtMs: shift.openedAtMs },
      phase: phaseOf(ctx, day !== null, shift !== null),
      operators: peopleToOffer(tx).map(({ operatorId, name, role }) => ({
        operatorId,
        name,
        role,
      })),
      basket: basketView(ctx, tx),
      payment: paymentView(ctx, tx),
      pendingPayments: pendingPayments(ctx, tx),
      saleReturn: returnView(ctx, tx),
      lastSale: lastSaleView(ctx, tx),
      suspended: tx.suspendedBaskets().map((parked) => {
        const { totals } = priceBasket(foldBasket(parked.events), ctx.settings);
        return {
          basketId: parked.basketId,
          label: parked.label,
          suspendedAtMs: parked.suspendedAtMs,
          totalMinor: totals.totalMinor,
          itemCount: totals.itemCount,
        };
      }),
      quickItems: quickItems(tx),
      heldCatalogue: heldCatalogue(tx),
      ...paperView(ctx, tx),
      toSend: { ...tx.toSend(), acknowledgedTo: tx.acknowledgedTo() },
      closing:
        operator !== null && may(operator.role, 'report')
          ? { steps: closingSteps(ctx, tx).map((row) => ({ ...row, params: { ...row.params } })) }
          : null,
      unresolved: tx.openAttempts().filter((attempt) => attempt.state === 'unknown').length,
    };
  }

  return {
    isAsSeen: (moneyRevision) =>
      moneyRevision === money.revision &&
      ctx.store.read((tx) => moneyState(ctx, tx)) === money.state,
    till() {
      revision += 1;
      const { settings, state } = ctx;
      const halt = state.stopped === null ? haltInForce(ctx) : null;
      const isRunning = state.stopped === null && halt === null;
      const stored = isRunning ? ctx.store.read(fromStore) : NOTHING_STORED;
      const { unresolved, money: moneyNow, ...view } = stored;
      if (moneyNow !== money.state) money = { state: moneyNow, revision };
      const { operator } = state;
      return {
        revision,
        moneyRevision: money.revision,
        ...view,
        handOver: state.handOver,
        stopped: stoppedView(state, halt),
        loss: null,
        training: settings.training,
        headOfficeAtMs: state.headOfficeAtMs,
        heldSettings: [...state.heldSettings],
        // Nothing of a practice day ever goes anywhere.
        ...(settings.training ? { toSend: NOTHING_STORED.toSend } : {}),
        store: { storeId: settings.storeId, name: settings.store.name },
        register: { registerId: settings.registerId, lane: settings.registerId },
        defaultLocale: settings.defaultLocale,
        timeZone: settings.timeZone,
        currency: {
          code: settings.currency.code,
          decimals: settings.currency.decimals,
          denominationsMinor: [...settings.currency.denominationsMinor],
        },
        departments: settings.departments.map(({ id, name }) => ({ id, name })),
        operator:
          operator === null
            ? null
            : {
                operatorId: operator.operatorId,
                name: operator.name,
                role: operator.role,
                locale: operator.locale,
              },
        withheld: null,
        screenLock: { locked: state.locked, afterIdleS: settings.screenLockS },
        devices: {
          terminal:
            unresolved > 0 ? { state: 'fault', code: 'paymentUnknown' } : ctx.terminal.status(),
          printer: ctx.printer.status(),
          scanner: devices.scanner.status(),
          scale: { state: 'off', code: null },
          headOffice: headOfficeStatus(ctx),
          secondCopy: devices.secondCopy(),
        },
        multiplierThousandths: state.multiplierThousandths,
        scans: { count: state.scanCount, expected: state.scanExpected, read: state.scanRead },
        notice:
          state.notice === null ? null : { ...state.notice, params: { ...state.notice.params } },
      };
    },
    display: (till) => displayView(ctx, till),
  };
}

function stoppedView({ stopped }: TillState, halt: Halt | null): TillSnapshot['stopped'] {
  if (stopped !== null) return { code: stopped.code, params: { detail: stopped.message } };
  return halt === null ? null : { code: halt, params: { detail: '' } };
}

const NOTHING_STORED = {
  money: 'stopped',
  businessDay: null,
  opening: null,
  shift: null,
  phase: 'stopped',
  operators: [],
  basket: null,
  payment: null,
  pendingPayments: [],
  saleReturn: null,
  lastSale: null,
  suspended: [],
  quickItems: [],
  heldCatalogue: null,
  receiptsWaiting: 0,
  papersLate: 0,
  doubtfulPapers: [],
  toSend: { entries: 0, oldestAtMs: null, acknowledgedTo: 0 },
  closing: null,
  unresolved: 0,
} satisfies Partial<TillSnapshot> & { unresolved: number; money: string };

/** The date a day would be opened with, for whoever stands before it. */
function openingView(ctx: TillContext, tx: ReadTx): TillSnapshot['opening'] {
  const { operator } = ctx.state;
  const { date, doubt, last } = openingDate(ctx, tx);
  return {
    date,
    doubt,
    last: last === null ? null : { date: last.date, zNumber: last.zNumber },
    // Somebody who may can agree at this screen.
    mayConfirm: operator !== null,
  };
}

/**
 * Who may sign on. At the very first start those who can open the day come first: a stranger takes
 * the first name. Afterwards each keeps the own place.
 */
function peopleToOffer(tx: ReadTx): ReturnType<ReadTx['operators']> {
  const people = tx.operators();
  if (tx.openDay() !== null || tx.lastClosedDay() !== null) return people;
  const opens = ({ role }: (typeof people)[number]) => may(role, 'openDay');
  return [...people.filter(opens), ...people.filter((one) => !opens(one))];
}

function phaseOf(
  ctx: TillContext,
  isDayOpen: boolean,
  isShiftOpen: boolean,
): TillSnapshot['phase'] {
  if (ctx.state.recovering) return 'starting';
  if (ctx.state.operator === null) return 'signedOff';
  if (!isDayOpen) return 'dayClosed';
  return isShiftOpen ? 'selling' : 'shiftClosed';
}

function basketView(ctx: TillContext, tx: ReadTx): BasketView | null {
  const current = currentBasket(ctx, tx);
  if (current === null) return null;
  const { basket, totals } = current;
  const { cashRule } = ctx.settings.currency;
  const due = cashDue({ totals, tenders: basket.tenders, cashRule });
  return {
    basketId: basket.basketId,
    lines: basket.lines.map(lineView),
    tenders: basket.tenders.map(tenderView),
    goodsMinor: totals.goodsMinor,
    taxMinor: totals.taxMinor,
    totalMinor: totals.totalMinor,
    remainingMinor: totals.remainingMinor,
    cashDueMinor: due.roundedMinor,
    cardDueMinor: owedByCard(ctx, current),
    itemCount: totals.itemCount,
    ageQuestion: ageQuestion(tx, basket),
    refund: voidPaidView(ctx, tx, basket),
  };
}

type LineView = BasketView['lines'][number];

/** A line that did not change keeps its view: by that is known what the windows need not be sent. */
const lineViews = new WeakMap<BasketLine, LineView>();

function lineView(line: BasketLine): LineView {
  const known = lineViews.get(line);
  if (known !== undefined) return known;
  const view = newLineView(line);
  lineViews.set(line, view);
  return view;
}

function newLineView(line: BasketLine): LineView {
  return {
    lineId: line.lineId,
    name: line.item.name,
    department: line.item.department,
    unit: line.item.unit,
    quantityThousandths: line.quantityThousandths,
    weightGrams: line.weightGrams,
    unitPriceMinor: line.item.priceMinor,
    amountMinor: line.amountMinor,
    voided: line.voided,
    ...(line.modifiers === undefined
      ? {}
      : { takenOff: line.modifiers.map(({ text, amountMinor }) => ({ name: text, amountMinor })) }),
  };
}

function tenderView(tender: Tender): BasketView['tenders'][number] {
  const lastFour = tender.card?.maskedPan.replace(/\D/g, '').slice(-4) ?? '';
  const label = tender.card === null ? '' : `${tender.card.cardName} ····${lastFour}`.trim();
  return { tenderId: tender.tenderId, kind: tender.kind, amountMinor: tender.amountMinor, label };
}

/** The running attempt, or the open basket's unknown one after a restart. */
function paymentView(ctx: TillContext, tx: ReadTx): TillSnapshot['payment'] {
  const live = ctx.state.payment;
  if (live !== null) {
    const isWorking = live.state === 'working';
    const signature = signatureView(ctx, live.attemptId);
    return {
      attemptId: live.attemptId,
      way: live.way,
      amountMinor: live.amountMinor,
      ...doubtOf(tx.attempt(live.attemptId)),
      state: live.state,
      terminalText: live.terminalText,
      statusCode: live.statusCode,
      sinceMs: live.sinceMs,
      // A terminal that waits for the cashier's answer takes no other request.
      canCancel: isWorking && !live.cancelRequested && signature === null,
      stopsTerminal: ctx.terminal.capabilities.abort,
      cancelRequested: live.cancelRequested,
      signature,
    };
  }
  const basketId = tx.openBasket()?.basketId;
  const unknown = tx
    .openAttempts()
    .find((attempt) => attempt.basketId === basketId && attempt.state === 'unknown');
  if (unknown === undefined) return null;
  return {
    attemptId: unknown.attemptId,
    way: unknown.way,
    amountMinor: unknown.amountMinor,
    ...doubtOf(unknown),
    state: 'unknown',
    terminalText: '',
    statusCode: '',
    sinceMs: unknown.intendedAtMs,
    canCancel: false,
    stopsTerminal: false,
    cancelRequested: false,
    signature: null,
  };
}

/** The question without its picture: that goes to the window once, and into no snapshot. */
function signatureView(
  ctx: TillContext,
  attemptId: string,
): NonNullable<TillSnapshot['payment']>['signature'] {
  const open = ctx.state.signature;
  if (open === null || open.attemptId !== attemptId) return null;
  const { questionId, check } = open;
  return { questionId, text: check.text, choices: check.choices.map((choice) => ({ ...choice })) };
}

function lastSaleView(ctx: TillContext, tx: ReadTx): TillSnapshot['lastSale'] {
  if (ctx.state.lastSaleId === null) return null;
  const stored = tx.sale(ctx.state.lastSaleId);
  if (stored === null) return null;
  const { sale } = stored;
  return {
    saleId: sale.saleId,
    receiptNo: sale.receiptNo,
    totalMinor: sale.totalMinor,
    tenderedMinor: sum(sale.tenders.map((tender) => tender.amountMinor)),
    changeMinor: sale.changeMinor,
    handOverMinor: handOverOf(sale),
    atMs: stored.atMs,
    printed: stored.prints > 0,
  };
}

/** A sale gives change; one that takes another back gives what its cash tenders say. */
function handOverOf({ tenders, changeMinor, returnOf }: SaleCompleted): number {
  if (returnOf === undefined) return changeMinor;
  return -amountOf(tendersThat(({ inDrawer }) => inDrawer, tenders));
}

function headOfficeStatus(ctx: TillContext): DeviceStatus {
  if (!ctx.headOffice.configured) return { state: 'off', code: null };
  const error = ctx.state.headOfficeError;
  if (error !== null) return { state: 'fault', code: error };
  // Until it has answered once nobody knows.
  return { state: ctx.state.headOfficeAtMs === null ? 'connecting' : 'ready', code: null };
}

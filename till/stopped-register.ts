import type { DisplaySnapshot, TillSnapshot } from '../contracts/till/snapshot.ts';
import { FIRST_LANGUAGE } from '../core/language.ts';
import type { Loss } from '../core/journal/loss.ts';
import type { TillSettings } from './runtime/context.ts';
import type { Operator } from './ports/store.ts';

/** Why a register cannot even begin: an i18n key suffix under `stopped.` and what it is about. */
export interface StopReason {
  readonly code: string;
  readonly detail: string;
}

/** What the till window shows then: one plain screen, and nothing can be sold. */
export function stoppedSnapshot(revision: number, reason: StopReason): TillSnapshot {
  return {
    revision,
    moneyRevision: revision,
    phase: 'stopped',
    stopped: { code: reason.code, params: { detail: reason.detail } },
    loss: null,
    training: false,
    store: { storeId: '', name: {} },
    register: { registerId: '', lane: '' },
    defaultLocale: FIRST_LANGUAGE,
    timeZone: 'UTC',
    currency: { code: 'CNY', decimals: 2, denominationsMinor: [] },
    departments: [],
    operators: [],
    operator: null,
    screenLock: { locked: false, afterIdleS: 0 },
    withheld: null,
    businessDay: null,
    opening: null,
    shift: null,
    basket: null,
    payment: null,
    pendingPayments: [],
    saleReturn: null,
    lastSale: null,
    handOver: null,
    suspended: [],
    heldCatalogue: null,
    heldSettings: [],
    quickItems: [],
    devices: {
      terminal: { state: 'off', code: null },
      printer: { state: 'off', code: null },
      scanner: { state: 'off', code: null },
      scale: { state: 'off', code: null },
      headOffice: { state: 'off', code: null },
      secondCopy: { state: 'off', code: null },
    },
    headOfficeAtMs: null,
    receiptsWaiting: 0,
    papersLate: 0,
    doubtfulPapers: [],
    toSend: { entries: 0, oldestAtMs: null, acknowledgedTo: 0 },
    notice: null,
    multiplierThousandths: null,
    scans: { count: 0, expected: 'sale', read: null },
    closing: null,
  };
}

/** Why a register does not begin of which a witness says that its database is not all there is. */
export function whyHalted({ copy, headOffice }: Loss): string {
  if (copy !== null) return copy.says === 'ahead' ? 'copyAhead' : 'copyOther';
  return headOffice?.says === 'ahead' ? 'headOfficeAhead' : 'headOfficeOther';
}

export interface Halted {
  readonly revision: number;
  readonly settings: TillSettings;
  readonly loss: Loss;
  readonly view: NonNullable<TillSnapshot['loss']>;
  /** Who may decide. */
  readonly managers: readonly Pick<Operator, 'operatorId' | 'name' | 'role'>[];
}

/** What the till window shows then: what each side has, and the decisions that are offered. */
export function haltedSnapshot(halted: Halted): TillSnapshot {
  const { revision, settings, loss, view, managers } = halted;
  const plain = stoppedSnapshot(revision, { code: whyHalted(loss), detail: '' });
  const { storeId, registerId, store, currency } = settings;
  const isFault = { state: 'fault', code: 'otherHistory' } as const;
  return {
    ...plain,
    loss: view,
    store: { storeId, name: store.name },
    register: { registerId, lane: registerId },
    defaultLocale: settings.defaultLocale,
    timeZone: settings.timeZone,
    currency: {
      code: currency.code,
      decimals: currency.decimals,
      denominationsMinor: [...currency.denominationsMinor],
    },
    operators: managers.map(({ operatorId, name, role }) => ({ operatorId, name, role })),
    devices: {
      ...plain.devices,
      ...(view.headOffice === null ? {} : { headOffice: isFault }),
      ...(view.copy === null ? {} : { secondCopy: { state: 'fault', code: 'opposes' } as const }),
    },
  };
}

/** The customer sees a closed lane. */
export function stoppedDisplay(revision: number, settings?: TillSettings): DisplaySnapshot {
  return {
    revision,
    phase: 'closed',
    training: false,
    locale: settings?.defaultLocale ?? FIRST_LANGUAGE,
    storeName: settings?.store.name ?? {},
    currency: { code: 'CNY', decimals: 2 },
    lines: [],
    totalMinor: 0,
    remainingMinor: 0,
    itemCount: 0,
    terminalText: '',
    statusCode: '',
    paymentWay: 'payment',
    checking: false,
    changeMinor: 0,
  };
}

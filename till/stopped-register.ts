import type { DisplaySnapshot, TillSnapshot } from '../contracts/snapshot.ts';

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
    training: false,
    store: { storeId: '', name: { zh: '', en: '' } },
    register: { registerId: '', lane: '' },
    defaultLocale: 'zh-CN',
    timeZone: 'UTC',
    currency: { code: 'CNY', decimals: 2, denominationsMinor: [] },
    departments: [],
    operators: [],
    operator: null,
    screenLock: { locked: false, afterIdleS: 0 },
    businessDay: null,
    opening: null,
    shift: null,
    basket: null,
    payment: null,
    pendingPayments: [],
    takeBack: null,
    lastSale: null,
    handOver: null,
    suspended: [],
    heldCatalogue: null,
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

/** The customer sees a closed lane. */
export function stoppedDisplay(revision: number): DisplaySnapshot {
  return {
    revision,
    phase: 'closed',
    training: false,
    locale: 'zh-CN',
    storeName: { zh: '', en: '' },
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

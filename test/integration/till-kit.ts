import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CURRENCIES } from '../../core/money/currency.ts';
import { minor } from '../../core/money/minor.ts';
import { REGION_LAYOUTS } from '../../core/gs1/region-layouts.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import { openStore, type RegisterStore } from '../../db/store.ts';
import { reasonOf } from '../../native/device/terminal-drivers.ts';
import { noHeadOffice } from '../../electron/service/head-office-client.ts';
import type { Signer, TillContext, TillSettings } from '../../till/runtime/context.ts';
import type { UploadFiles, HeadOfficeLink } from '../../till/ports/head-office.ts';
import type {
  CardTerminal,
  LastTransactionOutcome,
  LateResultDecider,
  RepeatedSlipsOutcome,
  TerminalObserver,
  TerminalOutcome,
  TerminalPaymentRequest,
} from '../../till/ports/card-terminal.ts';
import type { DeviceStatus } from '../../till/ports/device.ts';
import { type Register, type RegisterParts, startRegister } from '../../till/register.ts';
import { TillState } from '../../till/runtime/state.ts';
import type { CatalogueRow, WriteTx } from '../../till/ports/store.ts';
import { CAN_ALL, HandScanner, PaperTray } from './held-devices.ts';
import { TestClock } from './test-clock.ts';

export const SETTINGS: TillSettings = {
  storeId: 'S001',
  registerId: '03',
  store: {
    name: { zh: '试验店', en: 'Test store' },
    address: { zh: '路1号', en: '1 Road' },
    taxId: 'T1',
    phone: '1',
    footer: { zh: '谢谢', en: 'Thanks' },
  },
  currency: CURRENCIES.CNY,
  taxRule: { taxMode: 'inside', taxRounding: 'perLine' },
  promotions: [],
  labelLayout: REGION_LAYOUTS.CN,
  departments: [{ id: 'food', name: { zh: '食品', en: 'Food' } }],
  timeZone: 'Asia/Shanghai',
  defaultLocale: 'en',
  receiptColumns: 42,
  receiptCharacters: 'european',
  cashForCardRefund: false,
  customerLimitS: 0,
  voidLimits: {
    cashier: { amountMinor: 10_000, basketMinor: 20_000, basketCount: 5, shiftCount: 40 },
    supervisor: { amountMinor: null, basketMinor: null, basketCount: null, shiftCount: null },
  },
  walletLimitMinor: null,
  scanPrefix: '',
  screenLockS: 0,
  training: false,
};

/** Items of the tests: keys are GTIN-14 forms of EAN-13 codes with right check digits. */
export const MILK = { code: '6901234567892', priceMinor: 650 };
export const BREAD = { code: '6900000000014', priceMinor: 1000 };

export const CATALOGUE: readonly [CatalogueRow, ...CatalogueRow[]] = [
  row('milk', 'Milk 1 l', '牛奶', MILK.code, MILK.priceMinor, '101', 'each'),
  row('bread', 'Bread', '面包', BREAD.code, BREAD.priceMinor, null, 'each'),
  row('apple', 'Apples', '苹果', null, 990, '201', 'kg'),
];

const PEOPLE: Parameters<WriteTx['saveOperators']>[0] = [
  { operatorId: '1', name: 'Li Na', role: 'cashier', pinHash: '1111', locale: 'en' },
  { operatorId: '5', name: 'Zhao', role: 'supervisor', pinHash: '5555', locale: 'en' },
  { operatorId: '9', name: 'Wang', role: 'manager', pinHash: '9999', locale: 'zh' },
];

function row(
  itemId: string,
  en: string,
  zh: string,
  code: string | null,
  priceMinor: number,
  plu: string | null,
  unit: 'each' | 'kg',
): CatalogueRow {
  return {
    itemId,
    name: { zh, en },
    department: 'food',
    taxCode: 'A',
    taxRateBp: 1300,
    unit,
    priceMinor: minor(priceMinor),
    plu,
    pinyin: 'x',
    codes: code === null ? [] : [code.padStart(14, '0')],
  };
}

/** A terminal whose every answer the test gives. */
export class ScriptedTerminal implements CardTerminal {
  readonly terminalId = 'T1';
  capabilities = CAN_ALL;
  /** Every charge that was asked for. */
  readonly charges: number[] = [];
  /** What was asked for last. */
  request: TerminalPaymentRequest | null = null;
  cancels = 0;
  pays: (observer: TerminalObserver, amountMinor: number) => Promise<TerminalOutcome> = () =>
    Promise.resolve({ kind: 'notStarted', reason: 'no script' });
  last: LastTransactionOutcome = { kind: 'none' };
  asked = 0;
  /** ISO 4217 number of the currency it answers in. */
  numeric = '156';

  status(): DeviceStatus {
    return { state: 'ready', code: null };
  }
  onStatus(): () => void {
    return () => undefined;
  }
  /** Tells the register of an approval nobody waits for, as a driver does. */
  tellLate: LateResultDecider = () => 'refuse';
  onLateResult(decide: LateResultDecider): () => void {
    this.tellLate = decide;
    return () => {
      this.tellLate = () => 'refuse';
    };
  }
  async close(): Promise<void> {}
  pay: CardTerminal['pay'] = (request, observer) => {
    this.charges.push(request.amountMinor);
    this.request = request;
    return this.pays(observer, request.amountMinor);
  };
  requestCancel(): void {
    this.cancels += 1;
  }
  lastTransaction: CardTerminal['lastTransaction'] = () => {
    this.asked += 1;
    return Promise.resolve(this.last);
  };
  /** What it gives when it is asked for its slips once more. */
  slips: RepeatedSlipsOutcome = { kind: 'none', reason: '83' };
  askedForSlips = 0;
  repeatSlips: CardTerminal['repeatSlips'] = () => {
    this.askedForSlips += 1;
    return Promise.resolve(this.slips);
  };
  reverse: CardTerminal['reverse'] = () =>
    Promise.resolve({ kind: 'notStarted', reason: 'not scripted' });
  refund: CardTerminal['refund'] = () =>
    Promise.resolve({ kind: 'notStarted', reason: 'not scripted' });
  totals: CardTerminal['totals'] = () =>
    Promise.resolve({ kind: 'unreachable', reason: 'not scripted' });
  closeBatch: CardTerminal['closeBatch'] = () =>
    Promise.resolve({
      kind: 'closed',
      totals: { totalMinor: minor(0), count: 0, lines: [], groups: null, items: null },
    });

  /** Each charge leaves, nothing comes back, and nobody can say whether money moved. */
  goesSilent(): void {
    this.pays = (observer) => {
      observer.sending();
      return Promise.resolve({ kind: 'unknown', reason: 'timeout' });
    };
  }

  /** Answers as a terminal does that approves: result first, then the outcome. */
  approve(receiptNo = '0007', changes: Partial<TerminalResult> = {}): void {
    this.pays = (observer, amountMinor) => {
      observer.sending();
      const told = { currencyNumeric: this.numeric, ...changes };
      const result = terminalResult(amountMinor, receiptNo, told);
      const verdict = observer.result(result);
      return Promise.resolve(
        verdict === 'book'
          ? { kind: 'approved', result }
          : { kind: 'declined', result, reason: 'refusedByRegister' },
      );
    };
  }
}

/** A terminal's record of an approved payment. */
export function terminalResult(
  amountMinor: number,
  receiptNo: string,
  changes: Partial<TerminalResult> = {},
): TerminalResult {
  return {
    approved: true,
    resultCode: '00',
    amountMinor: minor(amountMinor),
    currencyNumeric: '156',
    receiptNo,
    trace: `00${receiptNo}`,
    terminalId: '29990001',
    merchantId: 'M1',
    authCode: 'A00001',
    maskedPan: '476173EEEEEE0119',
    cardName: 'VISA',
    cardType: '10',
    date: '0102',
    time: '100000',
    text: '',
    extra: {},
    ...changes,
  };
}

export interface TestTill {
  readonly dir: string;
  readonly ctx: TillContext;
  readonly store: RegisterStore;
  readonly register: Register;
  readonly terminal: ScriptedTerminal;
  readonly printer: PaperTray;
  readonly scanner: HandScanner;
  readonly clock: TestClock;
  /** When the program was ended from the office. */
  readonly ends: readonly number[];
  /** Every delay that was asked for, in milliseconds. */
  readonly waits: readonly number[];
  /** Runs every timer that is waiting, once. */
  runTimers(): void;
  close(): void;
}

export interface TestTillOptions {
  /** Reopens the data of a till that was stopped or killed. */
  readonly dir?: string;
  /** What the clock says at the start. */
  readonly nowMs?: number;
  readonly headOffice?: HeadOfficeLink;
  readonly terminal?: ScriptedTerminal;
  readonly signer?: Signer;
  readonly uploadFiles?: UploadFiles;
  /** A register of its own at a head office that several tests share. */
  readonly registerId?: string;
  /** Hears what the windows are told. */
  readonly publish?: RegisterParts['publish'];
  /** Another currency or tax rule than the test store's. */
  readonly settings?: Partial<TillSettings>;
}

/** A register on a real database file, with devices the test holds in its hand. */
export function openTestTill(options: TestTillOptions = {}): TestTill {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'tillwright-till-'));
  const registerId = options.registerId ?? SETTINGS.registerId;
  const clock = new TestClock(options.nowMs ?? Date.UTC(2026, 0, 2, 2, 0, 0));
  let count = options.dir === undefined ? 0 : 500_000;
  const ids = {
    next: () => {
      count += 1;
      return `01900000-0000-7000-8000-${String(count).padStart(12, '0')}`;
    },
  };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const store = openStore({
    path: join(dir, 'register.db'),
    secondCopyPath: null,
    clock: { nowMs: () => clock.now },
    ids,
    identity: { storeId: 'S001', registerId },
    log,
  });
  if (options.dir === undefined) {
    store.write((tx) => {
      tx.replaceCatalogue('v1', CATALOGUE);
      tx.saveOperators(PEOPLE);
    });
  }
  const terminal = options.terminal ?? new ScriptedTerminal();
  const printer = new PaperTray();
  const scanner = new HandScanner();
  const timers: (() => void)[] = [];
  const waits: number[] = [];
  const ends: number[] = [];
  const ctx: TillContext = {
    settings: { ...SETTINGS, ...options.settings, registerId },
    store,
    terminal,
    catalogueFile: { readAgain: async () => null },
    reasonOf,
    terminalSetup: {
      current: () => ({ protocol: 'scripted', terminalId: terminal.terminalId }),
      fault: () => null,
      view: () => Promise.resolve({ terminal: null, keptSecrets: [], drivers: [], ports: [] }),
      check: () => Promise.resolve({ ok: true, checks: [] }),
      save: () => Promise.resolve(null),
    },
    printer,
    headOffice: options.headOffice ?? noHeadOffice(''),
    uploadFiles: options.uploadFiles ?? { keep: () => Promise.resolve(), discard: () => {} },
    clock: { nowMs: () => clock.now },
    stopwatch: { readMs: () => clock.run },
    ids,
    timers: {
      after(delayMs, action) {
        timers.push(action);
        waits.push(delayMs);
        const others = () => timers.filter((each) => each !== action);
        return () => void timers.splice(0, timers.length, ...others());
      },
    },
    log,
    pins: { verify: ({ pinHash }, pin) => Promise.resolve(pinHash === pin) },
    signer: options.signer ?? { sign: () => 'c2lnbmF0dXJl' },
    state: new TillState(),
    endProgram: () => void ends.push(clock.now),
    faultPoint: () => {},
  };
  const register = startRegister({
    ctx,
    scanner,
    secondCopy: () => ({ state: 'off', code: null }),
    publish: options.publish ?? { till: () => {}, display: () => {} },
    answersLeave: () => nextTurn(),
  });
  return {
    dir,
    ctx,
    store,
    register,
    terminal,
    printer,
    scanner,
    clock,
    ends,
    waits,
    runTimers() {
      for (const action of timers.splice(0)) action();
    },
    close() {
      register.stop();
      store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Signs the manager on, opens day and shift, and hands over to the cashier. */
export async function openForSelling(till: TestTill): Promise<void> {
  await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
  await must(till, 'day.open', {});
  await must(till, 'session.signOff', {});
  await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
  await must(till, 'shift.open', { floatMinor: 20_000 });
}

type Handlers = Register['handlers'];
type Input<N extends keyof Handlers> = Parameters<Handlers[N]>[0];
type Value<N extends keyof Handlers> = Extract<
  Awaited<ReturnType<Handlers[N]>>,
  { ok: true }
>['value'];

/** Carries a command out and fails the test when it is refused. */
export async function must<N extends keyof Handlers>(
  till: TestTill,
  name: N,
  input: Input<N>,
): Promise<Value<N>> {
  const answer = await call(till, name, input);
  if (!answer.ok) throw new Error(`${name} was refused: ${answer.error.code}`);
  return answer.value as Value<N>;
}

/** Carries a command out and answers as the window would see it. */
export function call<N extends keyof Handlers>(
  till: TestTill,
  name: N,
  input: Input<N>,
): ReturnType<Handlers[N]> {
  const handle: (...args: never[]) => unknown = till.register.handlers[name];
  const command = { commandId: till.ctx.ids.next() };
  return Reflect.apply(handle, undefined, [input, command]) as ReturnType<Handlers[N]>;
}

/** Waits until the register has reached a state, told by its own change events. */
export function until(till: TestTill, reached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (reached()) return resolve();
    till.ctx.state.onChange(() => {
      if (reached()) resolve();
    });
  });
}

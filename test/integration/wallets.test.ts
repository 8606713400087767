import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withCheckDigit } from '../../core/gs1/gtin.ts';
import type { Log } from '../../till/ports/system.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  type TestTill,
  until,
} from './till-kit.ts';

/** Payment codes by the public forms of the three wallets; nobody's. */
const ALIPAY = '280000000000000001';
const WECHAT = '130000000000000002';
const UNIONPAY_QR = '6200000000000000003';

let till: TestTill;
const logged: string[] = [];

beforeEach(async () => {
  till = openTestTill();
  logged.length = 0;
  const keep = (message: string, fields?: object) =>
    void logged.push(`${message} ${JSON.stringify(fields)}`);
  Object.assign<Log, Log>(till.ctx.log, { info: keep, warn: keep, error: keep });
  await openForSelling(till);
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const snapshot = () => till.register.tillSnapshot();
const intents = () =>
  till.store
    .read((tx) => tx.entries(1, 999))
    .filter(({ type }) => type === 'payment.intended')
    .map(({ payload }) => payload);
const takes = (changes: Partial<TestTill['terminal']['capabilities']>) => {
  till.terminal.capabilities = { ...till.terminal.capabilities, ...changes };
};
const expects = (expected: 'sale' | 'payment') =>
  must(till, 'screen.expects', { expects: expected });
/** Bread in the basket and the pay screen before the cashier. */
const sellBread = async () => {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await expects('payment');
};
const settled = () => until(till, () => snapshot().payment === null);

describe('a payment code scanned at the register', () => {
  it.each([
    ['alipay', ALIPAY],
    ['wechatPay', WECHAT],
    ['unionPayQr', UNIONPAY_QR],
  ] as const)('of %s charges what is left to pay, by the code', async (kind, code) => {
    takes({ walletCodes: ['alipay', 'wechatPay', 'unionPayQr'] });
    await sellBread();
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 300 });
    till.terminal.approve();
    await must(till, 'sale.scan', { text: code, source: 'wedge' });
    await settled();
    expect(till.terminal.request).toMatchObject({ amountMinor: 700, wallet: { kind, code } });
    expect(intents()).toMatchObject([{ amountMinor: 700, wallet: kind }]);
    expect(snapshot().lastSale?.totalMinor).toBe(1000);
    expect(snapshot().notice).toMatchObject({ code: 'saleComplete' });
  });

  it('is the same from the serial scanner', async () => {
    takes({ walletCodes: ['alipay'] });
    await sellBread();
    till.terminal.approve();
    till.scanner.read(ALIPAY);
    await until(till, () => snapshot().lastSale !== null);
    expect(till.terminal.request?.wallet).toEqual({ kind: 'alipay', code: ALIPAY });
  });

  it('goes to a terminal that scans itself as the wallet’s name, and says so', async () => {
    takes({ walletSelection: ['wechatPay'] });
    await sellBread();
    till.terminal.pays = () => new Promise(() => undefined);
    await must(till, 'sale.scan', { text: WECHAT, source: 'wedge' });
    expect(till.terminal.request?.wallet).toEqual({ kind: 'wechatPay', code: null });
    expect(snapshot().notice).toMatchObject({ kind: 'attention', code: 'showCodeToTerminal' });
  });

  it('goes to a terminal that knows no wallets as a plain payment, and says so', async () => {
    await sellBread();
    till.terminal.pays = () => new Promise(() => undefined);
    await must(till, 'sale.scan', { text: WECHAT, source: 'wedge' });
    expect(till.terminal.request?.wallet).toBeNull();
    expect(snapshot().notice).toMatchObject({ code: 'showCodeToTerminal' });
    expect(intents()).toMatchObject([{ wallet: 'wechatPay' }]);
  });

  it('without goods pays nothing', async () => {
    takes({ walletCodes: ['alipay'] });
    const answer = await call(till, 'sale.scan', { text: ALIPAY, source: 'wedge' });
    expect(answer).toMatchObject({ error: { code: 'walletWithoutSale' } });
    expect(till.terminal.charges).toEqual([]);
    expect(snapshot().basket).toBeNull();
  });

  it.each([
    ['a WeChat code', WECHAT],
    ['an Alipay code', ALIPAY],
    ['a lot number of 18 digits', '101234567890123456'],
    ['a label of 24 digits', '250000000000000000000001'],
  ])('charges nothing on the sale screen: %s', async (_, text) => {
    takes({ walletCodes: ['alipay', 'wechatPay', 'unionPayQr'] });
    await sellBread();
    await expects('sale');
    const answer = await call(till, 'sale.scan', { text, source: 'wedge' });
    expect(answer).toMatchObject({ error: { code: 'walletNotExpected' } });
    till.scanner.read(text);
    await until(till, () => snapshot().notice?.code === 'walletNotExpected');
    expect(till.terminal.charges).toEqual([]);
    expect(snapshot().basket?.lines).toHaveLength(1);
  });

  it('is never two short codes read as one', async () => {
    takes({ walletCodes: ['alipay'] });
    await sellBread();
    const two = `${withCheckDigit('2512345')}96385074`;
    expect(await call(till, 'sale.scan', { text: two, source: 'wedge' })).toMatchObject({
      error: { code: 'misread' },
    });
    expect(till.terminal.charges).toEqual([]);
  });

  it.each([`]C0${ALIPAY}`, `]Q0${ALIPAY}`, `]Q1${ALIPAY}`, `${ALIPAY} `, ` ]Q1${ALIPAY}\r`])(
    'is read behind its AIM identifier and before a blank: %j',
    async (text) => {
      takes({ walletCodes: ['alipay'] });
      await sellBread();
      till.terminal.approve();
      await must(till, 'sale.scan', { text, source: 'wedge' });
      await settled();
      expect(till.terminal.request?.wallet).toEqual({ kind: 'alipay', code: ALIPAY });
    },
  );

  it('of an SSCC charges nothing: the scanner says what it is', async () => {
    takes({ walletCodes: ['wechatPay'] });
    await sellBread();
    await call(till, 'sale.scan', { text: ']C100106141412345678908', source: 'wedge' });
    expect(till.terminal.charges).toEqual([]);
  });

  it('scanned twice charges once', async () => {
    takes({ walletCodes: ['alipay'] });
    await sellBread();
    till.terminal.pays = () => new Promise(() => undefined);
    await must(till, 'sale.scan', { text: ALIPAY, source: 'wedge' });
    const second = await call(till, 'sale.scan', { text: ALIPAY, source: 'wedge' });
    expect(second).toMatchObject({ error: { params: { reason: 'paymentOpen' } } });
    expect(till.terminal.charges).toEqual([1000]);
  });

  it('while another payment is in doubt says why nothing happens', async () => {
    takes({ walletCodes: ['alipay'] });
    await sellBread();
    till.terminal.goesSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    await must(till, 'sale.park', { label: 'A' });
    await sellBread();
    const answer = await call(till, 'sale.scan', { text: ALIPAY, source: 'wedge' });
    expect(answer).toMatchObject({ error: { code: 'paymentUnresolved' } });
    expect(till.terminal.charges).toEqual([1000]);
  });
});

describe('a payment code from the pay panel', () => {
  it('pays a part', async () => {
    takes({ walletCodes: ['unionPayQr'] });
    await sellBread();
    till.terminal.approve();
    await must(till, 'pay.card', { amountMinor: 400, walletCode: UNIONPAY_QR });
    await settled();
    expect(till.terminal.request?.wallet).toEqual({ kind: 'unionPayQr', code: UNIONPAY_QR });
    expect(snapshot().basket?.remainingMinor).toBe(600);
  });

  it('that is none is refused, and nothing is charged', async () => {
    await sellBread();
    const answer = await call(till, 'pay.card', {
      amountMinor: 400,
      walletCode: '9900000000000000',
    });
    expect(answer).toMatchObject({ error: { code: 'badInput' } });
    expect(intents()).toEqual([]);
  });
});

describe('the limit of one scan', () => {
  beforeEach(() => {
    Object.assign(till.ctx.settings, { walletLimitMinor: 999 });
  });

  it('refuses more, says so, and leaves cards alone', async () => {
    await sellBread();
    const answer = await call(till, 'sale.scan', { text: ALIPAY, source: 'wedge' });
    expect(answer).toMatchObject({ error: { code: 'walletLimit' } });
    expect(intents()).toEqual([]);
    till.terminal.approve();
    await must(till, 'pay.card', { amountMinor: 1000 });
    await settled();
    expect(snapshot().lastSale?.totalMinor).toBe(1000);
  });

  it('allows as much as it says', async () => {
    await sellBread();
    till.terminal.approve();
    await must(till, 'pay.card', { amountMinor: 999, walletCode: ALIPAY });
    await settled();
    expect(snapshot().basket?.remainingMinor).toBe(1);
  });
});

describe('a customer’s payment code', () => {
  it('is nowhere in the data folder, the log or what the windows were told', async () => {
    const shown: string[] = [];
    till.ctx.state.onChange(() => void shown.push(JSON.stringify(snapshot())));
    takes({ walletCodes: ['alipay'] });
    await call(till, 'sale.scan', { text: WECHAT, source: 'wedge' });
    await sellBread();
    till.terminal.approve();
    await must(till, 'sale.scan', { text: ALIPAY, source: 'wedge' });
    await settled();
    await sellBread();
    till.terminal.pays = () => Promise.resolve({ kind: 'notStarted', reason: 'portMissing' });
    await must(till, 'sale.scan', { text: UNIONPAY_QR, source: 'wedge' });
    await settled();
    // Half a code: one digit was lost on the way.
    till.scanner.read(UNIONPAY_QR.slice(0, -1));
    await until(till, () => snapshot().notice?.code === 'misread');
    await until(till, () => snapshot().receiptsWaiting === 0);

    const files = readdirSync(till.dir).map((name) => readFileSync(join(till.dir, name), 'latin1'));
    expect(files.join('')).toContain('payment.intended');
    const paper = JSON.stringify(till.printer.printed);
    for (const text of [...files, ...shown, ...logged, paper]) {
      for (const code of [ALIPAY, WECHAT, UNIONPAY_QR, UNIONPAY_QR.slice(0, -1)]) {
        expect(text.includes(code)).toBe(false);
      }
    }
  });
});

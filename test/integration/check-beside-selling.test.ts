import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TerminalChoice } from '../../contracts/terminal-setup.ts';
import { BREAD, call, must, openTestTill, type TestTill } from './till-kit.ts';

const choice: TerminalChoice = {
  protocol: 'scripted',
  line: { kind: 'tcp', host: 'terminal', port: 20_007 },
  terminalId: 'T1',
  customerLimitS: 0,
  fields: {},
};

let till: TestTill;
let finish: () => void;
beforeEach(async () => {
  till = openTestTill();
  // A terminal that keeps silent: the test goes on until it is told to end.
  Reflect.set(till.ctx.terminalSetup, 'check', () => {
    return new Promise((resolve) => {
      finish = () => resolve({ ok: true, checks: [] });
    });
  });
  await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
  await must(till, 'day.open', {});
  await must(till, 'shift.open', { floatMinor: 0 });
});
afterEach(() => till.close());

const price = { amountMinor: BREAD.priceMinor };

it('the lane sells for cash while a connection is tested, and nothing begins at the terminal', async () => {
  const tested = call(till, 'terminal.check', { terminal: choice });
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  const busy = { ok: false, error: { code: 'terminalBusy' } };
  expect(await call(till, 'pay.card', price)).toMatchObject(busy);
  expect(await call(till, 'terminal.check', { terminal: choice })).toMatchObject(busy);
  expect(await call(till, 'terminal.save', { terminal: null })).toMatchObject(busy);
  expect(await call(till, 'settlement.close', {})).toMatchObject(busy);
  await must(till, 'pay.tender', { kind: 'cash', ...price });
  expect(till.register.tillSnapshot().lastSale?.totalMinor).toBe(BREAD.priceMinor);
  expect(till.terminal.charges).toEqual([]);

  finish();
  expect(await tested).toMatchObject({ ok: true });
  till.terminal.approve();
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.card', price);
  expect(till.terminal.charges).toEqual([BREAD.priceMinor]);
});

it('a test that ends in a fault of its own frees the terminal all the same', async () => {
  Reflect.set(till.ctx.terminalSetup, 'check', () => Promise.reject(new Error('a bug')));
  await expect(call(till, 'terminal.check', { terminal: choice })).rejects.toThrow('a bug');
  expect(till.ctx.state.checkingTerminal).toBe(false);
});

it('a disk that is full just before the test begins frees the terminal all the same', async () => {
  const { state } = till.ctx;
  state.onChange(() => {
    if (state.checkingTerminal) state.stopped = { code: 'diskFull', message: '' };
  });
  expect(await call(till, 'terminal.check', { terminal: choice })).toMatchObject({
    error: { code: 'storeFault' },
  });
  expect(state.checkingTerminal).toBe(false);
});

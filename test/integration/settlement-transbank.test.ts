import { afterEach, beforeEach, expect, it } from 'vitest';
import { CURRENCIES } from '../../core/money/currency.ts';
import { minor } from '../../core/money/minor.ts';
import type { SettlementReport } from '../../core/settlement/batch-report.ts';
import { TransbankTerminal } from '../../native/device/transbank/terminal.ts';
import { availableLine } from '../../native/simulators/line/available-line.ts';
import {
  createTransbankTerminal,
  type SimulatedTransbankTerminal,
} from '../../native/simulators/transbank/terminal.ts';
import { SerialTransport } from '../../native/transport/serial.ts';
import { TcpTransport } from '../../native/transport/tcp.ts';
import { patientClock, patientTimers } from '../../native/transport/testing/patient-timers.ts';
import { systemTimers } from '../../native/transport/timers.ts';
import { handOver } from './hand-over.ts';
import {
  BREAD,
  must,
  openForSelling,
  openTestTill,
  ScriptedTerminal,
  type TestTill,
  until,
} from './till-kit.ts';

const BAUD = 115_200;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

let till: TestTill;
let simulated: SimulatedTransbankTerminal;
let terminal: TransbankTerminal;
const cleanUps: (() => Promise<void>)[] = [];

/** A register whose terminal is the real driver over a real line: the far end lists its sales. */
beforeEach(async () => {
  const far = await availableLine(BAUD, 1);
  cleanUps.push(() => far.close());
  simulated = createTransbankTerminal({
    line: far.line,
    outcomes: () => ({ kind: 'approve', card: 'visa' }),
    timing: { gapMs: 5, stepMs: 5, hostMs: 20, cardMs: 2_000, ackMs: 250 },
    clock: patientClock,
  });
  cleanUps.push(() => simulated.close());
  const { near } = far;
  terminal = new TransbankTerminal({
    transport:
      near.kind === 'serial'
        ? new SerialTransport({ path: near.path, baud: BAUD }, systemTimers)
        : new TcpTransport({ host: near.host, port: near.port }, systemTimers),
    terminalId: 'T1',
    currency: CURRENCIES.CLP,
    timers: patientTimers,
    log: quiet,
    ackWaitMs: 250,
    responseWaitMs: 800,
    lineGoneMs: 600,
    reconnect: { firstDelayMs: 20, maxDelayMs: 100 },
  });
  cleanUps.push(() => terminal.close());
  const held = new ScriptedTerminal();
  held.capabilities = terminal.capabilities;
  held.pay = (request, observer) => terminal.pay(request, observer);
  held.lastTransaction = () => terminal.lastTransaction();
  held.reverse = (request, observer) => terminal.reverse(request, observer);
  held.totals = () => terminal.totals();
  held.closeBatch = () => terminal.closeBatch();
  till = openTestTill({ terminal: held, settings: { currency: CURRENCIES.CLP } });
  await openForSelling(till);
  await handOver(till, 'manager');
});
afterEach(async () => {
  till.close();
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const snapshot = () => till.register.tillSnapshot();

async function startPaying(): Promise<void> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.card', { amountMinor: BREAD.priceMinor });
}

async function payByCard(): Promise<void> {
  await startPaying();
  await until(till, () => snapshot().basket === null && snapshot().payment === null);
}

function untilReady(): Promise<void> {
  return new Promise((resolve) => {
    const look = () => (terminal.status().state === 'ready' ? resolve() : undefined);
    terminal.onStatus(look);
    look();
  });
}

async function report(): Promise<SettlementReport> {
  const { reportJson } = await must(till, 'settlement.last', {});
  return JSON.parse(reportJson ?? 'null') as SettlementReport;
}

it('agrees transaction by transaction, a voided one left out', async () => {
  await payByCard();
  await payByCard();
  const { sales } = await must(till, 'sales.recent', { limit: 1 });
  await must(till, 'return.begin', {
    saleId: sales[0]?.saleId ?? '',
    reason: 'customer',
    note: '',
    cardAs: 'terminal',
    approval: { operatorId: '5', pin: '5555' },
  });
  await until(till, () => snapshot().saleReturn === null && snapshot().payment === null);
  expect(simulated.totals()).toMatchObject({ count: 1, amount: BREAD.priceMinor });
  expect(await must(till, 'settlement.close', {})).toMatchObject({
    closed: true,
    differenceMinor: 0,
  });
  expect(await report()).toMatchObject({
    agrees: true,
    groups: [{ group: 'visa', terminalCount: 1, registerCount: 1 }],
  });
});

it('names a sale that only the terminal has, and one that a person decided', async () => {
  await payByCard();
  const order = { attemptId: 'x', currency: CURRENCIES.CLP, reference: 'OTHER1', wallet: null };
  const observer = { sending: () => {}, progress: () => {}, receipt: () => {} };
  await terminal.pay({ ...order, amountMinor: minor(700) }, { ...observer, result: () => 'book' });
  simulated.faults.at('stored', { kind: 'pulled' });
  await startPaying();
  await until(till, () => snapshot().payment?.state === 'unknown');
  const attemptId = snapshot().payment?.attemptId ?? '';
  await must(till, 'pay.resolve', {
    attemptId,
    paid: false,
    evidence: 'no slip',
    approval: { operatorId: '5', pin: '5555' },
  });
  simulated.faults.plugIn();
  await untilReady();
  expect(await must(till, 'settlement.close', {})).toMatchObject({
    closed: true,
    differenceMinor: 1_700,
  });
  const { differences } = await report();
  expect(differences).toMatchObject([
    {
      group: 'visa',
      terminalCount: 3,
      registerCount: 1,
      explained: [
        { cause: 'onlyAtTerminal', attemptId: '', amountMinor: 700 },
        { cause: 'settledByHand', attemptId, amountMinor: 1_000 },
      ],
    },
  ]);
});

it('knows that the first sale after a close was not booked, though all is forgotten', async () => {
  await payByCard();
  expect(await must(till, 'settlement.close', {})).toMatchObject({ closed: true });
  simulated.faults.at('authorised', { kind: 'powerLost' });
  await startPaying();
  await until(till, () => snapshot().payment?.state === 'unknown');
  simulated.powerOn();
  await untilReady();
  await must(till, 'pay.ask', { attemptId: snapshot().payment?.attemptId ?? '' });
  await until(till, () => snapshot().payment === null);
  expect(snapshot().basket?.remainingMinor).toBe(BREAD.priceMinor);
  expect(simulated.book().at(-1)?.state).toBe('autoReversed');
});

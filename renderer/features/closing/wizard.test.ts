import { describe, expect, it } from 'vitest';
import {
  countedMinor,
  currentStep,
  leavesTerminalOut,
  NO_RESULTS,
  railOf,
  readCounts,
} from './wizard.ts';

type Facts = Parameters<typeof railOf>[0];

const selling: Facts = {
  phase: 'selling',
  basket: null,
  payment: null,
  suspended: [],
  shift: { shiftId: 's1', openedAtMs: 0 },
  businessDay: '2026-11-22',
  closing: null,
  toSend: { entries: 0, oldestAtMs: null, acknowledgedTo: 0 },
  devices: { terminal: { state: 'ready', code: null } },
};
const states = (facts: Facts, results = NO_RESULTS) =>
  railOf(facts, results).map((each) => each.state);
const count = { countedMinor: 100, expectedMinor: 100, overShortMinor: 0 };
const batch = { terminalTotalMinor: 0, registerTotalMinor: 0, differenceMinor: 0, reason: '' };
const close = { zNumber: 7, batchId: 'b1' };

describe('end of day rail', () => {
  it('begins with the count when nothing is open', () => {
    const rail = railOf(selling, NO_RESULTS);
    expect(currentStep(rail)).toBe('count');
    expect(states(selling)).toEqual(['done', 'done', 'running', 'waiting', 'waiting', 'waiting']);
  });

  it('stops at parked baskets and unclear payments', () => {
    const parked = {
      ...selling,
      suspended: [{ basketId: 'p', label: '', suspendedAtMs: 0, totalMinor: 5, itemCount: 1 }],
    };
    expect(currentStep(railOf(parked, NO_RESULTS))).toBe('baskets');
  });

  it('goes on after a restart where the register says it stands', () => {
    const counted: Facts = { ...selling, phase: 'shiftClosed', shift: null };
    expect(currentStep(railOf(counted, NO_RESULTS))).toBe('settlement');
  });

  it('needs someone when the terminal did not close, and can leave it out', () => {
    const counted: Facts = { ...selling, phase: 'shiftClosed', shift: null };
    const failed = { ...NO_RESULTS, count, terminal: { ...batch, closed: false } };
    expect(states(counted, failed)[3]).toBe('failed');
    expect(currentStep(railOf(counted, failed))).toBe('settlement');
    const skipped = { ...failed, terminalSkipped: true };
    expect(states(counted, skipped)[3]).toBe('skipped');
    expect(currentStep(railOf(counted, skipped))).toBe('zReport');
  });

  it('is at work until the answer is here, whatever the register lists meanwhile', () => {
    const told = { step: 'settlement', state: 'failed', code: 'batchCloseFailed', params: {} };
    const steps = [told] as NonNullable<Facts['closing']>['steps'];
    const facts: Facts = { ...selling, phase: 'shiftClosed', shift: null, closing: { steps } };
    expect(railOf(facts, NO_RESULTS, true)[3]).toMatchObject({ state: 'running', isNow: true });
    expect(railOf(facts, NO_RESULTS)[3]).toMatchObject({ state: 'failed', isNow: true });
  });

  it('lets the day close around unclear payments and batch differences', () => {
    const steps = (['baskets', 'payments', 'count', 'settlement'] as const).map((step) => ({
      step,
      state: step === 'baskets' || step === 'count' ? ('done' as const) : ('failed' as const),
      code: step === 'payments' ? 'unknownPayments' : 'batchClosed',
      params: {},
    }));
    const facts: Facts = { ...selling, phase: 'shiftClosed', shift: null, closing: { steps } };
    expect(currentStep(railOf(facts, NO_RESULTS))).toBe('zReport');
    expect(states(facts).slice(0, 4)).toEqual(['done', 'failed', 'done', 'failed']);
    expect(leavesTerminalOut(facts, NO_RESULTS)).toBe(false);
  });

  it('has no terminal step where there is no terminal', () => {
    const noTerminal: Facts = {
      ...selling,
      shift: null,
      devices: { terminal: { state: 'off', code: null } },
    };
    expect(currentStep(railOf(noTerminal, NO_RESULTS))).toBe('zReport');
  });

  it('ends with everything done only when nothing waits any more', () => {
    const closed: Facts = { ...selling, phase: 'dayClosed', shift: null, businessDay: null };
    const waiting = { ...NO_RESULTS, close, send: { sent: 0, waiting: 1 } };
    expect(states(closed, waiting)).toEqual(['done', 'done', 'done', 'done', 'done', 'running']);
    const sent = { ...waiting, send: { sent: 1, waiting: 0 } };
    expect(states(closed, sent).at(-1)).toBe('done');
    expect(currentStep(railOf(closed, sent))).toBe('send');
  });
});

describe('blind count', () => {
  it('sends what was counted and nothing else', () => {
    const texts = { 10000: '3', 5000: '', 100: '0', 50: '12' };
    expect(readCounts([10000, 5000, 100, 50, 10], texts)).toEqual([
      { denominationMinor: 10000, count: 3 },
      { denominationMinor: 50, count: 12 },
    ]);
    expect(countedMinor(texts)).toBe(30_600);
  });

  it('refuses what is no number', () => {
    expect(readCounts([100], { 100: '1.5' })).toBeNull();
    expect(readCounts([100], { 100: '123456' })).toBeNull();
  });
});

// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

type Step = NonNullable<TillSnapshot['closing']>['steps'][number];
const shift = (shiftId: string) => ({ shift: { shiftId, openedAtMs: 0 } });
const closing = (...steps: readonly Step[]) => ({ closing: { steps: [...steps] } });

describe('counting the drawer', () => {
  it('is not finished by a stray key before anything is counted', async () => {
    await till.open(fakeTill('en', shift('s1')));
    await till.type('F10', 'z', 'f');
    expect(till.calls('shift.close')).toHaveLength(0);
    expect(till.text('notice')).toContain('an empty drawer is 0');
    await till.type('0', 'f');
    expect(till.inputs('shift.close')).toEqual([{ counted: [] }]);
  });

  it('can be left and goes on where it was, for this shift only', async () => {
    await till.open(fakeTill('en', shift('s2')));
    await till.type('F10', 'z', '3', 'F10');
    expect(till.find('end-of-day')).toBeNull();
    await till.type('F10', 'z');
    expect(till.text('counted')).toBe('300.00');
    await till.type('F10');
    await till.publish(shift('s3'));
    await till.type('F10', 'z');
    expect(till.text('counted')).toBe('0.00');
  });
});

describe('the rail', () => {
  const noShift = { phase: 'shiftClosed' as const, shift: null };

  it('marks the step that is on the screen, also while its result is read', async () => {
    const count = { countedMinor: 0, expectedMinor: 0, overShortMinor: 0 };
    await till.open(fakeTill('en', shift('s4')));
    till.far().answerWith('shift.close', count);
    await till.type('F10', 'z', '1', 'f');
    await till.publish(noShift);
    expect(till.find('count-next')).not.toBeNull();
    expect(till.find('step-count')?.getAttribute('aria-current')).toBe('step');
    expect(till.find('step-settlement')?.hasAttribute('aria-current')).toBe(false);
    await till.type('Enter');
    expect(till.find('step-settlement')?.getAttribute('aria-current')).toBe('step');
  });

  it('says of a closed batch that it does not agree', async () => {
    const batch = { step: 'settlement', state: 'failed', code: 'batchClosed' } as const;
    await till.open(fakeTill('en', { ...noShift, ...closing({ ...batch, params: {} }) }));
    await till.type('F10', 'z');
    expect(till.text('step-settlement')).toContain('does not agree');
  });

  it('counts only the parked baskets that must be finished', async () => {
    const parked = (basketId: string) => ({
      basketId,
      label: '',
      suspendedAtMs: 0,
      totalMinor: 590,
      itemCount: 1,
    });
    const told = { step: 'baskets', state: 'waiting', code: 'parkedBaskets' } as const;
    await till.open(
      fakeTill('en', {
        suspended: [parked('p1'), parked('p2')],
        ...closing({ ...told, params: { count: 1 } }),
      }),
    );
    await till.type('F10', 'z');
    expect(till.text('end-of-day')).toContain('1 parked: bring them back (F9)');
  });
});

it('a batch whose sums agree and whose numbers do not says the numbers', async () => {
  const sides = { terminalCount: 1, terminalMinor: 500, registerCount: 2, registerMinor: 500 };
  const cause = { cause: 'unexplained', attemptId: '', receiptNo: '', amountMinor: 0 };
  const report = {
    terminalId: 'T1',
    closedAtMs: 0,
    totalsKnown: true,
    agrees: false,
    totals: { ...sides, differenceMinor: 0 },
    groups: [{ group: 'visa', ...sides }],
    differences: [{ group: 'visa', ...sides, explained: [cause] }],
    reportLines: [],
  };
  await till.open(fakeTill('en'));
  till.far().answerWith('settlement.last', { reportJson: JSON.stringify(report) });
  await till.type('F10', 'c');
  expect(till.text('batch-difference')).toContain('Visa: 1 at the terminal, 2 at the register');
  expect(till.text('batch-difference')).not.toContain('¥0.00');
});

describe('the terminal’s settings', () => {
  const terminal = {
    protocol: 'one',
    line: { kind: 'tcp' as const, host: 'terminal', port: 20007 },
    terminalId: 'T1',
    customerLimitS: 0,
    fields: {},
  };
  const driver = {
    id: 'one',
    name: 'One',
    usualLine: { kind: 'tcp' as const, baud: 9600, stopBits: 1 as const, port: 20007 },
    fields: [],
  };
  const setup = { terminal, keptSecrets: [], drivers: [driver], ports: [] };
  const checks = [{ n: 1, step: 'port', state: 'failed', code: 'network.refused', params: {} }];

  it('show what was tested only beside the settings it was tested with', async () => {
    await till.open(fakeTill('en'));
    till.far().answerWith('terminal.setup', setup);
    await till.type('F10', 'k');
    till.far().answerWith('terminal.check', { checks });
    await till.type('F5');
    expect(till.text('terminal-checks')).toContain('Nobody listens');
    await till.type('F8');
    await till.focus('terminal-host');
    await till.type('x');
    expect(till.text('terminal-checks')).not.toContain('Nobody listens');
  });

  it('ask for nothing before they are there', async () => {
    await till.open(fakeTill('en'));
    await till.type('F10', 'k');
    expect(till.text('terminal-settings')).not.toContain('Which serial port?');
  });
});

it('a doubt is told no longer than it lasts', async () => {
  const notice = { n: 3, kind: 'attention', code: 'cardUnknown', params: {} } as const;
  const pending = {
    attemptId: 'a1',
    way: 'payment' as const,
    amountMinor: 590,
    approvedMinor: null,
    reason: 'timeout',
    sinceMs: 0,
    basketId: 'p1',
    label: '',
  };
  await till.open(fakeTill('en', { pendingPayments: [pending] }));
  await till.publish({ notice });
  expect(till.text('notice')).toContain('Not known whether');
  await till.publish({ pendingPayments: [] });
  expect(till.text('notice')).not.toContain('Not known whether');
});

describe('a price list that was held', () => {
  const heldCatalogue = { sha256: 'f00d', itemsNow: 1345, itemsInFile: 9 };
  const as = (role: 'cashier' | 'manager') => ({
    heldCatalogue,
    operator: { operatorId: '9', name: 'Wang', role, locale: 'en' as const },
  });

  it('is taken by a manager who was told both numbers', async () => {
    await till.open(fakeTill('en', as('manager')));
    await till.type('F10', 'p');
    expect(till.text('dialog-held-catalogue')).toContain('1,345 items now, 9 in the file');
    expect(till.calls('catalogue.confirm')).toHaveLength(0);
    await till.type('Enter');
    expect(till.inputs('catalogue.confirm')).toEqual([{ sha256: 'f00d' }]);
  });

  it('is not offered to a cashier, nor when none waits', async () => {
    await till.open(fakeTill('en', as('cashier')));
    await till.type('F10');
    expect(till.find('office-P')).toBeNull();
    await till.publish({ ...as('manager'), heldCatalogue: null });
    expect(till.find('office-P')).toBeNull();
  });
});

describe('a day that nobody can be sent', () => {
  const closed = { phase: 'dayClosed', shift: null, businessDay: null } as const;
  const step = (state: Step['state'], code: string): Step => ({
    step: 'send',
    state,
    code,
    params: {},
  });

  it.each([
    ['lies as a file where no head office is set up', false, 'folder outbox'],
    ['of practice goes nowhere', true, 'nothing is sent'],
  ])('%s', async (_, training, words) => {
    const { devices } = fakeTill('en');
    const off = { state: 'off', code: null } as const;
    await till.open(
      fakeTill('en', {
        ...closed,
        training,
        ...closing(step('skipped', 'noHeadOffice')),
        devices: { ...devices, headOffice: off },
      }),
    );
    await till.type('F10', 'z');
    expect(till.text('send-text')).toContain(words);
    expect(till.find('batch-send')).toBeNull();
    expect(till.text('step-send')).toContain('no head office');
  });

  it('is sent where one is set up', async () => {
    await till.open(fakeTill('en', { ...closed, ...closing(step('waiting', 'waiting')) }));
    await till.type('F10', 'z');
    expect(till.text('send-text')).toContain('goes to head office');
    expect(till.find('batch-send')).not.toBeNull();
  });
});

// @vitest-environment happy-dom
import type { RefusalCode } from '../../contracts/refusal-codes.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;

beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

const operator = { operatorId: 'op1', name: 'Li Na', role: 'cashier', locale: 'en' } as const;
const closed = { operator, phase: 'dayClosed', businessDay: null, shift: null } as const;

function refusal(code: RefusalCode, params: Record<string, string | number> = {}) {
  return { ok: false as const, error: { code, params, outcome: 'none' as const } };
}
const asked = refusal('needsApproval', { right: 'openDay', rule: 'role', role: 'supervisor' });

/** A cashier before a day that is not open, who has pressed Enter. */
async function askToOpen(): Promise<void> {
  await till.open(fakeTill('en', closed));
  await till.type('Enter');
  await till.answer('day.open', asked);
}

describe('the approval box', () => {
  it('opens over the same screen and sends the same command with the PIN', async () => {
    await askToOpen();
    expect(till.inputs('day.open')).toEqual([{ shown: null }]);
    const box = till.text('dialog-approval');
    expect(box).toContain('Open the day');
    expect(box).toContain('This needs the right of a Supervisor.');
    expect(box).toContain('Asked by Li Na.');
    expect(till.find('supervisor-op1')).toBeNull();
    expect(till.find('supervisor-op2')).toBeNull();
    await till.type('F2', '2', '4', '6', '8');
    expect(document.body.textContent).not.toContain('2468');
    await till.type('Enter');
    expect(till.inputs('day.open')).toEqual([
      { shown: null },
      { shown: null, approval: { operatorId: 'op4', pin: '2468' } },
    ]);
    await till.answer('day.open', { ok: true, value: {} });
    expect(till.find('dialog-approval')).toBeNull();
  });

  it('goes by touch alone, with the name touched first', async () => {
    await askToOpen();
    await till.touch('supervisor-op3');
    await till.touchDigits('1357');
    await till.touch('dialog-do');
    expect(till.inputs('day.open').at(-1)).toMatchObject({
      approval: { operatorId: 'op3', pin: '1357' },
    });
  });

  it('says why a PIN was not taken, forgets it and stays for the next', async () => {
    await askToOpen();
    await till.type('F1', '1', '1', '1', '1', 'Enter');
    await till.answer('day.open', refusal('wrongPin', { left: 4 }));
    expect(till.text('approval-fault')).toContain('Tries left: 4');
    expect(till.text('supervisor-pin')).toBe('');
    await till.type('1', '3', '5', '7', 'Enter');
    expect(till.find('approval-fault')).toBeNull();
    await till.answer('day.open', { ok: true, value: {} });
    expect(till.find('dialog-approval')).toBeNull();
    expect(till.calls('day.open')).toHaveLength(3);
  });

  it('takes no scanner’s digits for a PIN, nor its suffix for a yes', async () => {
    await askToOpen();
    await till.type('F1', '1', '3');
    await till.burst('6901234567892', 'Enter');
    await till.burst('1357', 'Enter');
    expect(till.text('supervisor-pin')).toBe('●●');
    expect(till.calls('day.open')).toHaveLength(1);
    expect(till.calls('sale.addItem')).toHaveLength(0);
    await till.type('5', '7', 'Enter');
    expect(till.inputs('day.open').at(-1)).toMatchObject({ approval: { pin: '1357' } });
  });

  it('leaves no digit of a PIN in the field below it, agreed or not', async () => {
    const selling = { operator, phase: 'selling' } as const;
    await till.open(fakeTill('en', selling));
    const ask = async () => {
      await till.type('F8', 'Enter');
      await till.answer(
        'drawer.noSale',
        refusal('needsApproval', { right: 'noSale', rule: 'role' }),
      );
      await till.type('F1', '1', '3', '5');
    };
    await ask();
    await till.type('Escape');
    expect(document.body.textContent).not.toContain('135');
    await ask();
    expect(till.text('supervisor-pin')).toBe('●●●');
    await till.type('7', 'Enter');
    await till.answer('drawer.noSale', { ok: true, value: {} });
    expect(till.find('dialog-approval')).toBeNull();
    expect(document.body.textContent).not.toContain('135');
  });

  it('sends one command for two presses of Enter', async () => {
    await askToOpen();
    await till.type('F1', '1', '3', '5', '7', 'Enter', '1', '3', '5', '7', 'Enter', 'Enter');
    expect(till.calls('day.open')).toHaveLength(2);
  });

  it('leaves things as they are when somebody steps back, and can be asked again', async () => {
    await askToOpen();
    await till.type('1', 'Escape');
    expect(till.find('dialog-approval')).toBeNull();
    expect(till.calls('day.open')).toHaveLength(1);
    await till.type('Enter');
    await till.answer('day.open', asked);
    expect(till.find('dialog-approval')).not.toBeNull();
    expect(till.text('supervisor-pin')).toBe('');
  });

  it('closes with a refusal that no other PIN would change', async () => {
    await askToOpen();
    await till.type('F1', '1', '3', '5', '7', 'Enter');
    await till.answer('day.open', refusal('busy'));
    expect(till.find('dialog-approval')).toBeNull();
    expect(till.text('notice')).toContain('Still busy');
  });

  it('offers only those whose role is enough, and says when there is nobody', async () => {
    await till.open(fakeTill('en', closed));
    await till.type('Enter');
    const params = { right: 'openDay', rule: 'role', role: 'manager' };
    await till.answer('day.open', refusal('needsApproval', params));
    expect(till.find('supervisor-op3')).not.toBeNull();
    expect(till.find('supervisor-op4')).toBeNull();
    await till.publish({ operators: [{ operatorId: 'op1', name: 'Li Na', role: 'cashier' }] });
    expect(till.text('dialog-approval')).toContain('Nobody else here may agree');
  });

  it('goes away with the session of the one who asked', async () => {
    await askToOpen();
    await till.publish({ operator: null, phase: 'signedOff' });
    expect(till.find('dialog-approval')).toBeNull();
    expect(till.calls('day.open')).toHaveLength(1);
  });

  it('reaches everybody of a long list with the arrows', async () => {
    const many = Array.from({ length: 30 }, (_, n) => ({
      operatorId: `s${n + 1}`,
      name: `Supervisor ${n + 1}`,
      role: 'supervisor' as const,
    }));
    await till.open(fakeTill('en', { ...closed, operators: many }));
    await till.type('Enter');
    await till.answer('day.open', asked);
    await till.type(...Array.from({ length: 30 }, () => 'ArrowDown'), '1', '3', '5', '7', 'Enter');
    expect(till.inputs('day.open').at(-1)).toMatchObject({
      approval: { operatorId: 's30', pin: '1357' },
    });
  });
});

describe('a day that is not open', () => {
  it('names who can open it, and says that the PIN is typed here', async () => {
    await till.open(fakeTill('en', closed));
    expect(till.text('who-opens')).toMatch(/^Can be opened by: [^,]+, [^,]+\. Press the key,/);
    await till.publish({ operator: { ...operator, operatorId: 'op4', role: 'supervisor' } });
    expect(till.text('who-opens')).not.toContain('PIN');
  });

  it('counts those for whom there is no room, and says when there is nobody', async () => {
    const operators = Array.from({ length: 9 }, (_, n) => ({
      operatorId: `s${n + 1}`,
      name: `Supervisor ${n + 1}`,
      role: 'supervisor' as const,
    }));
    await till.open(fakeTill('en', { ...closed, operators }));
    expect(till.text('who-opens')).toContain('Supervisor 6. And 3 more.');
    await till.publish({ operators: [{ operatorId: 'op1', name: 'Li Na', role: 'cashier' }] });
    expect(till.text('who-opens')).toContain('Nobody on the list of this register can open it.');
  });
});

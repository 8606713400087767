import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';
import { replacePeople } from '../../till/session/people.ts';
import { lockScreen } from '../../till/session/screen-lock.ts';
import { keepFlow } from '../../till/ports/flow-state.ts';
import { SESSION_OPERATOR, signOn } from '../../till/session/session.ts';
import { TillState } from '../../till/runtime/state.ts';
import type { Operator } from '../../till/ports/store.ts';
import { applyIncomingFiles } from '../../electron/service/incoming-files.ts';
import { loadPinSeal } from '../../electron/service/pin-seal.ts';
import { restoreSession } from '../../electron/service/session-memory.ts';

let till: TestTill;
beforeEach(async () => {
  till = openTestTill();
  vi.stubEnv('TILLWRIGHT_BOOT_ID', 'run-1');
  restoreSession(till.ctx);
  await openForSelling(till);
});
afterEach(() => {
  vi.unstubAllEnvs();
  till.close();
});

const people = () => till.store.read((tx) => tx.operators());
const entries = () => till.store.read((tx) => tx.entries(1, tx.journalHead().seq));

/** Who is signed on in a service that starts on the same data. */
function afterRestart(): string | null {
  const ctx = { ...till.ctx, state: new TillState() };
  restoreSession(ctx);
  return ctx.state.operator?.operatorId ?? null;
}

function take(list: readonly Operator[]): void {
  till.store.write((tx) => replacePeople(tx, list, 'file'));
}

describe('who is signed on after the service was started again', () => {
  it('is who was signed on, in the same run of the program', () => {
    expect(afterRestart()).toBe('1');
  });

  it('is nobody in another run of the program', () => {
    vi.stubEnv('TILLWRIGHT_BOOT_ID', 'run-2');
    expect(afterRestart()).toBeNull();
    vi.stubEnv('TILLWRIGHT_BOOT_ID', 'run-1');
    expect(afterRestart()).toBeNull();
  });

  it('and at an open screen, although it was locked when the run before ended', async () => {
    const nobody = { commandId: null };
    expect(lockScreen(till.ctx, nobody)).toMatchObject({ ok: true });
    vi.stubEnv('TILLWRIGHT_BOOT_ID', 'run-2');
    const ctx = { ...till.ctx, state: new TillState() };
    restoreSession(ctx);
    expect(await signOn(ctx, nobody, { operatorId: '1', pin: '1111' })).toMatchObject({ ok: true });
    const again = { ...till.ctx, state: new TillState() };
    restoreSession(again);
    expect([again.state.operator?.operatorId, again.state.locked]).toEqual(['1', false]);
  });

  it('is nobody, and at an open screen, when who locked it was taken off the list', () => {
    expect(lockScreen(till.ctx, { commandId: null })).toMatchObject({ ok: true });
    take(people().filter((one) => one.operatorId !== '1'));
    const ctx = { ...till.ctx, state: new TillState() };
    restoreSession(ctx);
    // Else nobody could sign on: a locked screen asks for the PIN of whoever is.
    expect([ctx.state.operator, ctx.state.locked]).toEqual([null, false]);
  });

  it('is nobody where no run can be told from another', () => {
    for (const id of ['', undefined]) {
      vi.stubEnv('TILLWRIGHT_BOOT_ID', id);
      expect(afterRestart()).toBeNull();
      till.store.write((tx) => keepFlow(tx, SESSION_OPERATOR, '1'));
      expect(afterRestart()).toBeNull();
    }
  });

  it('is nobody when that person had signed off', async () => {
    await must(till, 'session.signOff', {});
    expect(afterRestart()).toBeNull();
  });

  it('is nobody when that person has no PIN any more, however that came', () => {
    till.store.write((tx) => tx.saveOperators(people().filter((one) => one.operatorId !== '1')));
    expect(afterRestart()).toBeNull();
  });

  it.each<[string, Partial<Operator> | null]>([
    ['was taken off the list', null],
    ['has another role', { role: 'supervisor' }],
    ['has another PIN', { pinHash: '2222' }],
  ])('is nobody when that person %s; the session’s end is journaled', (_, change) => {
    const list = people().flatMap((one) => {
      if (one.operatorId !== '1') return [one];
      return change === null ? [] : [{ ...one, ...change }];
    });
    take(list);
    expect(afterRestart()).toBeNull();
    expect(entries().slice(-2)).toMatchObject([
      { type: 'operators.changed', actor: 'system' },
      { type: 'operator.signedOff', actor: 'system', payload: { operatorId: '1' } },
    ]);
    // Coming back to the list does not bring the session back.
    take(people());
    expect(afterRestart()).toBeNull();
  });

  it('is still that person when only name or language are others', () => {
    take(people().map((one) => (one.operatorId === '1' ? { ...one, name: 'Li' } : one)));
    expect(afterRestart()).toBe('1');
  });

  it('is still that person when somebody else was changed', () => {
    take(people().filter((one) => one.operatorId !== '5'));
    expect(afterRestart()).toBe('1');
  });
});

describe('a list of people', () => {
  const HASH = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo';
  const file = (list: readonly object[]) => {
    mkdirSync(join(till.dir, 'incoming'), { recursive: true });
    writeFileSync(join(till.dir, 'incoming', 'operators.json'), JSON.stringify(list));
    return applyIncomingFiles({
      dataDir: till.dir,
      store: till.store,
      currency: till.ctx.settings.currency,
      departments: [],
      taxRatesBp: {},
      heldPrices: null,
      pricedIn: {},
      pinSeal: loadPinSeal(till.dir),
      log: till.ctx.log,
    });
  };
  const wang = { operatorId: '9', name: 'Wang', role: 'manager', locale: 'zh', pinHash: HASH };
  const changes = () => entries().filter(({ type }) => type === 'operators.changed');

  it('leaves an entry that names who came, went and changed, and no PIN', async () => {
    const chen = { operatorId: '7', name: 'Chen', role: 'cashier', locale: 'en', pinHash: HASH };
    await file([wang, chen, { ...chen, operatorId: '5', name: 'Zhao', role: 'manager' }]);
    expect(changes().map(({ payload }) => payload)).toEqual([
      {
        cause: 'file',
        added: [{ operatorId: '7', name: 'Chen', role: 'cashier' }],
        changed: [
          {
            operatorId: '9',
            name: 'Wang',
            role: 'manager',
            was: { name: 'Wang', role: 'manager' },
            newPin: true,
          },
          {
            operatorId: '5',
            name: 'Zhao',
            role: 'manager',
            was: { name: 'Zhao', role: 'supervisor' },
            newPin: true,
          },
        ],
        removed: [{ operatorId: '1', name: 'Li Na', role: 'cashier' }],
      },
    ]);
    expect(JSON.stringify(entries())).not.toMatch(/argon2|aGFzaGhhc2/);
  });

  it('that changes nothing leaves no entry', async () => {
    await file([wang]);
    const before = changes().length;
    await file([{ ...wang, locale: 'en' }]);
    expect(changes()).toHaveLength(before);
  });
});

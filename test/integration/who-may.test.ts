import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { displayCallNames, tillCallNames, trainingCallNames } from '../../contracts/call-names.ts';
import type { Refusal } from '../../till/runtime/reply.ts';
import type { TillCallName } from '../../contracts/till/contract.ts';
import { may } from '../../till/session/rights.ts';
import type { OperatorRole } from '../../till/ports/store.ts';
import { type Admission, WHO_MAY } from '../../till/session/who-may.ts';
import { BREAD, call, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

const names = Object.keys(tillCallNames) as TillCallName[];
const rules: Readonly<Record<string, Admission>> = WHO_MAY;
const PEOPLE: Readonly<Record<OperatorRole, { operatorId: string; pin: string }>> = {
  cashier: { operatorId: '1', pin: '1111' },
  supervisor: { operatorId: '5', pin: '5555' },
  manager: { operatorId: '9', pin: '9999' },
};

let till: TestTill;
// One register for all: what is refused changes nothing.
beforeAll(async () => {
  till = openTestTill();
  await openForSelling(till);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: BREAD.priceMinor });
  await must(till, 'session.signOff', {});
});
beforeEach(async () => void (await must(till, 'session.signOff', {})));
afterAll(() => till.close());

/** What a call is refused with; nothing of its input is looked at before that. */
async function refusalOf(name: TillCallName): Promise<string | null> {
  const handle: (...args: never[]) => unknown = till.register.handlers[name];
  const command = { commandId: till.ctx.ids.next() };
  const answer = (await Reflect.apply(handle, undefined, [{}, command])) as {
    ok: boolean;
    error?: Refusal;
  };
  if (answer.error === undefined) return null;
  const { code, params } = answer.error;
  // A scan is told first that it was not used.
  return code === 'scanIgnored' ? String(params['reason']) : code;
}

const head = () => till.store.read((tx) => tx.journalHead().seq);

describe('who may call what', () => {
  it('is said for every name of every window', () => {
    const all = [tillCallNames, displayCallNames, trainingCallNames].flatMap((one) =>
      Object.keys(one),
    );
    expect(Object.keys(WHO_MAY).toSorted()).toEqual(all.toSorted());
  });

  it('gives a stranger nothing but what the sign-on screen needs', () => {
    expect(names.filter((name) => rules[name] === 'anybody')).toEqual([
      'till.snapshot',
      'session.signOn',
      'session.signOff',
      'session.setLocale',
      'session.unlock',
      'screen.expects',
      'loss.decide',
    ]);
  });

  it.each(names.filter((name) => rules[name] !== 'anybody'))(
    '%s is refused while nobody is signed on, and leaves no trace',
    async (name) => {
      const before = head();
      expect(await refusalOf(name)).toBe('notSignedOn');
      expect(head()).toBe(before);
    },
  );

  it.each(Object.keys(PEOPLE) as OperatorRole[])(
    'refuses a %s what is not theirs',
    async (role) => {
      const notTheirs = names.filter((name) => {
        const rule: Admission = WHO_MAY[name];
        return typeof rule === 'object' && 'right' in rule && !may(role, rule.right);
      });
      expect(notTheirs.length).toBe({ cashier: 12, supervisor: 6, manager: 0 }[role]);
      await must(till, 'session.signOn', PEOPLE[role]);
      const before = head();
      for (const name of notTheirs)
        expect([name, await refusalOf(name)]).toEqual([name, 'notAllowed']);
      expect(head()).toBe(before);
    },
  );

  it('asks again in a command’s turn: who signed off before it is not meant any more', async () => {
    await must(till, 'session.signOn', PEOPLE.cashier);
    const off = call(till, 'session.signOff', {});
    const late = call(till, 'sale.multiply', { quantityThousandths: 6_000 });
    expect([await off, await late]).toMatchObject([
      { ok: true },
      { error: { code: 'notSignedOn' } },
    ]);
    expect(till.register.tillSnapshot().multiplierThousandths).toBeNull();
  });

  it('gives the answer of one command to no other one that comes under its number', async () => {
    await must(till, 'session.signOn', PEOPLE.cashier);
    const give = (name: 'sale.repeatLast' | 'session.signOff') => {
      const handle: (...args: never[]) => unknown = till.register.handlers[name];
      return Reflect.apply(handle, undefined, [{}, { commandId: 'one-id' }]) as Promise<unknown>;
    };
    await must(till, 'sale.addPlu', {
      plu: '101',
      quantityThousandths: null,
      weightGrams: null,
    });
    expect(await give('sale.repeatLast')).toMatchObject({ ok: true });
    expect(await give('session.signOff')).toMatchObject({ error: { code: 'badInput' } });
    expect(till.register.tillSnapshot().operator).not.toBeNull();
    expect(await give('sale.repeatLast')).toMatchObject({ ok: true });
    expect(till.register.tillSnapshot().basket?.lines).toHaveLength(2);
    await must(till, 'sale.park', { label: '' });
  });

  it('lets a read of the past and of the catalogue through once somebody is signed on', async () => {
    await must(till, 'session.signOn', PEOPLE.cashier);
    expect((await must(till, 'sales.recent', { limit: 5 })).sales).toHaveLength(1);
    expect((await must(till, 'catalogue.search', { text: 'bread', limit: 5 })).items).toHaveLength(
      1,
    );
    expect(await must(till, 'catalogue.priceCheck', { text: '101' })).toMatchObject({
      item: { itemId: 'milk' },
    });
    await must(till, 'upload.send', {});
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TillInput } from '../../contracts/till/contract.ts';
import {
  type Agreed,
  type Asked,
  approvedPart,
  authoriseByTwo,
  authoriseOrAsk,
  authoriseWithin,
  stillAgreed,
} from '../../till/session/approval.ts';
import type { Operator, OperatorRole } from '../../till/ports/store.ts';
import { must, openTestTill, type TestTill } from './till-kit.ts';

let till: TestTill;
beforeEach(() => {
  till = openTestTill();
});
afterEach(() => till.close());

const LI_NA = { operatorId: '1', pin: '1111' };
const ZHAO = { operatorId: '5', pin: '5555' };
const WANG = { operatorId: '9', pin: '9999' };
type Approval = TillInput<'day.open'>['approval'];

const LIMIT: Asked = { right: 'voidAboveLimit', rule: 'voidAmount', facts: { limitMinor: 100 } };
/** Only a manager may agree to this, although a supervisor has the right. */
const HIGH: Asked = { ...LIMIT, least: 'manager' };

const types = () => till.store.read((tx) => tx.entries(1, tx.journalHead().seq)).map((e) => e.type);
const by = (person: string, approvedBy: string | null) => ({
  ok: true,
  value: { person: { operatorId: person }, approvedBy },
});
const refused = (code: string, params = {}) => ({
  ok: false,
  error: { code, params, outcome: 'none' },
});

describe('nobody signed on', () => {
  it('authorises nothing, whoever agrees', async () => {
    for (const approval of [null, WANG]) {
      expect(await authoriseOrAsk(till.ctx, 'noSale', approval)).toMatchObject(
        refused('notSignedOn'),
      );
      expect(await authoriseByTwo(till.ctx, LIMIT, approval)).toMatchObject(refused('notSignedOn'));
      expect(await authoriseWithin(till.ctx, LIMIT, approval)).toMatchObject(
        refused('notSignedOn'),
      );
      expect(await authoriseWithin(till.ctx, null, approval)).toMatchObject(refused('notSignedOn'));
    }
  });
});

describe('who asks for more than the own role carries', () => {
  it('is told which rule asks, its facts, and the least role that may agree', async () => {
    await must(till, 'session.signOn', LI_NA);
    const limit = { right: 'voidAboveLimit', rule: 'voidAmount', limitMinor: 100 };
    for (const approval of [null, undefined]) {
      expect(await authoriseWithin(till.ctx, LIMIT, approval)).toEqual(
        refused('needsApproval', { ...limit, role: 'supervisor' }),
      );
    }
    expect(await authoriseWithin(till.ctx, HIGH, null)).toEqual(
      refused('needsApproval', { ...limit, role: 'manager' }),
    );
    expect(await authoriseOrAsk(till.ctx, 'closeDay', null)).toEqual(
      refused('needsApproval', { right: 'closeDay', rule: 'role', role: 'manager' }),
    );
  });

  it('gets it from whoever has right and rank, and from nobody below', async () => {
    await must(till, 'session.signOn', LI_NA);
    expect(await authoriseWithin(till.ctx, LIMIT, ZHAO)).toMatchObject(by('5', '5'));
    expect(await authoriseWithin(till.ctx, HIGH, ZHAO)).toMatchObject(refused('approverMayNot'));
    expect(await authoriseWithin(till.ctx, HIGH, WANG)).toMatchObject(by('9', '9'));
    // The rank alone is no right.
    const right: Asked = { right: 'closeDay', rule: 'role', least: 'cashier' };
    expect(await authoriseByTwo(till.ctx, right, ZHAO)).toMatchObject(refused('approverMayNot'));
  });

  it('does alone what passes no limit', async () => {
    await must(till, 'session.signOn', LI_NA);
    expect(await authoriseWithin(till.ctx, null, ZHAO)).toMatchObject(by('1', null));
    expect(await authoriseOrAsk(till.ctx, 'sell', ZHAO)).toMatchObject(by('1', null));
  });
});

describe('an approval', () => {
  it('is not of somebody who was dismissed, not even with the PIN that is left of them', async () => {
    await must(till, 'session.signOn', LI_NA);
    const people = till.store.read((tx) => tx.operators());
    till.store.write((tx) => tx.saveOperators(people.filter((one) => one.operatorId !== '5')));
    for (const pin of ['5555', '']) {
      expect(
        await authoriseWithin(till.ctx, LIMIT, { operatorId: '5', pin } as Approval),
      ).toMatchObject(refused('unknownOperator'));
    }
  });

  it('leaves an entry of its own only where it ends a row of wrong PINs', async () => {
    await must(till, 'session.signOn', LI_NA);
    await authoriseWithin(till.ctx, LIMIT, ZHAO);
    expect(types()).toEqual(['operator.signedOn']);
    expect(await authoriseWithin(till.ctx, LIMIT, { ...ZHAO, pin: '0000' })).toEqual(
      refused('wrongPin', { left: 4 }),
    );
    await authoriseWithin(till.ctx, LIMIT, ZHAO);
    expect(types().slice(1)).toEqual(['approval.pinFailed', 'approval.pinAccepted']);
    const last = till.store.read((tx) => tx.entries(3, 3));
    expect(last).toMatchObject([{ actor: '1', payload: { askedBy: '1', operatorId: '5' } }]);
  });
});

describe('what was agreed to, asked again when it is done', () => {
  const person = (role: OperatorRole): Operator => {
    const found = till.store.read((tx) => tx.operators()).find((one) => one.role === role);
    if (found === undefined) throw new Error(`there is no ${role}`);
    return found;
  };
  const agreed = (role: OperatorRole | null): Agreed => {
    const operator = person('cashier');
    if (role === null) return { operator, person: operator, approvedBy: null };
    return { operator, person: person(role), approvedBy: person(role).operatorId };
  };

  it('needs nobody where no limit is passed any more', () => {
    expect(stillAgreed(null, agreed(null))).toBeNull();
    expect(stillAgreed(null, agreed('supervisor'))).toBeNull();
  });

  it('asks where a limit is passed since and nobody agreed to anything', () => {
    expect(stillAgreed(LIMIT, agreed(null))).toEqual(
      refused('needsApproval', {
        limitMinor: 100,
        right: 'voidAboveLimit',
        rule: 'voidAmount',
        role: 'supervisor',
      }),
    );
  });

  it('is enough from a person of right and rank for the limit as it stands now', () => {
    expect(stillAgreed(LIMIT, agreed('supervisor'))).toBeNull();
    expect(stillAgreed(HIGH, agreed('supervisor'))).toEqual(refused('approverMayNot'));
    expect(stillAgreed(HIGH, agreed('manager'))).toBeNull();
    const right: Asked = { right: 'closeDay', rule: 'role', least: 'cashier' };
    expect(stillAgreed(right, agreed('supervisor'))).toEqual(refused('approverMayNot'));
  });

  it('names in the journal who agreed, and nobody where nobody had to', () => {
    expect(approvedPart(agreed('manager'))).toEqual({ approvedBy: '9' });
    expect(approvedPart(agreed(null))).toEqual({});
  });
});

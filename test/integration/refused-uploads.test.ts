import { afterEach, describe, expect, it } from 'vitest';
import type { HeadOfficeLink, SendOutcome } from '../../till/ports/head-office.ts';
import { must, openTestTill, type TestTill, until } from './till-kit.ts';

let till: TestTill;
afterEach(() => till.close());

/** A head office whose every answer the test gives; it counts what it is sent. */
class ScriptedOffice implements HeadOfficeLink {
  readonly configured = true;
  readonly publicKey = 'a2V5';
  readonly codeMark = () => null;
  readonly onNewCode = () => () => undefined;
  sent = 0;
  answer: SendOutcome = { kind: 'unreachable', reason: 'no route' };
  enrol: HeadOfficeLink['enrol'] = () =>
    Promise.resolve({ kind: 'enrolled', token: 'token', headOfficePublicKey: 'a2V5' });
  looks: Awaited<ReturnType<HeadOfficeLink['look']>> = {
    kind: 'ready',
    position: { batch: 0, seq: 0, hash: '0'.repeat(64) },
  };
  look: HeadOfficeLink['look'] = () => Promise.resolve(this.looks);
  readonly fetch = () => Promise.resolve({ kind: 'unreachable', reason: 'none' } as const);
  readonly acknowledgement = () => Promise.resolve(null);
  send: HeadOfficeLink['send'] = () => {
    this.sent += 1;
    return Promise.resolve(this.answer);
  };
}

async function closeOneDay(answer: SendOutcome): Promise<ScriptedOffice> {
  const office = new ScriptedOffice();
  office.answer = answer;
  till = openTestTill({ headOffice: office });
  await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
  await must(till, 'day.open', {});
  await must(till, 'day.close', { skipSettlement: true });
  await until(till, () => till.register.tillSnapshot().devices.headOffice.state === 'fault');
  return office;
}

const snapshot = () => till.register.tillSnapshot();
const refused = (code: string): SendOutcome => ({ kind: 'refused', code, message: 'no' });

describe('a batch of which head office holds another', () => {
  it('is never sent again by itself, only when a person asks', async () => {
    const office = await closeOneDay(refused('conflict'));
    expect(office.sent).toBe(1);
    await must(till, 'day.open', {});
    await must(till, 'day.close', { skipSettlement: true });
    for (let rounds = 0; rounds < 3; rounds += 1) {
      till.runTimers();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(office.sent).toBe(1);
    expect(snapshot().devices.headOffice).toEqual({ state: 'fault', code: 'batchRefused' });
    expect(await must(till, 'upload.send', {})).toEqual({ sent: 0, waiting: 2 });
    expect(office.sent).toBe(2);
  });
});

describe('a head office that stays away', () => {
  it('is tried again and again, and told of aloud once', async () => {
    const office = await closeOneDay({ kind: 'unreachable', reason: 'no route' });
    expect(snapshot().notice).toMatchObject({ code: 'batchAway' });
    await must(till, 'day.open', {});
    const opened = snapshot().notice;
    for (let rounds = 1; rounds <= 3; rounds += 1) {
      const before = office.sent;
      till.runTimers();
      await until(till, () => office.sent === before + 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(snapshot().notice).toEqual(opened);
    expect(snapshot().devices.headOffice).toEqual({ state: 'fault', code: 'away' });
    await must(till, 'upload.send', {});
    expect(snapshot().notice?.n).toBeGreaterThan(opened?.n ?? 0);
  });
});

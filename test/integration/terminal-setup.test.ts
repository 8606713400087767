import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceChecks, TerminalChoice } from '../../contracts/terminal-setup.ts';
import type { Line, LineListener } from '../../native/simulators/line/line.ts';
import { createPtyPair, type PtyPair } from '../../native/simulators/line/pty-pair.ts';
import { openSerialLine } from '../../native/simulators/line/serial-line.ts';
import { listenTcp } from '../../native/simulators/line/tcp-line.ts';
import { createTerminal } from '../../native/simulators/terminal/terminal.ts';
import { openTestLane, type TestLane } from './lane-kit.ts';

/** A second terminal's line, besides the one that the lane was set up with. */
let pair: PtyPair;
let lane: TestLane;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  pair = await createPtyPair();
  lane = await openTestLane();
  await lane.start();
  await lane.openForSelling();
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  await lane.close();
  await pair.close();
});

const choice = (change: Partial<TerminalChoice> = {}): TerminalChoice => ({
  protocol: 'zvt',
  line: { kind: 'serial', path: pair.near, baud: 9600, stopBits: 2 },
  terminalId: 'T2',
  customerLimitS: 0,
  fields: { password: '123456', takesWalletCodes: false, checksSignatures: false },
  ...change,
});

const check = (terminal: TerminalChoice): Promise<DeviceChecks> =>
  lane.must('terminal.check', { terminal });

const failed = ({ checks }: DeviceChecks) => checks.find(({ state }) => state === 'failed');

/** Switches a terminal on at the other end. */
function switchOn(line: Line, change: { password?: string; currency?: string } = {}): void {
  const terminal = createTerminal({
    line,
    password: '123456',
    currency: '156',
    timing: { stepMs: 0 },
    ...change,
  });
  closing.push(() => terminal.close());
}

const farLine = () => openSerialLine(pair.far, 9600, { stopBits: 2 });

/** A line on which nothing said at this speed can be read, in either direction. */
function garbled(line: Line): Line {
  const garble = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 0x5a);
  return {
    kind: line.kind,
    address: line.address,
    send: (bytes) => line.send(garble(bytes)),
    listen: (listener: LineListener) =>
      line.listen({
        connected: () => listener.connected(),
        disconnected: () => listener.disconnected(),
        // A terminal at another speed hears frames with wrong check sums, and says NAK.
        bytes: () => line.send(Uint8Array.of(0xa5, 0xff)),
      }),
    setPulled: (pulled) => line.setPulled(pulled),
    hangUp: () => line.hangUp(),
    close: () => line.close(),
  };
}

describe('testing a connection', () => {
  it('passes every check of a terminal that is right, over a serial line', async () => {
    switchOn(await farLine());
    const { ok, checks } = await check(choice());
    expect(checks.map(({ n, step, state }) => [n, step, state])).toEqual([
      [1, 'port', 'ok'],
      [2, 'answer', 'ok'],
      [3, 'speed', 'ok'],
      [4, 'registration', 'ok'],
      [5, 'currency', 'ok'],
      [6, 'status', 'ok'],
      [7, 'batch', 'ok'],
    ]);
    expect(ok).toBe(true);
  });

  it('passes over TCP', async () => {
    const line = await listenTcp(0);
    switchOn(line);
    const port = Number(line.address.split(':').at(-1));
    const result = await check(choice({ line: { kind: 'tcp', host: '127.0.0.1', port } }));
    expect(result.ok).toBe(true);
  });

  it('says that the port is not there', async () => {
    const line = { kind: 'serial', path: `${pair.near}-not`, baud: 9600, stopBits: 2 } as const;
    expect(failed(await check(choice({ line })))).toMatchObject({
      n: 1,
      step: 'port',
      code: 'portMissing',
      params: { port: line.path },
    });
  });

  it('says that nobody listens at the network address', async () => {
    const line = { kind: 'tcp', host: '127.0.0.1', port: 1 } as const;
    const found = failed(await check(choice({ line })));
    expect(found).toMatchObject({ n: 1, step: 'port', code: 'network.refused' });
  });

  it('says that nothing answers', async () => {
    const line = await farLine();
    closing.push(() => line.close());
    expect(failed(await check(choice()))).toMatchObject({ n: 2, step: 'answer', code: 'silent' });
  });

  it('says that what comes cannot be read', async () => {
    const line = garbled(await farLine());
    switchOn(line);
    expect(failed(await check(choice()))).toMatchObject({ n: 3, step: 'speed' });
  });

  it('says that the password is wrong', async () => {
    switchOn(await farLine(), { password: '654321' });
    expect(failed(await check(choice()))).toMatchObject({
      n: 4,
      step: 'registration',
      code: 'wrongPassword',
    });
  });

  it('says that the terminal has another currency', async () => {
    switchOn(await farLine(), { currency: '978' });
    expect(failed(await check(choice()))).toMatchObject({
      n: 5,
      step: 'currency',
      code: 'wrongCurrency',
    });
  });

  it('gives the line back to the terminal that is set up, whatever came of it', async () => {
    await check(choice({ line: { kind: 'tcp', host: '127.0.0.1', port: 1 } }));
    await lane.until(({ devices }) => devices.terminal.state === 'ready');
    await lane.must('pay.card', { amountMinor: await lane.scanOne() });
    await lane.until(({ basket, payment }) => basket === null && payment === null);
    expect(lane.terminal.book().at(-1)?.state).toBe('approved');
  });

  it('is refused while a payment runs', async () => {
    lane.terminal.nextOutcome({ kind: 'noCard' });
    await lane.must('pay.card', { amountMinor: await lane.scanOne() });
    const answer = await lane.call('terminal.check', { terminal: choice() });
    expect(answer).toMatchObject({ ok: false, error: { code: 'paymentOpen' } });
    await lane.must('pay.cancelCard', {});
    await lane.until(({ payment }) => payment === null);
  });
});

describe('setting a terminal up', () => {
  it('is used at once, kept in the file, and takes the next payment', async () => {
    const line = await farLine();
    const other = createTerminal({ line, timing: { stepMs: 0 } });
    closing.push(() => other.close());
    await lane.must('terminal.save', { terminal: choice() });
    await lane.until(({ devices }) => devices.terminal.state === 'ready');
    await lane.must('pay.card', { amountMinor: await lane.scanOne() });
    await lane.until(({ basket, payment }) => basket === null && payment === null);
    expect(other.book()).toHaveLength(1);
    expect(lane.terminal.book()).toHaveLength(0);
    await lane.stop();
    await lane.start();
    await lane.openForSelling();
    const { terminal } = await lane.must('terminal.setup', {});
    expect(terminal).toMatchObject({ terminalId: 'T2', line: { path: pair.near } });
  });

  it('keeps the password that is stored, and never tells it', async () => {
    await lane.must('terminal.save', {
      terminal: choice({ fields: { password: null }, terminalId: 'T1' }),
    });
    const file = JSON.parse(readFileSync(join(lane.dataDir, 'register.json'), 'utf8'));
    expect(file.devices.terminal.password).toBe('123456');
    expect(file.store.name.en).not.toBe('');
    const setup = await lane.must('terminal.setup', {});
    expect(setup.terminal?.fields).toMatchObject({ password: null, takesWalletCodes: false });
    expect(setup.keptSecrets).toEqual(['password']);
    const told = JSON.stringify([setup, lane.snapshot()]);
    expect(told).not.toContain('123456');
  });

  it('is refused where its driver does not take it, and nothing is written', async () => {
    const before = readFileSync(join(lane.dataDir, 'register.json'), 'utf8');
    const wrong = [
      { fields: { password: '12' } },
      { fields: { password: '123456', other: 'x' } },
      { fields: { password: '123456', checksSignatures: 'yes' } },
      { protocol: 'morse', fields: {} },
    ];
    for (const change of wrong) {
      for (const name of ['terminal.check', 'terminal.save'] as const) {
        const answer = await lane.call(name, { terminal: choice(change) });
        expect(answer).toMatchObject({ ok: false, error: { code: 'badInput' } });
      }
    }
    expect(readFileSync(join(lane.dataDir, 'register.json'), 'utf8')).toBe(before);
  });

  it('wants the secrets of another protocol typed, and forgets those of the one before', async () => {
    const other = choice({ protocol: 'transbank', fields: {} });
    await lane.must('terminal.save', { terminal: other });
    expect(await lane.must('terminal.setup', {})).toMatchObject({
      terminal: { protocol: 'transbank', fields: {} },
      keptSecrets: [],
    });
    const answer = await lane.call('terminal.save', {
      terminal: choice({ fields: { password: null } }),
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'passwordMissing' } });
  });

  it('says that the settings file was edited wrongly, and leaves it as it is', async () => {
    const path = join(lane.dataDir, 'register.json');
    writeFileSync(path, '{ "storeId": ');
    const { terminal } = await lane.must('terminal.setup', {});
    const answer = await lane.call('terminal.save', {
      terminal: choice({ ...terminal }),
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'settingsFileWrong' } });
    expect(readFileSync(path, 'utf8')).toBe('{ "storeId": ');
  });

  it('is refused while the batch of the one before is open', async () => {
    await lane.must('pay.card', { amountMinor: await lane.scanOne() });
    await lane.until(({ basket, payment }) => basket === null && payment === null);
    const answer = await lane.call('terminal.save', { terminal: choice() });
    expect(answer).toMatchObject({ ok: false, error: { code: 'settlementOpen' } });
    // Another port for the same terminal is no other terminal.
    const { terminal } = await lane.must('terminal.setup', {});
    await lane.must('terminal.save', { terminal: choice({ ...terminal }) });
  });

  it('is a manager’s right', async () => {
    await lane.must('session.signOff', {});
    await lane.must('session.signOn', { operatorId: '1001', pin: '2580' });
    const answer = await lane.call('terminal.setup', {});
    expect(answer).toMatchObject({ ok: false, error: { code: 'notAllowed' } });
  });
});

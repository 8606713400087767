import { expect, test } from 'vitest';
import {
  displayCallNames,
  displayEventNames,
  tillCallNames,
  tillEventNames,
} from '../../contracts/call-names.ts';
import { CALL_DEADLINE_MS } from '../../contracts/ipc-limits.ts';
import {
  displayContract,
  displayEvents,
  tillContract,
  tillEvents,
} from '../../contracts/till/contract.ts';
import { createLine, type LinePort } from './line.ts';

const COMMAND_ID = '01926f1e-7c6a-7abc-8def-0123456789ab';

interface TestPort extends LinePort {
  readonly sent: Array<{ id: number; name: string }>;
  receive(data: unknown): void;
  closeFromService(): void;
  isClosed: boolean;
}

function testPort(): TestPort {
  let onMessage: (data: unknown) => void = () => {};
  let onClose: () => void = () => {};
  const sent: TestPort['sent'] = [];
  const port: TestPort = {
    sent,
    isClosed: false,
    postMessage: (message) => sent.push(structuredClone(message) as { id: number; name: string }),
    onMessage(listener) {
      onMessage = listener;
    },
    onClose(listener) {
      onClose = listener;
    },
    close() {
      port.isClosed = true;
    },
    receive: (data) => onMessage(structuredClone(data)),
    closeFromService: () => onClose(),
  };
  return port;
}

function harness() {
  const timers = new Set<{ delayMs: number; action: () => void }>();
  const line = createLine({
    callNames: ['sale.add', 'sale.read'],
    eventNames: ['snapshot'],
    after(delayMs, action) {
      const timer = { delayMs, action };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  });
  const links: string[] = [];
  line.bridge.link((state) => links.push(state));
  return { line, timers, links };
}

const done = (id: number) => ({ kind: 'reply', id, reply: { ok: true, value: { id } } });
const failure = (code: string, outcome: string) => ({ ok: false, error: { code, outcome } });

test('a call goes out as a request and its answer comes back', async () => {
  const { line, timers } = harness();
  const port = testPort();
  line.connect(port);
  const answer = line.bridge.call('sale.add', COMMAND_ID, { pieces: 1 });
  expect(port.sent).toEqual([
    { kind: 'request', id: 1, name: 'sale.add', commandId: COMMAND_ID, input: { pieces: 1 } },
  ]);
  port.receive(done(1));
  expect(await answer).toEqual({ ok: true, value: { id: 1 } });
  expect(timers.size).toBe(0);
});

test('answers find their calls in any order', async () => {
  const { line } = harness();
  const port = testPort();
  line.connect(port);
  const answers = [1, 2, 3].map(() => line.bridge.call('sale.read', null, {}));
  for (const id of [3, 1, 2]) port.receive(done(id));
  expect(await Promise.all(answers)).toEqual([1, 2, 3].map((id) => ({ ok: true, value: { id } })));
});

test('a name that is not in the contract never leaves the window', async () => {
  const { line } = harness();
  const port = testPort();
  line.connect(port);
  for (const name of ['sale.steal', 'constructor', '[object Object]', '']) {
    expect(await line.bridge.call(name, null, {})).toMatchObject(failure('unknownCall', 'none'));
  }
  expect(port.sent).toEqual([]);
});

test('what is too large or no data never leaves the window', async () => {
  const { line } = harness();
  const port = testPort();
  line.connect(port);
  for (const input of ['x'.repeat(66_000), { buffer: new ArrayBuffer(1) }, { run: () => 0 }]) {
    expect(await line.bridge.call('sale.read', null, input)).toMatchObject(
      failure('tooLarge', 'none'),
    );
  }
  expect(port.sent).toEqual([]);
});

test('without a service a call is refused: nothing happened', async () => {
  const { line } = harness();
  expect(await line.bridge.call('sale.add', COMMAND_ID, {})).toMatchObject(
    failure('serviceLost', 'none'),
  );
});

test('after the deadline nobody knows, and a late answer is dropped', async () => {
  const { line, timers } = harness();
  const port = testPort();
  line.connect(port);
  const answer = line.bridge.call('sale.add', COMMAND_ID, {});
  const [timer] = timers;
  expect(timer?.delayMs).toBe(CALL_DEADLINE_MS);
  timer?.action();
  expect(await answer).toMatchObject(failure('timeout', 'unknown'));
  expect(() => port.receive(done(1))).not.toThrow();
});

test.each(['main says so', 'the port closes'])(
  'losing the service (%s) settles every open call as unknown',
  async (way) => {
    const { line, timers, links } = harness();
    const port = testPort();
    line.connect(port);
    const answers = [1, 2].map(() => line.bridge.call('sale.add', COMMAND_ID, {}));
    if (way === 'main says so') line.lost('down');
    port.closeFromService();
    line.lost('down');
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject(failure('serviceLost', 'unknown'));
    }
    expect(timers.size).toBe(0);
    expect(links).toEqual(['down', 'up', 'down']);
  },
);

test('a new service: calls work again, the old port is closed and no longer heard', async () => {
  const { line, links } = harness();
  const old = testPort();
  line.connect(old);
  const heard: unknown[] = [];
  line.bridge.on('snapshot', (payload) => heard.push(payload));
  line.lost('failing');
  const fresh = testPort();
  line.connect(fresh);
  expect(old.isClosed).toBe(true);
  old.receive({ kind: 'event', name: 'snapshot', payload: 'old' });
  old.closeFromService();
  fresh.receive({ kind: 'event', name: 'snapshot', payload: 'new' });
  expect(heard).toEqual(['new']);
  expect(links).toEqual(['down', 'up', 'failing', 'up']);
  const answer = line.bridge.call('sale.read', null, {});
  fresh.receive(done(fresh.sent[0]?.id ?? 0));
  expect(await answer).toMatchObject({ ok: true });
});

test('a listener that stopped hears nothing; an unknown event is a mistake', () => {
  const { line } = harness();
  const port = testPort();
  line.connect(port);
  const heard: unknown[] = [];
  const stop = line.bridge.on('snapshot', (payload) => heard.push(payload));
  port.receive({ kind: 'event', name: 'snapshot', payload: 1 });
  stop();
  port.receive({ kind: 'event', name: 'snapshot', payload: 2 });
  expect(heard).toEqual([1]);
  expect(() => line.bridge.on('tillsnapshot', () => {})).toThrow('tillsnapshot');
});

test.each([null, 'text', 5, {}, { kind: 'reply' }, { kind: 'event', name: 'other', payload: 1 }])(
  '%j from the port does no harm',
  (data) => {
    const { line } = harness();
    const port = testPort();
    line.connect(port);
    expect(() => port.receive(data)).not.toThrow();
  },
);

test("the windows' names are exactly those of their contracts", () => {
  expect(Object.keys(tillCallNames).sort()).toEqual(Object.keys(tillContract).sort());
  expect(Object.keys(displayCallNames).sort()).toEqual(Object.keys(displayContract).sort());
  expect([...tillEventNames].sort()).toEqual(Object.keys(tillEvents).sort());
  expect([...displayEventNames].sort()).toEqual(Object.keys(displayEvents).sort());
  for (const [name, kind] of Object.entries(tillCallNames)) {
    expect([name, Object.entries(tillContract).find(([key]) => key === name)?.[1].kind]).toEqual([
      name,
      kind,
    ]);
  }
});
